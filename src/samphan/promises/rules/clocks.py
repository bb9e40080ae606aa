"""The clock as a pure function: work events, a calendar and a target in; state, times used and due time out.

A pause pushes every later point of a clock by the working time it covered, and no earlier point: a promise already
broken stays broken. A target in days ends with a working day, so a pause pushes it by working time in the same way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from samphan.kit.calendars import WorkCalendar, add_time, end_of_business_day, time_between

WARNING_PERCENTS = (50, 80, 100)
_MINUTE = timedelta(minutes=1)


class Ticking(StrEnum):
    """Where a clock stands; cancelling is a decision of people and no reading."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class Target:
    """Minutes of business time, or the end of the n-th business day after; never both."""

    minutes: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.days is None):
            raise ValueError("a target is in minutes or in days")


@dataclass(frozen=True, order=True)
class Wait:
    """A pause of the work; without an end it still lasts."""

    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Work:
    """What happened to the work, as far as a clock cares."""

    started_at: datetime
    waits: Sequence[Wait] = ()
    stopped_at: datetime | None = None
    counts_from: datetime | None = None  # where the target begins to count, when later than the start


@dataclass(frozen=True)
class ClockReading:
    """A clock at one instant: `percent` is the highest warning point passed, `due_at` None while a pause hides it."""

    state: Ticking
    elapsed_minutes: int
    paused_minutes: int
    due_at: datetime | None
    percent: int
    next_warning_at: datetime | None


def read_clock(*, work: Work, calendar: WorkCalendar, target: Target, now: datetime) -> ClockReading:
    """Return where a clock stands. A promise is kept up to and including its due time, and broken after it."""
    end = max(work.stopped_at or now, work.started_at)
    waits = list(waits_until(work, end))
    paused = sum((time_between(calendar, wait.started_at, wait.ended_at or end) for wait in waits), timedelta(0))
    if work.stopped_at is not None:
        waits = [replace(wait, ended_at=wait.ended_at or end) for wait in waits]
    points = _warning_points(work.counts_from or work.started_at, calendar, target, waits)
    due_at = points[100]
    passed = [percent for percent, point in points.items() if point is not None and point < end]
    ahead = [point for point in points.values() if point is not None and point >= end]
    is_running = work.stopped_at is None and not _is_waiting(waits)
    return ClockReading(
        state=_state(work, waits, due_at),
        elapsed_minutes=(time_between(calendar, work.started_at, end) - paused) // _MINUTE,
        paused_minutes=paused // _MINUTE,
        due_at=due_at,
        percent=max(passed, default=0),
        next_warning_at=min(ahead, default=None) if is_running else None,
    )


def _state(work: Work, waits: Sequence[Wait], due_at: datetime | None) -> Ticking:
    if work.stopped_at is None:
        return Ticking.PAUSED if _is_waiting(waits) else Ticking.RUNNING
    return Ticking.MET if due_at is not None and work.stopped_at <= due_at else Ticking.MISSED


def _is_waiting(waits: Sequence[Wait]) -> bool:
    return any(wait.ended_at is None for wait in waits)


def waits_until(work: Work, end: datetime) -> Iterator[Wait]:
    """Yield the pauses that touch the clock's life, cut to it; one that goes beyond its end has no end yet."""
    for wait in sorted(work.waits, key=lambda wait: wait.started_at):
        ended_at = None if wait.ended_at is None or wait.ended_at > end else wait.ended_at
        started_at = max(wait.started_at, work.started_at)
        if started_at <= end and (ended_at is None or ended_at > started_at):
            yield Wait(started_at, ended_at)


def _warning_points(
    start: datetime, calendar: WorkCalendar, target: Target, waits: Sequence[Wait]
) -> dict[int, datetime | None]:
    if target.days is not None:
        due_at = end_of_business_day(calendar, start, target.days)
        whole = time_between(calendar, start, due_at)
    else:
        whole = timedelta(minutes=target.minutes or 0)
    later = [replace(w, started_at=max(w.started_at, start)) for w in waits if w.ended_at is None or w.ended_at > start]
    return {p: _pushed(add_time(calendar, start, whole * p / 100), calendar, later) for p in WARNING_PERCENTS}


def _pushed(point: datetime, calendar: WorkCalendar, waits: Sequence[Wait]) -> datetime | None:
    for wait in waits:
        if wait.started_at >= point:
            break
        if wait.ended_at is None:
            return None
        point = add_time(calendar, point, time_between(calendar, wait.started_at, wait.ended_at))
    return point
