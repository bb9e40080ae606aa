"""The interval ledger of a clock: when it ran, when it waited and why, and by which edition of which calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.promises.models import Clock, Pause
from samphan.promises.rules import Target, Wait, Work, read_clock, stretches
from samphan.promises.selectors.clocks import work_calendar


@dataclass(frozen=True)
class LedgerLine:
    """One stretch, with the pause behind it (None while the clock ran)."""

    started_at: datetime
    ended_at: datetime
    worked: timedelta
    pause: Pause | None


@dataclass(frozen=True)
class ClockLedger:
    """A clock, its life in stretches, and what they add up to; `reading` is the same clock read anew."""

    clock: Clock
    lines: list[LedgerLine]
    ran: timedelta
    waited: timedelta
    is_as_stored: bool


def find_ledger(*, clock_id: int, now: datetime) -> ClockLedger | None:
    """Return the ledger of a clock, or None when there is no such clock; two queries.

    A stopped clock is cut by the edition of the calendar that was in force when it stopped, so its ledger adds up to
    the snapshot for ever; `is_as_stored` says that it does.
    """
    related = ("promise", "calendar_version__calendar", "agreement_version__agreement", "branch", "team", "owner")
    clock = Clock.objects.select_related(*related).filter(pk=clock_id).first()
    if clock is None:
        return None
    pauses = {
        pause.started_at: pause
        for pause in Pause.objects.filter(work_kind=clock.work_kind, work_id=clock.work_id)
        .select_related("started_by")
        .order_by("started_at")
    }
    waits = [Wait(pause.started_at, pause.ended_at) for pause in pauses.values()]
    work = Work(clock.started_at, waits, clock.stopped_at, clock.counts_from_at)
    calendar = work_calendar(clock.calendar_version)
    cut = stretches(work, calendar, now=now)
    lines = [
        LedgerLine(s.started_at, s.ended_at, s.worked, pauses[s.pause_started_at] if s.pause_started_at else None)
        for s in cut
    ]
    reading = read_clock(work=work, calendar=calendar, target=Target(clock.target_minutes, clock.target_days), now=now)
    stored = (clock.elapsed_minutes, clock.paused_minutes)
    return ClockLedger(
        clock=clock,
        lines=lines,
        ran=sum((line.worked for line in lines if line.pause is None), timedelta(0)),
        waited=sum((line.worked for line in lines if line.pause is not None), timedelta(0)),
        is_as_stored=stored in ((None, None), (reading.elapsed_minutes, reading.paused_minutes)),
    )
