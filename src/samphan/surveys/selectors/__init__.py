"""All reads of the room: links, asking facts, and what the lists and the result page show."""

from samphan.surveys.selectors.asking import AskingPreview, asking_facts, asking_preview, recent_buyers
from samphan.surveys.selectors.forms import (
    ANONYMOUS_SOURCE,
    FormQuestion,
    SurveyForm,
    find_anonymous_form,
    find_form,
    preview_form,
    spoken_name,
)
from samphan.surveys.selectors.links import (
    anonymous_url,
    find_anonymous_survey,
    find_invitation,
    invitation_token,
    invitation_url,
)
from samphan.surveys.selectors.results import (
    Funnel,
    ScoreFigure,
    StreamItem,
    SurveySummary,
    find_survey,
    get_survey,
    has_answers,
    response_stream,
    score_figure,
    survey_draft,
    survey_funnel,
    survey_summaries,
    surveys_of_responses,
)
from samphan.surveys.selectors.standing import find_verification_survey, relationship_survey, verification_survey
from samphan.surveys.selectors.texts import spoken

__all__ = [
    "ANONYMOUS_SOURCE",
    "AskingPreview",
    "FormQuestion",
    "Funnel",
    "ScoreFigure",
    "StreamItem",
    "SurveyForm",
    "SurveySummary",
    "anonymous_url",
    "asking_facts",
    "asking_preview",
    "find_anonymous_form",
    "find_anonymous_survey",
    "find_form",
    "find_invitation",
    "find_survey",
    "find_verification_survey",
    "get_survey",
    "has_answers",
    "invitation_token",
    "invitation_url",
    "preview_form",
    "recent_buyers",
    "relationship_survey",
    "response_stream",
    "score_figure",
    "spoken",
    "spoken_name",
    "survey_draft",
    "survey_funnel",
    "survey_summaries",
    "surveys_of_responses",
    "verification_survey",
]
