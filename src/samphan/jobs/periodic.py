"""Work that repeats: each interval one job, however many workers there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samphan.jobs.leased_task import AnyTask
from samphan.jobs.rules import slot_of
from samphan.jobs.services import NewJob, enqueue_many


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A task without arguments and how often it runs."""

    task: AnyTask
    seconds: int


_REGISTERED: dict[str, Periodic] = {}


def every(*, seconds: int) -> Callable[[AnyTask], AnyTask]:
    """Let a task run once in each interval. It takes no arguments; write it above `@task`."""

    def register(task: AnyTask) -> AnyTask:
        _REGISTERED[task.module_path] = Periodic(task=task, seconds=seconds)
        return task

    return register


def periodic_tasks() -> list[Periodic]:
    """Return every periodic task of the rooms whose `tasks` are imported."""
    return list(_REGISTERED.values())


class Scheduler:
    """Queues the job of each interval once; remembers what it queued so that it asks the database only once too."""

    def __init__(self) -> None:
        self._queued: dict[str, int] = {}

    def queue_due(self, *, now: datetime) -> None:
        """Queue the present interval's job of every periodic task; other workers' attempts are ignored by its key."""
        fresh = []
        for path, periodic in _REGISTERED.items():
            slot = slot_of(now=now, seconds=periodic.seconds)
            if self._queued.get(path) != slot:
                self._queued[path] = slot
                fresh.append(NewJob(task=periodic.task, arguments={}, dedupe_key=f"every:{path}:{slot}"))
        enqueue_many(jobs=fresh, now=now)
