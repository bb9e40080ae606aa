"""The map, the panel of one touchpoint beside it, and the rows behind its numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree, find_organisation
from samphan.customers.selectors import shown_name
from samphan.journeys.rules import Feeling, Segment
from samphan.journeys.selectors import (
    MOST_ROWS,
    cases_behind,
    find_journey,
    find_touchpoint,
    journey_list,
    rows_behind,
    stage_list,
    submissions_behind,
    talk_at,
    what_came,
    wordings_of,
    work_on,
)
from samphan.journeys.templates import TEMPLATES
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.web.access import reader, screen
from samphan.web.addresses import address
from samphan.web.formats import format_date, is_thai
from samphan.web.journey import drawings
from samphan.web.journey import map as shown_map
from samphan.web.numbers import whole
from samphan.web.render import render
from samphan.web.wording import TOPICS, choices, label

if TYPE_CHECKING:
    from samphan.cases.models import Case
    from samphan.journeys.models import Journey, Touchpoint
    from samphan.signals.models import Signal

PERIODS = {30: N_("30 days"), 90: N_("90 days"), 180: N_("180 days"), 365: N_("365 days")}
_USUAL_DAYS = 90
_KEY = "journey_days"
_TOPICS_SHOWN = 6
_CASES_SHOWN = 5
BEHIND = {
    "answers": N_("All answers"),
    "satisfied": N_("Satisfied answers"),
    "neutral": N_("Answers in between"),
    "unhappy": N_("Unhappy answers"),
    "volume": N_("Everything that came in"),
    "cases": N_("Cases"),
}
_CAUSE = "cause-"


@dataclass(frozen=True)
class Period:
    """From when until when the map counts."""

    days: int
    until: datetime

    @property
    def since(self) -> datetime:
        """Return its first instant."""
        return self.until - timedelta(days=self.days)


@screen("journeys.read")
def journey(request: HttpRequest) -> HttpResponse:
    """Lead to the first journey; without one, offer the templates of the industries."""
    known = journey_list()
    if known:
        return HttpResponseRedirect(address("journey_map", known[0].pk))
    firm = find_organisation()
    own = firm.industry if firm else ""
    ready = [
        (code, shown_words(draft.name), [shown_words(stage.name) for stage in draft.stages], code == own)
        for code, draft in TEMPLATES.items()
    ]
    may_write = reader(request).may("journeys.write")
    return render(
        request, "journey/start.html", templates=sorted(ready, key=lambda one: not one[3]), may_write=may_write
    )


@screen("journeys.read")
def journey_map(request: HttpRequest, journey_id: int) -> HttpResponse:
    """Show a journey with how every touchpoint feels."""
    found = find_journey(journey_id=journey_id)
    if found is None:
        raise Http404
    return _map(request, found)


@screen("journeys.read")
def touchpoint(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Show the map with one touchpoint opened beside it."""
    found = _touchpoint(touchpoint_id)
    return _map(request, found.stage.journey, opened=found)


@screen("journeys.read")
def behind(request: HttpRequest, touchpoint_id: int, kind: str) -> HttpResponse:
    """List who and what was counted: answers of a feeling, everything, cases, or cases of one root cause."""
    found, period = _touchpoint(touchpoint_id), period_of(request)
    cause = kind.removeprefix(_CAUSE) if kind.startswith(_CAUSE) else ""
    if kind not in BEHIND and not cause:
        raise Http404
    since, until = period.since, period.until
    cases: list[Case] = []
    signals: list[Signal] = []
    if kind == "cases" or cause:
        cases = cases_behind(touchpoint=found, since=since, until=until, cause=cause)
    elif kind == "volume":
        signals = submissions_behind(touchpoint=found, since=since, until=until)
    else:
        signals = rows_behind(
            touchpoint=found, since=since, until=until, feeling=None if kind == "answers" else Feeling(kind)
        )
    what = _("Cases of one root cause") if cause else label(BEHIND, kind)
    return render(
        request,
        "journey/behind.html",
        touchpoint=found,
        what=what,
        cases=cases,
        signals=signals,
        most=MOST_ROWS,
        shown_name=shown_name,
        **_words(),
    )


def shown_words(words: tuple[str, str]) -> str:
    """Return Thai and English words of a template in the reader's language."""
    return words[0] if is_thai() else words[1]


def _map(request: HttpRequest, found: "Journey", *, opened: "Touchpoint | None" = None) -> HttpResponse:
    period = period_of(request)
    stages = stage_list(journey_id=found.pk)
    came = what_came(since=period.since, until=period.until)
    cells = shown_map.cells_of(stages, came, since=period.since, until=period.until)
    branches = [(row.branch.pk, shown_map.in_language(row.branch, "name")) for row in branch_tree()]
    part = Segment(branch_id=whole(request.GET.get("branch")), channel=(request.GET.get("channel") or "")[:16])
    is_compared = part != Segment()
    touchpoints = [one for _stage, inside in stages for one in inside]
    return render(
        request,
        "journey/page.html",
        journey=found,
        journeys=journey_list(),
        stages=stages,
        cells=cells,
        columns=sum(max(1, len(inside)) for _stage, inside in stages),
        compared=shown_map.compare(touchpoints, came, part) if is_compared else {},
        part=part,
        branches=branches,
        channels=[(code, label(shown_map.CHANNELS, code)) for code in came.channels],
        days=period.days,
        periods=choices(PERIODS),
        since=format_date(period.since, thai=is_thai()),
        line=drawings.emotion_line([cells[one.pk] for one in touchpoints]),
        opened=opened,
        panel=_panel(opened, period) if opened else {},
        may_write=reader(request).may("journeys.write"),
        **_words(),
    )


def _panel(found: "Touchpoint", period: Period) -> dict[str, Any]:
    since, until = period.since, period.until
    talk = talk_at(touchpoint=found, since=since, until=until)
    problems, ideas = work_on(touchpoint=found, since=since, until=until)
    return {
        "problems": problems,
        "ideas": ideas,
        "talk": talk,
        "topics": [(label(TOPICS, code), shown_map.few_or(count)) for code, count in talk.topics[:_TOPICS_SHOWN]],
        "cases": cases_behind(touchpoint=found, since=since, until=until, limit=_CASES_SHOWN),
        "wordings": wordings_of(touchpoint_id=found.pk),
    }


def _words() -> dict[str, Any]:
    return {
        "w": shown_map,
        "t": shown_map.in_language,
        "name_of": lambda customer: shown_name(customer) if customer else _("Unknown"),
        "bands": {code: _(words) for code, words in shown_map.BANDS.items()},
    }


def _touchpoint(touchpoint_id: int) -> "Touchpoint":
    found = find_touchpoint(touchpoint_id=touchpoint_id)
    if found is None:
        raise Http404
    return found


def period_of(request: HttpRequest) -> Period:
    """Return the days up to now that the reader looks at; what they chose holds until they choose again."""
    asked = whole(request.GET.get("days"))
    if asked in PERIODS:
        request.session[_KEY] = asked
    return Period(request.session.get(_KEY, _USUAL_DAYS), clock.now())
