from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.surveys.models import Question, QuestionKind, Response, Survey
from samphan.surveys.templates import LONGEST_END, LONGEST_TEXT, TEMPLATES, QuestionDraft, SurveyDraft

_LONGEST_NAME = 120


class SurveyTextMissing(Refused):
    code = "surveys.text.missing"
    message = N_("Question {position} needs its text in Thai and in English, of at most {limit} characters each.")


class SurveyNameMissing(Refused):
    code = "surveys.name.missing"
    message = N_("The survey needs a name in Thai and in English, of at most {limit} characters each.")


class SurveyWithoutScore(Refused):
    code = "surveys.score.missing"
    message = N_("A survey starts with exactly one question that asks for a score.")


class ReviewLinkInvalid(Refused):
    code = "surveys.review_url.invalid"
    message = N_("The review link must be a web address that starts with https://.")


class QuestionsFixed(Refused):
    code = "surveys.questions.fixed"
    message = N_(
        "This survey has answers: its texts can be changed, its questions cannot. Create a new survey instead."
    )


@transaction.atomic
def create_survey(*, draft: SurveyDraft, now: datetime, author_id: int | None = None) -> Survey:
    """Store a new questionnaire; when its code is taken the next free one ("nps-2") is used."""
    _check(draft)
    survey = Survey(code=_free_code(draft.code), created_by_id=author_id, created_at=now)
    _write(survey, draft, now)
    Question.objects.bulk_create(
        [_question(survey, position, one) for position, one in enumerate(draft.questions, start=1)]
    )
    return survey


@transaction.atomic
def edit_survey(*, survey_id: int, draft: SurveyDraft, now: datetime) -> Survey:
    """Change a questionnaire's texts and settings.

    Once it has answers its questions stay what they are, or old and new answers would be counted together; whether it
    is anonymous stays too, because that was promised to those who answered.
    """
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    _check(draft)
    stored = list(survey.questions.order_by("position"))
    same = [(q.field, q.kind) for q in stored] == [(d.field, d.kind) for d in draft.questions]
    if Response.objects.filter(survey=survey).exists() and (not same or survey.is_anonymous != draft.is_anonymous):
        raise QuestionsFixed
    _write(survey, draft, now)
    if not same:
        survey.questions.all().delete()
        stored = []
    known = {question.field: question.pk for question in stored}
    for position, one in enumerate(draft.questions, start=1):
        question = _question(survey, position, one)
        question.pk = known.get(one.field)
        question.save()
    return survey


@transaction.atomic
def switch_survey(*, survey_id: int, is_active: bool, now: datetime) -> None:
    """Switch a survey on or off: off, it is not sent; links already out still take answers."""
    Survey.objects.filter(pk=survey_id).update(is_active=is_active, updated_at=now)


@transaction.atomic
def seed_surveys(*, now: datetime) -> list[Survey]:
    """Create the starter surveys that are missing: relationship, after a purchase, verification. Twice is once."""
    known = set(Survey.objects.filter(code__in=TEMPLATES).values_list("code", flat=True))
    return [create_survey(draft=draft, now=now) for code, draft in TEMPLATES.items() if code not in known]


def _check(draft: SurveyDraft) -> None:
    if not _fits(draft.name_th, _LONGEST_NAME) or not _fits(draft.name_en, _LONGEST_NAME):
        raise SurveyNameMissing(limit=_LONGEST_NAME)
    scores = [q.kind in (QuestionKind.NPS, QuestionKind.CSAT) for q in draft.questions]
    if not scores or not scores[0] or sum(scores) != 1:
        raise SurveyWithoutScore
    for position, question in enumerate(draft.questions, start=1):
        if not _fits(question.text_th, LONGEST_TEXT) or not _fits(question.text_en, LONGEST_TEXT):
            raise SurveyTextMissing(position=position, limit=LONGEST_TEXT)
    address = urlsplit(draft.review_url)
    if draft.review_url and (address.scheme != "https" or not address.netloc or len(draft.review_url) > 500):
        raise ReviewLinkInvalid


def _fits(text: str, limit: int) -> bool:
    return 0 < len(text.strip()) <= limit and "\x00" not in text


def _write(survey: Survey, draft: SurveyDraft, now: datetime) -> None:
    survey.name_th, survey.name_en = draft.name_th.strip(), draft.name_en.strip()
    survey.purpose, survey.is_anonymous = draft.purpose, draft.is_anonymous
    survey.contact_me_offered = draft.contact_me_offered and not draft.is_anonymous
    survey.review_url, survey.updated_at = draft.review_url, now
    survey.save()


def _question(survey: Survey, position: int, draft: QuestionDraft) -> Question:
    draft = replace(draft, text_th=draft.text_th.strip(), text_en=draft.text_en.strip())
    return Question(
        survey=survey,
        position=position,
        field=draft.field,
        kind=draft.kind,
        text_th=draft.text_th,
        text_en=draft.text_en,
        low_th=draft.low_th[:LONGEST_END],
        low_en=draft.low_en[:LONGEST_END],
        high_th=draft.high_th[:LONGEST_END],
        high_en=draft.high_en[:LONGEST_END],
        options=[{"code": code, "th": th, "en": en} for code, th, en in draft.options],
        is_required=draft.is_required,
    )


def _free_code(wanted: str) -> str:
    taken = set(Survey.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
