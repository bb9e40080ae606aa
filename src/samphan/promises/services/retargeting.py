"""What a change of agreement, promise or priority does to clocks that tick: forward, recompute or keep."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from samphan.eventlog.events import SYSTEM, Actor
from samphan.promises.models import Agreement, AgreementVersion, Clock, OnChange, Promise
from samphan.promises.rules import Agreed, Target, choose_target
from samphan.promises.selectors import OPEN_STATES, agreements_for, agreements_in_force
from samphan.promises.services.clockwork import lock_open_clocks, move_clocks

_BATCH = 500


def agreed_target(
    *, promise: Promise, agreements: Sequence[Agreed], priority: int
) -> tuple[Target, int | None, OnChange]:
    """Return the target a clock of this promise gets, the agreement's edition behind it, and its rule for changes."""
    chosen = choose_target(agreements, metric=promise.metric, priority=priority)
    if chosen is None:
        return Target(promise.target_minutes, promise.target_days), None, OnChange(promise.on_change)
    agreed, target = chosen
    return target, agreed.version_id, OnChange(agreed.on_change)


@transaction.atomic
def change_priority(*, work_kind: str, work_id: int, priority: int, now: datetime, actor: Actor = SYSTEM) -> None:
    """Say that some work is more or less urgent; its clocks follow as their agreement (or promise) says."""
    clocks = list(lock_open_clocks(work_kind=work_kind, work_id=work_id))
    for clock in clocks:
        clock.priority = priority
    Clock.objects.bulk_update(clocks, ["priority"])
    retarget(clocks=clocks, now=now, actor=actor)


@transaction.atomic
def apply_agreements(*, now: datetime) -> int:
    """Let ticking clocks follow the editions that have come into force since the last look; return how many came."""
    waiting = AgreementVersion.objects.filter(applied_at=None, valid_from__lte=now)
    versions = list(waiting.select_related("agreement").select_for_update(of=("self",), skip_locked=True))
    for version in versions:
        version.applied_at = now
        version.save(update_fields=["applied_at"])
        if version.agreement.is_active and version.on_change != OnChange.KEEP:
            follow(_in_reach(version.agreement), now=now)
    return len(versions)


def follow(clocks: QuerySet[Clock], *, now: datetime, actor: Actor = SYSTEM) -> None:
    """Choose the target of many ticking clocks anew, a batch at a time."""
    ticking = clocks.filter(state__in=OPEN_STATES).prefetch_related("calendar_version", "promise").order_by("pk")
    after = 0
    while batch := list(ticking.filter(pk__gt=after).select_for_update(of=("self",))[:_BATCH]):
        retarget(clocks=batch, now=now, actor=actor)
        after = batch[-1].pk


def retarget(*, clocks: Sequence[Clock], now: datetime, actor: Actor = SYSTEM) -> None:
    """Give locked ticking clocks the target that holds now, if the change is to reach them; the pauses stay theirs."""
    in_force = agreements_in_force(now=now)
    changed = [clock for clock in clocks if _is_changed(clock, in_force, now)]
    Clock.objects.bulk_update(changed, ["target_minutes", "target_days", "agreement_version", "counts_from_at"])
    move_clocks(clocks=changed, now=now, actor=actor)


def _is_changed(clock: Clock, in_force: Sequence[Agreed], now: datetime) -> bool:
    agreements = agreements_for(
        customer_id=clock.customer_id,
        branch_id=clock.branch_id,
        channel=clock.channel,
        priority=clock.priority,
        now=now,
        in_force=in_force,
    )
    target, version_id, on_change = agreed_target(promise=clock.promise, agreements=agreements, priority=clock.priority)
    is_broken = clock.due_at is not None and clock.due_at < now
    is_same = (clock.target_minutes, clock.target_days) == (target.minutes, target.days)
    if is_same or on_change == OnChange.KEEP or (on_change == OnChange.FORWARD and is_broken):
        return False
    clock.target_minutes, clock.target_days = target.minutes, target.days
    clock.agreement_version_id = version_id
    clock.counts_from_at = now if on_change == OnChange.FORWARD else None
    return True


def _in_reach(agreement: Agreement) -> QuerySet[Clock]:
    """Return the clocks an agreement may speak of; whether it does is decided for each."""
    clocks = Clock.objects.all()
    if agreement.customer_id is not None:
        clocks = clocks.filter(customer_id=agreement.customer_id)
    if agreement.channel:
        clocks = clocks.filter(channel=agreement.channel)
    return clocks
