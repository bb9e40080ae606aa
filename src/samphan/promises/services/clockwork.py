"""The one place where a reading becomes rows and events, so that every service moves a clock alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.kit.calendars import WorkCalendar
from samphan.promises.events import ClockBreached, ClockEscalated, ClockEvent, ClockMet, ClockMissed, ClockWarned
from samphan.promises.models import Clock, ClockState
from samphan.promises.rules import STEPS, ClockReading, Target, Ticking, Wait, Work, next_step, read_clock
from samphan.promises.selectors import OPEN_STATES, pauses_of, work_calendar

E = TypeVar("E", bound=ClockEvent)

_MOVING_FIELDS = (
    "state", "calendar_version", "due_at", "warn_at", "warned_percent", "breached_at", "stopped_at",
    "elapsed_minutes", "paused_minutes", "told_steps",
)  # fmt: skip


def lock_open_clocks(*, work_kind: str, work_id: int) -> QuerySet[Clock]:
    """Return the running and paused clocks of a piece of work, locked until the transaction ends."""
    clocks = Clock.objects.filter(work_kind=work_kind, work_id=work_id, state__in=OPEN_STATES)
    return clocks.select_related("calendar_version", "promise").select_for_update(of=("self",)).order_by("pk")


def move_clocks(*, clocks: Sequence[Clock], now: datetime, actor: Actor = SYSTEM) -> None:
    """Read every clock afresh, store what it says, and tell of each warning and breach once."""
    if not clocks:
        return
    ledger = pauses_of(works={(clock.work_kind, clock.work_id) for clock in clocks})
    calendars = _calendars(clocks)
    for clock in clocks:
        waits = ledger[clock.work_kind, clock.work_id]
        calendar = calendars[clock.calendar_version_id]
        reading = _read(clock, calendar, waits, now)
        for event in [*_apply(clock, reading), *_escalate(clock, calendar, now)]:
            record(event=event, now=now, actor=actor)
        clock.save(update_fields=_MOVING_FIELDS)  # ten columns a row: bulk_update's CASE ladders took twice as long


def clock_event(kind: type[E], clock: Clock, **data: object) -> E:
    """Return an event of a clock, with the work, customer and branch it ticks for."""
    return kind(
        subject_id=clock.pk,
        customer_id=clock.customer_id,
        branch_id=clock.branch_id,
        work_kind=clock.work_kind,
        work_id=clock.work_id,
        metric=clock.metric,
        owner_id=clock.owner_id,
        **data,
    )


def _calendars(clocks: Iterable[Clock]) -> dict[int, WorkCalendar]:
    versions = {clock.calendar_version_id: clock.calendar_version for clock in clocks}
    return {version_id: work_calendar(version) for version_id, version in versions.items()}


def _read(clock: Clock, calendar: WorkCalendar, waits: Sequence[Wait], now: datetime) -> ClockReading:
    return read_clock(
        work=Work(clock.started_at, waits, clock.stopped_at, clock.counts_from_at),
        calendar=calendar,
        target=Target(clock.target_minutes, clock.target_days),
        now=now,
    )


def _escalate(clock: Clock, calendar: WorkCalendar, now: datetime) -> list[ClockEvent]:
    """Take the steps of the reporting line whose time has come, and let the sweep come back for the next one."""
    events: list[ClockEvent] = []
    if clock.state != ClockState.RUNNING or clock.breached_at is None:
        return events
    promise = clock.promise
    delays = {
        "owner": promise.tell_owner_after,
        "lead": promise.tell_lead_after,
        "manager": promise.tell_manager_after,
    }
    while step := next_step(delays=delays, taken=clock.told_steps, broken_at=clock.breached_at, calendar=calendar):
        number, at = step
        if at >= now:
            clock.warn_at = at
            break
        clock.told_steps = number
        events.append(clock_event(ClockEscalated, clock, step=STEPS[number - 1]))
    return events


def _apply(clock: Clock, reading: ClockReading) -> list[ClockEvent]:
    """Store a reading on the row and return the events it calls for."""
    events: list[ClockEvent] = []
    was_breached = clock.breached_at is not None
    is_breached = reading.percent == 100
    if is_breached and not was_breached:
        events.append(clock_event(ClockBreached, clock))
    elif clock.warned_percent < reading.percent < 100 and clock.stopped_at is None:
        events.append(clock_event(ClockWarned, clock, percent=reading.percent))
    clock.state = ClockState(reading.state.value)
    clock.due_at = reading.due_at
    clock.warn_at = reading.next_warning_at
    clock.warned_percent = reading.percent
    # A later calendar may move the due time ahead again, and then the promise is not broken after all.
    clock.breached_at = reading.due_at if is_breached else None
    if clock.stopped_at is not None:
        clock.elapsed_minutes, clock.paused_minutes = reading.elapsed_minutes, reading.paused_minutes
        outcome = ClockMet if reading.state is Ticking.MET else ClockMissed
        events.append(clock_event(outcome, clock, elapsed_minutes=reading.elapsed_minutes))
    return events
