"""What customers wrote, as Insights lists it: without personal data, and with the way to the case or answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors import cases_of_submissions
from samphan.customers.selectors import shown_name
from samphan.language.personal import redact
from samphan.surveys.selectors import surveys_of_responses
from samphan.web.addresses import address
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import local_name
from samphan.web.insights.rows_page import show_rows
from samphan.web.reading.shown import SENTIMENTS, TONES, topic_names
from samphan.web.wording import TOPICS, label

if TYPE_CHECKING:
    from samphan.insights.selectors.paging import Rows
    from samphan.insights.selectors.rows import ToldText

_KINDS = ("response", "review", "message")


@dataclass(frozen=True, kw_only=True)
class Written:
    """One text; `href` leads to the case it opened, else to the answer it belongs to, else to the customer."""

    at: datetime
    text: str
    language: str
    tone: str
    topics: Sequence[str]
    customer: str
    branch: str
    href: str
    leads_to: str


def written(texts: Sequence["ToldText"]) -> list[Written]:
    """Return texts as they are listed, in the order given; at most five queries however many there are."""
    signals = [text.signal for text in texts]
    by_kind = {kind: [s.submission_id for s in signals if s.submission_kind == kind] for kind in _KINDS}
    cases = {kind: cases_of_submissions(kind=kind, ids=ids) if ids else {} for kind, ids in by_kind.items()}
    surveys = surveys_of_responses(ids=by_kind["response"]) if by_kind["response"] else {}
    names = topic_names() if texts else {}
    return [
        _written(text, cases.get(text.signal.submission_kind, {}).get(text.signal.submission_id), surveys, names)
        for text in texts
    ]


def _written(told: "ToldText", case_id: int | None, surveys: Mapping[int, int], names: Mapping[str, str]) -> Written:
    signal = told.signal
    survey_id = surveys.get(signal.submission_id) if signal.submission_kind == "response" else None
    href, leads_to = "", ""
    if case_id is not None:
        href, leads_to = address("case", case_id), _("Open the case")
    elif survey_id is not None:
        href, leads_to = f"{address('survey', survey_id)}?from={signal.submission_id}", _("See the answer")
    elif signal.customer_id is not None:
        href, leads_to = address("customer", signal.customer_id), _("See the customer")
    return Written(
        at=signal.occurred_at,
        text=redact(signal.text),
        language=signal.language if signal.language in {"th", "en"} else "",
        tone=told.tone,
        topics=[topic(code, names) for code in signal.topics],
        customer=shown_name(signal.customer) if signal.customer else _("Anonymous"),
        branch=local_name(signal.branch),
        href=href,
        leads_to=leads_to,
    )


def topic(code: str, names: Mapping[str, str]) -> str:
    """Name a topic as those in force are called (`names`), or as it was when it still was one."""
    return names.get(code) or label(TOPICS, code)


def show_texts(
    request: HttpRequest, shown: Asked, *, texts: "Rows[ToldText]", heading: str, tab: str, about: str = ""
) -> HttpResponse:
    """Show the texts behind a figure."""
    return show_rows(
        request,
        "insights/texts.html",
        shown,
        rows=texts.through(written),
        about=about,
        tab=tab,
        heading=heading,
        tone=lambda code: label(SENTIMENTS, code),
        chips=TONES,
    )
