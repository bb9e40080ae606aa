"""How a room declares a task, and this room's own."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django_tasks import task as declare

from samphan.jobs.leased_task import LeasedTask
from samphan.jobs.periodic import every
from samphan.jobs.services import prune_done, prune_sessions
from samphan.kit import clock

R = TypeVar("R")


def task(
    *, queue: str = "default", atomic: bool = False, max_attempts: int = 8, takes_context: bool = False
) -> Callable[[Callable[..., R]], LeasedTask[..., R]]:
    """Make a module-level function a task of the leased backend.

    `atomic=True`: effect and completion are committed together, so it takes effect exactly once; right for everything
    that only writes our database. Otherwise it may run twice when a worker dies, and must bear that.
    """
    options: dict[str, Any] = {"queue_name": queue, "atomic": atomic, "max_attempts": max_attempts}
    return cast(Callable[[Callable[..., R]], LeasedTask[..., R]], declare(takes_context=takes_context, **options))


@every(seconds=3600)
@task(queue="bulk", atomic=True, max_attempts=3)
def prune_done_jobs() -> int:
    """Delete old jobs that are done."""
    return prune_done(now=clock.now())


@every(seconds=86_400)
@task(queue="bulk", atomic=True, max_attempts=3)
def prune_expired_sessions() -> int:
    """Delete sessions that have run out."""
    return prune_sessions(now=clock.now())
