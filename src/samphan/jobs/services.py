"""All writes of jobs but those of a worker holding a lease (`leases`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session

from samphan.jobs.leased_task import AnyTask, find_task
from samphan.jobs.models import Job, JobState
from samphan.jobs.wake import ring_on_commit
from samphan.kit.errors import N_, Refused

KEEP_DONE = timedelta(days=7)


class JobNotDead(Refused):
    code = "jobs.retry.not_dead"
    message = N_("This job is not on the list of failed work any more; somebody has retried it already.")


@dataclass(frozen=True, kw_only=True)
class NewJob:
    """One call to queue. With a `dedupe_key` the same work is queued once, however often it is asked for."""

    task: AnyTask | str
    arguments: Mapping[str, Any]
    due_at: datetime | None = None
    dedupe_key: str | None = None


def enqueue(
    *,
    task: AnyTask | str,
    arguments: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    dedupe_key: str | None = None,
) -> None:
    """Queue one call in the caller's transaction; it commits or rolls back with the data it is about.

    `task` may be a dotted path, for services that must not import the tasks standing above them. `arguments` are ids
    and codes: never personal data.
    """
    enqueue_many(jobs=[NewJob(task=task, arguments=arguments, due_at=due_at, dedupe_key=dedupe_key)], now=now)


def enqueue_many(*, jobs: Iterable[NewJob], now: datetime) -> None:
    """Queue many calls in one statement, in the caller's transaction."""
    rows = [_row(job, now) for job in jobs]
    if not rows:
        return
    Job.objects.bulk_create(rows, ignore_conflicts=any(row.dedupe_key for row in rows), batch_size=1000)
    if any(row.due_at <= now for row in rows):
        ring_on_commit()


def _row(job: NewJob, now: datetime) -> Job:
    task = find_task(job.task) if isinstance(job.task, str) else job.task
    return Job(
        queue=task.queue_name,
        task=task.module_path,
        arguments=task.bind((), job.arguments),
        due_at=job.due_at or now,
        max_attempts=task.max_attempts,
        dedupe_key=job.dedupe_key,
        created_at=now,
    )


def retry_dead(*, job_id: int, now: datetime) -> None:
    """Give a dead job all its attempts again, starting now. Raises `JobNotDead` when it is not dead (any more)."""
    revived = Job.objects.filter(pk=job_id, state=JobState.DEAD).update(
        state=JobState.READY, attempts=0, due_at=now, worker="", finished_at=None
    )
    if not revived:
        raise JobNotDead(job_id=job_id)
    ring_on_commit()


def prune_done(*, now: datetime) -> int:
    """Delete jobs that were done a week ago; dead ones stay until somebody looks."""
    deleted, _ = Job.objects.filter(state=JobState.DONE, finished_at__lt=now - KEEP_DONE).delete()
    return deleted


def prune_sessions(*, now: datetime) -> int:
    """Delete sessions that have run out: nobody can open them, and what their readers searched for is in them."""
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
