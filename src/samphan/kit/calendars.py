"""Working time: which instants of which days count towards a promise.

A calendar has an IANA time zone, half-open spans for each weekday, and days that differ. A span is the instants from
the first at which the local clock reaches its start to the first at which it reaches its end, so that a day on which
the clock jumps is worth the hours people really worked. Time is counted exactly; minutes are rounded down only when
they are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from samphan.kit.errors import N_, Refused
from samphan.kit.periods import Period, first_instant_at

LARGEST_GAP_DAYS = 400  # a calendar closed for longer is a mistake, and a search must end
MINUTES_A_DAY = 24 * 60


class InvalidCalendar(Refused):
    """A calendar that cannot be used as written."""

    code = "calendars.invalid"
    message = N_("This calendar cannot be read: {problem} ({value}).")
    worded = ("problem",)


class NoOpenTime(Refused):
    """The search for working time found none."""

    code = "calendars.no_open_time"
    message = N_("The calendar has no open time within {days} days of {date}. Add working hours to it.")


@dataclass(frozen=True, order=True)
class Span:
    """Minutes of the local day, from `start` up to but without `end`; 1440 is midnight at the day's end."""

    start: int
    end: int


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours in one zone: seven weekdays from Monday, and the days that differ (no spans: closed)."""

    timezone: str
    week: tuple[Spans, ...]
    exceptions: Mapping[date, Spans] = field(default_factory=dict, hash=False)

    def spans_on(self, day: date) -> Spans:
        """Return the local spans of a day."""
        special = self.exceptions.get(day)
        return self.week[day.weekday()] if special is None else special

    def periods_on(self, day: date) -> list[Period]:
        """Return the working periods of a local day in UTC, oldest first."""
        found = (
            Period(_instant(self.timezone, day, s.start), _instant(self.timezone, day, s.end))
            for s in self.spans_on(day)
        )
        return [period for period in found if period.length]

    def local_date(self, moment: datetime) -> date:
        """Return the local day an instant falls on."""
        return moment.astimezone(_zone(self.timezone)).date()


def read_calendar(
    *, timezone: str, week: Mapping[str, Sequence[Sequence[str]]], exceptions: Mapping[str, Mapping[str, object]]
) -> WorkCalendar:
    """Return the calendar stored as JSON.

    `week` maps "0" (Monday) to "6" to [["09:00", "12:00"], ...], a missing weekday being closed; `exceptions` maps
    "2026-04-13" to {"spans": [...]}. Raises `InvalidCalendar` with the value that is wrong.
    """
    try:
        _zone(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidCalendar(problem=N_("unknown time zone"), value=timezone) from error
    unknown = set(week) - set("0123456")
    if unknown:
        raise InvalidCalendar(problem=N_("unknown weekday"), value=", ".join(sorted(unknown)))
    days = {_date(day): read_spans(special.get("spans", [])) for day, special in exceptions.items()}
    return WorkCalendar(timezone, tuple(read_spans(week.get(str(n), [])) for n in range(7)), days)


def read_spans(raw: object) -> Spans:
    """Return the spans written as [["09:00", "12:00"], ["13:00", "18:00"]]; they must be in order and apart."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise InvalidCalendar(problem=N_("hours are a list of [from, to]"), value=str(raw)[:60])
    spans = tuple(_span(pair) for pair in raw)
    for earlier, later in pairwise(spans):
        if later.start < earlier.end:
            raise InvalidCalendar(problem=N_("hours overlap or are out of order"), value=str(raw)[:60])
    return spans


def add_time(calendar: WorkCalendar, start: datetime, length: timedelta) -> datetime:
    """Return the instant at which `length` of working time has passed since `start`; on a day's end it stays there."""
    if length <= timedelta(0):
        return start
    remaining, day, closed_days = length, calendar.local_date(start), 0
    first_day = day
    while closed_days <= LARGEST_GAP_DAYS:
        closed_days += 1
        for period in calendar.periods_on(day):
            opening = max(period.start, start)
            available = period.end - opening
            if available <= timedelta(0):
                continue
            if remaining <= available:
                return opening + remaining
            remaining -= available
            closed_days = 0
        day += timedelta(days=1)
    raise NoOpenTime(days=LARGEST_GAP_DAYS, date=first_day.isoformat())


def add_minutes(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    """Return the instant `minutes` of working time after `start`."""
    return add_time(calendar, start, timedelta(minutes=minutes))


def time_between(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time from start to end; nothing when the end comes first."""
    if end <= start:
        return timedelta(0)
    asked = Period(start, end)
    first, last = calendar.local_date(start), calendar.local_date(end)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum((period.overlap(asked) for day in days for period in calendar.periods_on(day)), timedelta(0))


def minutes_between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """Return the whole minutes of working time from start to end."""
    return time_between(calendar, start, end) // timedelta(minutes=1)


def end_of_business_day(calendar: WorkCalendar, start: datetime, n: int) -> datetime:
    """Return the end of the n-th working day after the local day of `start`.

    The day a request came in does not count, whatever the hour, so that "2 business days" never depends on it.
    """
    if n < 1:
        raise ValueError(f"a number of working days starts at 1, not {n}")
    for count, end in enumerate(_day_ends(calendar, calendar.local_date(start)), start=1):
        if count == n:
            return end
    raise AssertionError("the days never end")


def first_opening(calendar: WorkCalendar, day: date) -> datetime:
    """Return when work first begins on a local day, or on the next one that has working hours."""
    for later in range(LARGEST_GAP_DAYS + 1):
        periods = calendar.periods_on(day + timedelta(days=later))
        if periods:
            return periods[0].start
    raise NoOpenTime(days=LARGEST_GAP_DAYS, date=day.isoformat())


def _day_ends(calendar: WorkCalendar, day: date) -> Iterator[datetime]:
    closed_days, first_day = 0, day
    while closed_days <= LARGEST_GAP_DAYS:
        day += timedelta(days=1)
        closed_days += 1
        periods = calendar.periods_on(day)
        if periods:
            closed_days = 0
            yield periods[-1].end
    raise NoOpenTime(days=LARGEST_GAP_DAYS, date=first_day.isoformat())


@lru_cache(maxsize=64)
def _zone(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone)


@lru_cache(maxsize=8192)
def _instant(timezone: str, day: date, minute: int) -> datetime:
    days, rest = divmod(minute, MINUTES_A_DAY)
    day += timedelta(days=days)
    local = datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=_zone(timezone))
    return first_instant_at(local).astimezone(UTC)


def _span(pair: object) -> Span:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise InvalidCalendar(problem=N_("hours are a list of [from, to]"), value=str(pair)[:60])
    span = Span(_minute(pair[0]), _minute(pair[1]))
    if span.end <= span.start:
        raise InvalidCalendar(problem=N_("hours must end after they start"), value=f"{pair[0]}-{pair[1]}")
    return span


def _minute(clock: object) -> int:
    hour, colon, minute = clock.partition(":") if isinstance(clock, str) else ("", "", "")
    is_digits = colon and hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit()
    if not is_digits or len(minute) != 2 or len(hour) > 2 or int(minute) > 59:
        raise InvalidCalendar(problem=N_("a time is written as 09:00"), value=str(clock)[:20])
    total = int(hour) * 60 + int(minute)
    if total > MINUTES_A_DAY:
        raise InvalidCalendar(problem=N_("a time is written as 09:00"), value=str(clock)[:20])
    return total


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidCalendar(problem=N_("a date is written as 2026-04-13"), value=text[:20]) from error
