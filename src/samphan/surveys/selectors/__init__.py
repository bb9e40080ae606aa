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
from samphan.surveys.selectors.standing import relationship_survey, verification_survey
from samphan.surveys.selectors.texts import spoken

__all__ = [
    "ANONYMOUS_SOURCE",
    "AskingPreview",
    "FormQuestion",
    "SurveyForm",
    "anonymous_url",
    "asking_facts",
    "asking_preview",
    "find_anonymous_form",
    "find_anonymous_survey",
    "find_form",
    "find_invitation",
    "invitation_token",
    "invitation_url",
    "preview_form",
    "recent_buyers",
    "relationship_survey",
    "spoken",
    "spoken_name",
    "verification_survey",
]
