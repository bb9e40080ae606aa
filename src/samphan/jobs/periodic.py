"""Work that repeats: each interval one job, however many workers there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samphan.jobs.leased_task import AnyTask
from samphan.jobs.rules import Interval, night_at, slot_at
from samphan.jobs.services import NewJob, enqueue_many

Registrar = Callable[[AnyTask], AnyTask]


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A task without arguments and which of its intervals an instant falls in."""

    task: AnyTask
    interval_at: Callable[[datetime], Interval]


_REGISTERED: dict[str, Periodic] = {}


def every(*, seconds: int) -> Registrar:
    """Let a task run once in each interval. It takes no arguments; write it above `@task`."""
    return _registrar(lambda now: slot_at(now=now, seconds=seconds))


def every_night(*, hour: int, timezone: Callable[[], str]) -> Registrar:
    """Let a task run once a night, from this hour of the firm's clock on; write it above `@task`.

    Where no worker was there at that hour, it runs as soon as one is. `timezone` is asked once a night, because this
    room does not know the firm.
    """
    return _registrar(lambda now: night_at(now=now, hour=hour, timezone=timezone()))


def _registrar(interval_at: Callable[[datetime], Interval]) -> Registrar:
    def register(task: AnyTask) -> AnyTask:
        _REGISTERED[task.module_path] = Periodic(task=task, interval_at=interval_at)
        return task

    return register


def periodic_tasks() -> list[Periodic]:
    """Return every periodic task of the rooms whose `tasks` are imported."""
    return list(_REGISTERED.values())


class Scheduler:
    """Queues the job of each interval once; remembers until when it did, so that it asks the database only once too."""

    def __init__(self) -> None:
        self._queued_until: dict[str, datetime] = {}

    def queue_due(self, *, now: datetime) -> None:
        """Queue the present interval's job of every periodic task; other workers' attempts are ignored by its key."""
        begun = {
            path: periodic.interval_at(now)
            for path, periodic in _REGISTERED.items()
            if path not in self._queued_until or now >= self._queued_until[path]
        }
        jobs = [
            NewJob(task=_REGISTERED[path].task, arguments={}, dedupe_key=f"every:{path}:{interval.name}")
            for path, interval in begun.items()
        ]
        enqueue_many(jobs=jobs, now=now)
        # Only now: where the database did not answer, the next look queues them.
        self._queued_until |= {path: interval.ends_at for path, interval in begun.items()}
