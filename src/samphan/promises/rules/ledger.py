"""Where the time of a clock went: its life cut into stretches that ran and stretches that waited."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.kit.calendars import WorkCalendar, time_between
from samphan.promises.rules.clocks import Work, waits_until


@dataclass(frozen=True)
class Stretch:
    """A part of a clock's life: on the wall from start to end, `worked` of it in working hours.

    `pause_started_at` names the pause of the ledger a waiting stretch belongs to; None while the clock ran.
    """

    started_at: datetime
    ended_at: datetime
    worked: timedelta
    pause_started_at: datetime | None = None


def stretches(work: Work, calendar: WorkCalendar, *, now: datetime) -> list[Stretch]:
    """Return a clock's life in order, without gaps: what ran adds up to its elapsed time, what waited to its paused."""
    return [stretch for stretch in _cut(work, calendar, now) if stretch.ended_at > stretch.started_at]


def _cut(work: Work, calendar: WorkCalendar, now: datetime) -> Iterator[Stretch]:
    end = max(work.stopped_at or now, work.started_at)
    begun = {max(wait.started_at, work.started_at): wait.started_at for wait in work.waits}
    point = work.started_at
    for wait in waits_until(work, end):
        ended_at = wait.ended_at or end
        yield Stretch(point, wait.started_at, time_between(calendar, point, wait.started_at))
        worked = time_between(calendar, wait.started_at, ended_at)
        yield Stretch(wait.started_at, ended_at, worked, begun[wait.started_at])
        point = ended_at
    yield Stretch(point, end, time_between(calendar, point, end))
