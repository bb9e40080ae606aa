"""When two pieces of work become one: of what both promised, the promise that was given first is kept."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import Actor
from samphan.promises.models import Clock
from samphan.promises.services.clocks import end_without_verdict
from samphan.promises.services.clockwork import lock_open_clocks, move_clocks
from samphan.promises.services.pauses import resume_work


@transaction.atomic
def join_work(*, work_kind: str, from_id: int, into_id: int, owner_id: int | None, now: datetime, actor: Actor) -> None:
    """Let work that goes on (`into_id`) keep the promises of work that ends in it (`from_id`).

    Of two clocks that measure the same, the one that started first runs on and the other ends without a verdict; one
    broken already stays so. A clock that moves keeps its start and follows the pauses of the work it moves to: its own
    work waits no more.
    """
    resume_work(work_kind=work_kind, work_id=from_id, now=now, actor=actor)
    staying = list(lock_open_clocks(work_kind=work_kind, work_id=into_id))
    ended: list[Clock] = []
    moving: list[Clock] = []
    for clock in lock_open_clocks(work_kind=work_kind, work_id=from_id):
        rivals = [other for other in staying if other.metric == clock.metric]
        if any(other.started_at <= clock.started_at for other in rivals):
            ended.append(clock)
        else:
            ended += rivals
            moving.append(clock)
    end_without_verdict(ended, now=now, actor=actor)
    for clock in moving:
        clock.work_id, clock.owner_id = into_id, owner_id
        clock.save(update_fields=["work_id", "owner"])
    move_clocks(clocks=list(lock_open_clocks(work_kind=work_kind, work_id=into_id)), now=now, actor=actor)
