"""The sweep: what has become due since the last one. It only looks at rows whose stored time has come."""

from datetime import datetime

from django.db import transaction

from samphan.promises.models import Clock, ClockState, Pause
from samphan.promises.services.clockwork import move_clocks
from samphan.promises.services.pauses import resume_work
from samphan.promises.services.retargeting import apply_agreements

_BATCH = 200


def sweep_clocks(*, now: datetime) -> int:
    """Resume work whose agreed date has come, let new agreements hold, then warn, breach and escalate.

    Returns how many clocks had something to tell.
    Each batch is one transaction, and several sweeps at once take different clocks, so that none is told of twice.
    """
    _resume_agreed(now)
    apply_agreements(now=now)
    moved = 0
    while batch := _sweep_batch(now):
        moved += batch
    return moved


def _resume_agreed(now: datetime) -> None:
    due = Pause.objects.filter(ended_at=None, resumes_at__lte=now).order_by("resumes_at")
    for work_kind, work_id in due.values_list("work_kind", "work_id")[:_BATCH]:
        resume_work(work_kind=work_kind, work_id=work_id, now=now)


@transaction.atomic
def _sweep_batch(now: datetime) -> int:
    # Strictly before: at its due time itself a promise can still be kept.
    due = Clock.objects.filter(state=ClockState.RUNNING, warn_at__lt=now).order_by("warn_at")
    # Many clocks share few calendars and promises: each of these is read once, not joined to every clock.
    taken = due.select_for_update(skip_locked=True).prefetch_related("calendar_version", "promise")
    clocks = list(taken[:_BATCH])
    move_clocks(clocks=clocks, now=now)
    return len(clocks)
