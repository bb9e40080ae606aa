"""Starting, stopping, cancelling and re-opening clocks, and saying whose they are."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.promises.events import ClockCancelled, ClockReopened, ClockStarted
from samphan.promises.models import Clock, ClockState, Metric, Promise
from samphan.promises.rules import choose_target
from samphan.promises.selectors import OPEN_STATES, agreements_for, find_version_for
from samphan.promises.services.clockwork import clock_event, lock_open_clocks, move_clocks
from samphan.promises.services.retargeting import agreed_target


class UnknownPromise(Refused):
    code = "promises.unknown"
    message = N_("There is no active promise “{code}”. Add it under Promises, or take it out of the rule.")


class NoCalendar(Refused):
    code = "promises.no_calendar"
    message = N_("There is no calendar of working hours yet. Add one under Settings, Calendars.")


@transaction.atomic
def start_clock(
    *,
    work_kind: str,
    work_id: int,
    promise_code: str,
    now: datetime,
    branch_id: int | None = None,
    owner_id: int | None = None,
    customer_id: int | None = None,
    team_id: int | None = None,
    priority: int = 3,
    channel: str = "",
) -> Clock:
    """Let a promise tick for a piece of work; one that already ticks is returned as it is.

    The target is the promise's own, or that of the most specific agreement in force for this customer, branch,
    channel and priority.
    """
    promise = Promise.objects.filter(code=promise_code, is_active=True).first()
    if promise is None:
        raise UnknownPromise(code=promise_code)
    ticking = lock_open_clocks(work_kind=work_kind, work_id=work_id).filter(promise=promise).first()
    if ticking is not None:
        return ticking
    version = find_version_for(promise=promise, branch_id=branch_id)
    if version is None:
        raise NoCalendar
    agreements = agreements_for(
        customer_id=customer_id, branch_id=branch_id, channel=channel, priority=priority, now=now
    )
    target, agreement_version_id, _on_change = agreed_target(promise=promise, agreements=agreements, priority=priority)
    clock = Clock.objects.create(
        work_kind=work_kind,
        work_id=work_id,
        promise=promise,
        metric=promise.metric,
        calendar_version=version,
        agreement_version_id=agreement_version_id,
        target_minutes=target.minutes,
        target_days=target.days,
        owner_id=owner_id,
        customer_id=customer_id,
        branch_id=branch_id,
        team_id=team_id,
        priority=priority,
        channel=channel,
        started_at=now,
    )
    record(event=clock_event(ClockStarted, clock), now=now)
    move_clocks(clocks=[clock], now=now)
    return clock


@transaction.atomic
def start_agreed_clocks(
    *,
    work_kind: str,
    work_id: int,
    now: datetime,
    branch_id: int | None = None,
    owner_id: int | None = None,
    customer_id: int | None = None,
    team_id: int | None = None,
    priority: int = 3,
    channel: str = "",
) -> None:
    """Start what agreements promise for new work beyond what already ticks, in the words of the promise in use."""
    agreements = agreements_for(
        customer_id=customer_id, branch_id=branch_id, channel=channel, priority=priority, now=now
    )
    named = {target.metric for agreed in agreements for target in agreed.targets} - {Metric.NEXT_RESPONSE}
    if not named:
        return
    ticking = lock_open_clocks(work_kind=work_kind, work_id=work_id).values_list("metric", flat=True)
    missing = sorted(named - set(ticking))
    codes = dict(
        Promise.objects.filter(metric__in=missing, is_active=True).order_by("-pk").values_list("metric", "code")
    )
    for metric in missing:
        if metric in codes and choose_target(agreements, metric=metric, priority=priority) is not None:
            start_clock(
                work_kind=work_kind,
                work_id=work_id,
                promise_code=codes[metric],
                now=now,
                branch_id=branch_id,
                owner_id=owner_id,
                customer_id=customer_id,
                team_id=team_id,
                priority=priority,
                channel=channel,
            )


@transaction.atomic
def stop_clock(*, work_kind: str, work_id: int, metric: str, now: datetime, actor: Actor = SYSTEM) -> None:
    """Say that what a metric measures has happened: its clocks end as met or missed, and later edits never change that.

    `now` may lie in the past (when the message was really sent). Without a ticking clock nothing happens.
    """
    clocks = list(lock_open_clocks(work_kind=work_kind, work_id=work_id).filter(metric=metric))
    for clock in clocks:
        clock.stopped_at = max(now, clock.started_at)
    move_clocks(clocks=clocks, now=now, actor=actor)


@transaction.atomic
def note_update(*, work_kind: str, work_id: int, now: datetime, actor: Actor = SYSTEM) -> None:
    """Say that the customer was told how things stand: each progress clock ends, and the next one begins at once."""
    told = list(lock_open_clocks(work_kind=work_kind, work_id=work_id).filter(metric=Metric.PROGRESS))
    stop_clock(work_kind=work_kind, work_id=work_id, metric=Metric.PROGRESS, now=now, actor=actor)
    for clock in told:
        _start_again(clock, now=now)


@transaction.atomic
def resume_updates(*, work_kind: str, work_id: int, now: datetime) -> None:
    """Let progress updates be due again for work that came back, when they were promised for it before."""
    if lock_open_clocks(work_kind=work_kind, work_id=work_id).filter(metric=Metric.PROGRESS).exists():
        return
    before = Clock.objects.filter(work_kind=work_kind, work_id=work_id, metric=Metric.PROGRESS)
    last = before.select_related("promise").order_by("-pk").first()
    if last is not None:
        _start_again(last, now=now)


def _start_again(clock: Clock, *, now: datetime) -> None:
    if not clock.promise.is_active:
        return
    start_clock(
        work_kind=clock.work_kind,
        work_id=clock.work_id,
        promise_code=clock.promise.code,
        now=now,
        branch_id=clock.branch_id,
        owner_id=clock.owner_id,
        customer_id=clock.customer_id,
        team_id=clock.team_id,
        priority=clock.priority,
        channel=clock.channel,
    )


@transaction.atomic
def cancel_clocks(*, work_kind: str, work_id: int, now: datetime, actor: Actor = SYSTEM) -> None:
    """End every ticking clock without a verdict, because the promise no longer applies; one already broken stays so."""
    end_without_verdict(lock_open_clocks(work_kind=work_kind, work_id=work_id), now=now, actor=actor)


def end_without_verdict(clocks: Iterable[Clock], *, now: datetime, actor: Actor) -> None:
    """End locked clocks as `cancel_clocks` does."""
    ticking = list(clocks)
    broken = [clock for clock in ticking if clock.due_at is not None and clock.due_at < now]
    for clock in broken:
        clock.stopped_at = now
    move_clocks(clocks=broken, now=now, actor=actor)
    cancelled = [clock for clock in ticking if clock.stopped_at is None]
    for clock in cancelled:
        clock.state, clock.stopped_at, clock.warn_at = ClockState.CANCELLED, now, None
        record(event=clock_event(ClockCancelled, clock), now=now, actor=actor)
    Clock.objects.bulk_update(cancelled, ["state", "stopped_at", "warn_at"])


@transaction.atomic
def reopen_clock(*, work_kind: str, work_id: int, metric: str, now: datetime, actor: Actor = SYSTEM) -> Clock | None:
    """Let the last stopped clock of a metric run on from its first start: the customer has waited all along.

    Returns None when the work never had such a clock; one that still ticks is returned as it is.
    """
    clocks = Clock.objects.filter(work_kind=work_kind, work_id=work_id, metric=metric).select_related("promise")
    clock = clocks.exclude(state=ClockState.CANCELLED).select_for_update(of=("self",)).order_by("-pk").first()
    if clock is None or clock.state in OPEN_STATES:
        return clock
    clock.stopped_at = clock.elapsed_minutes = clock.paused_minutes = None
    record(event=clock_event(ClockReopened, clock), now=now, actor=actor)
    move_clocks(clocks=[clock], now=now, actor=actor)
    return clock


@transaction.atomic
def set_owner(*, work_kind: str, work_id: int, owner_id: int | None) -> None:
    """Say who is warned: the owner of the work owns its ticking clocks."""
    lock_open_clocks(work_kind=work_kind, work_id=work_id).update(owner_id=owner_id)
