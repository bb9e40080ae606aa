"""What the public page shows: questions in one language, the answer so far, and whether it still may be given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samphan.accounts.selectors import find_organisation
from samphan.customers.models import Customer, OrderLine
from samphan.customers.rules import address_as
from samphan.signals.rules import CONTACT_FIELD, RANGES, Submission, category_of
from samphan.signals.selectors import submission_signals
from samphan.surveys.models import Invitation, Question, Response, Survey
from samphan.surveys.rules import fill, is_open
from samphan.surveys.selectors.links import find_anonymous_survey, find_invitation
from samphan.surveys.selectors.texts import spoken

# How a person without a known name is spoken to inside a question.
_NAMELESS = {"th": "คุณ", "en": "you"}
ANONYMOUS_SOURCE = "anonymous"


@dataclass(frozen=True, kw_only=True)
class FormQuestion:
    """One question in the reader's language."""

    field: str
    kind: str
    text: str
    low: str = ""
    high: str = ""
    scores: Sequence[int] = ()
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class SurveyForm:
    """A survey page for one reader. `state` is open, finished or expired."""

    survey_id: int
    invitation_id: int | None
    language: str
    state: str
    questions: Sequence[FormQuestion]
    is_anonymous: bool
    contact_offered: bool
    review_url: str
    bought_name: str = ""
    bought_at: datetime | None = None
    branch_id: int | None = None
    category: str = "none"
    wants_contact: bool = False
    # What is stored: a score by its field, chosen codes by theirs, words by theirs.
    stored: Mapping[str, object] = field(default_factory=dict)

    @property
    def rating(self) -> FormQuestion:
        """The question that asks for a score; every survey has one."""
        return next(q for q in self.questions if q.scores)


def find_form(*, token: str, language: str | None, now: datetime) -> SurveyForm | None:
    """Return the page behind a customer's own link, in the customer's language unless another is asked for.

    None when the link is nobody's.
    """
    invitation = find_invitation(token=token)
    if invitation is None or invitation.survey.is_anonymous:
        return None
    customer = invitation.customer
    language = language or customer.language
    response = Response.objects.filter(invitation=invitation).first()
    return _form(
        invitation.survey,
        name=spoken_name(customer, language),
        language=language,
        invitation=invitation,
        response=response,
        state=_state(invitation, response, now),
    )


def find_anonymous_form(*, token: str, language: str, now: datetime, reference: str = "") -> SurveyForm | None:
    """Return the page of an anonymous survey; `reference` finds what this very page has stored."""
    survey = find_anonymous_survey(token=token)
    if survey is None:
        return None
    known = Response.objects.filter(survey=survey, source=ANONYMOUS_SOURCE, external_ref=reference)
    response = known.first() if reference else None
    closed = response is not None and not is_open(
        answered_at=response.answered_at, finished_at=response.finished_at, now=now
    )
    return _form(
        survey, name=_NAMELESS[language], language=language, response=response, state="finished" if closed else "open"
    )


def preview_form(*, survey_id: int, language: str) -> SurveyForm:
    """Return the page as a customer without a known name would see it; nothing is stored."""
    survey = Survey.objects.get(pk=survey_id)
    return _form(survey, name=_NAMELESS[language], language=language, state="open")


def spoken_name(customer: Customer, language: str) -> str:
    """Return how a question speaks to a customer, "คุณ" or "you" when no name is known."""
    if not (customer.call_name or customer.nickname or customer.first_name):
        return _NAMELESS[language]
    return address_as(
        call_name=customer.call_name,
        nickname=customer.nickname,
        first_name=customer.first_name,
        title=customer.title,
        language=language,
    )


def _state(invitation: Invitation, response: Response | None, now: datetime) -> str:
    if response is not None:
        open_still = is_open(answered_at=response.answered_at, finished_at=response.finished_at, now=now)
        return "open" if open_still else "finished"
    return "open" if now < invitation.expires_at else "expired"


def _form(
    survey: Survey,
    *,
    name: str,
    language: str,
    state: str,
    invitation: Invitation | None = None,
    response: Response | None = None,
) -> SurveyForm:
    firm = find_organisation()
    brand = firm.name if firm else ""
    rows = submission_signals(submission=Submission(kind="response", id=response.pk)) if response else []
    rated = next((row for row in rows if row.score is not None), None)
    order = invitation.order if invitation else None
    line = OrderLine.objects.filter(order=order).order_by("position").first() if order else None
    return SurveyForm(
        survey_id=survey.pk,
        invitation_id=invitation.pk if invitation else None,
        language=language,
        state=state,
        questions=[_question(q, language, name, brand) for q in survey.questions.order_by("position")],
        is_anonymous=survey.is_anonymous,
        contact_offered=survey.contact_me_offered and not survey.is_anonymous,
        review_url=survey.review_url,
        bought_name=line.name if line else "",
        bought_at=order.ordered_at if order else None,
        branch_id=invitation.customer.branch_id if invitation else None,
        category=category_of(rated.scale, rated.score) if rated else "none",
        wants_contact=any(row.field == CONTACT_FIELD for row in rows),
        stored={
            row.field: row.score if row.score is not None else row.choices if row.type == "choice" else row.text
            for row in rows
        },
    )


def _question(question: Question, language: str, name: str, brand: str) -> FormQuestion:
    low, high = RANGES.get(question.kind, (1, 0))
    return FormQuestion(
        field=question.field,
        kind=question.kind,
        text=fill(spoken(question, "text", language), name=name, brand=brand),
        low=spoken(question, "low", language),
        high=spoken(question, "high", language),
        scores=tuple(range(low, high + 1)),
        options=tuple((o["code"], o.get(language) or o["th"] or o["en"]) for o in question.options),
    )
