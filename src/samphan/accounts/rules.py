"""Pure decisions about the firm."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from samphan.kit.calendars import WorkCalendar
from samphan.kit.periods import Period, day_start

THEMES = ("auto", "light", "dark")
# The word a Thai sentence ends with politely; which one is the speaker's own to choose.
PARTICLES = ("ค่ะ", "ครับ")
API_SCOPES = ("responses.write", "messages.write", "customers.read", "customers.write", "cases.read", "metrics.read")

MOST_CAPACITY = 1000


def skill_names(typed: Iterable[str]) -> list[str]:
    """Return skills as they are compared: without space around them, in small letters, each once, in order."""
    return sorted({" ".join(skill.casefold().split())[:60] for skill in typed if skill.strip()})


def makes_a_cycle(branch_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> bool:
    """Say whether hanging a branch under `parent_id` would close a ring; `parents` is the tree as it is."""
    seen: set[int] = set()
    above = parent_id
    while above is not None and above not in seen:
        if above == branch_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def whole_days(first: date, last: date, *, timezone: str) -> Period:
    """Return the time from the start of one local day to the end of another, in UTC."""
    return Period(day_start(first, timezone), day_start(last + timedelta(days=1), timezone))


def may_decide_absence(
    *, asker_id: int, reports_to_id: int | None, decider_id: int, oversees: bool, manages_people: bool
) -> bool:
    """Say whether somebody may grant days away: whom the asker reports to, who manages people, any lead where there is
    no such line; nobody their own.
    """
    if asker_id == decider_id or not oversees:
        return False
    return manages_people or reports_to_id in (None, decider_id)


def working_span(calendar: WorkCalendar, now: datetime) -> Period | None:
    """Return the span of a shift that holds `now`, or None outside of them; one that goes on past midnight is one."""
    return next((span for span in shift_spans(calendar, now, now) if now in span), None)


def span_starts(calendar: WorkCalendar, *, since: datetime, until: datetime) -> list[datetime]:
    """Return when spans of a shift begin, `since <= start < until`, in order."""
    return [span.start for span in shift_spans(calendar, since, until) if since <= span.start < until]


def shift_spans(calendar: WorkCalendar, since: datetime, until: datetime) -> list[Period]:
    """Return the spans from the day before to the day after; what meets is one span, also past midnight."""
    day, last = calendar.local_date(since) - timedelta(days=1), calendar.local_date(until) + timedelta(days=1)
    spans: list[Period] = []
    while day <= last:
        for period in calendar.periods_on(day):
            if spans and spans[-1].end == period.start:
                spans[-1] = Period(spans[-1].start, period.end)
            else:
                spans.append(period)
        day += timedelta(days=1)
    return spans
