"""What a worker writes about jobs: claim, finish, fail, extend, give back.

A lease is a timer: a ready job is due at its time, a running one when its lease ends. So a job whose worker was killed
becomes due by itself, and one index serves both. Every write names the worker: whoever lost the lease changes nothing.
"""

import json
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from samphan.jobs.models import Job, JobState
from samphan.jobs.rules import retry_delay

_CLAIM = """
UPDATE jobs_job SET state = 1, due_at = %s, attempts = attempts + 1, worker = %s WHERE id {chosen}
RETURNING id, task, arguments, attempts, max_attempts"""
_DUE = "SELECT id FROM jobs_job WHERE state < 2 AND queue = %s AND due_at <= %s ORDER BY due_at, id LIMIT %s"
# PostgreSQL may run a sub-select behind IN once for each row of a nested loop, and with SKIP LOCKED each run finds
# other rows: more than the limit would be taken. An array is built once.
_CHOSEN = {"sqlite": f"IN ({_DUE})", "postgresql": f"= ANY(ARRAY({_DUE} FOR UPDATE SKIP LOCKED))"}


class LeaseLost(Exception):
    """Another worker has taken the job; what this one did must not be committed."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One job this worker may run until its lease ends."""

    job_id: int
    task: str
    arguments: Mapping[str, Any]
    attempts: int
    max_attempts: int


def claim_jobs(*, worker: str, queue: str, limit: int, now: datetime, lease: timedelta) -> list[Claim]:
    """Take up to `limit` due jobs of a queue, oldest first; two workers never take the same one."""
    adapt = connection.ops.adapt_datetimefield_value
    parameters = [adapt(now + lease), worker, queue, adapt(now), limit]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(chosen=_CHOSEN[connection.vendor]), parameters)
        rows = cursor.fetchall()
    return [
        Claim(job_id=job_id, task=task, arguments=json.loads(arguments), attempts=attempts, max_attempts=most)
        for job_id, task, arguments, attempts, most in sorted(rows)
    ]


def is_any_due(*, queues: Collection[str], now: datetime) -> bool:
    """Say whether a claim would find something: a read, so that an idle worker takes no write lock on SQLite."""
    return Job.objects.filter(queue__in=queues, state__lt=JobState.DONE, due_at__lte=now).exists()


def finish_job(*, job_id: int, worker: str, now: datetime, result: object = None) -> None:
    """Mark a job done. Raises `LeaseLost` when this worker does not hold it any more."""
    held = Job.objects.filter(pk=job_id, worker=worker, state=JobState.RUNNING)
    if not held.update(state=JobState.DONE, finished_at=now, result=result, error=""):
        raise LeaseLost(job_id)


def fail_job(*, claim: Claim, worker: str, now: datetime, error: str) -> bool:
    """Keep the error and the next time to try, or lay the job among the dead letters. Return whether it died."""
    is_dead = claim.attempts >= claim.max_attempts
    delay = retry_delay(attempts=claim.attempts, spread=random.random())  # noqa: S311 (no secret)
    Job.objects.filter(pk=claim.job_id, worker=worker, state=JobState.RUNNING).update(
        state=JobState.DEAD if is_dead else JobState.READY,
        due_at=now + delay,
        finished_at=now if is_dead else None,
        error=error,
    )
    return is_dead


def extend_leases(*, job_ids: Collection[int], worker: str, now: datetime, lease: timedelta) -> None:
    """Hold running jobs for one lease more: the heartbeat."""
    Job.objects.filter(pk__in=job_ids, worker=worker, state=JobState.RUNNING).update(due_at=now + lease)


def give_back(*, claims: Collection[Claim], worker: str, now: datetime) -> None:
    """Return jobs that were claimed but not begun, as if never taken: a worker that stops does this."""
    for claim in claims:
        Job.objects.filter(pk=claim.job_id, worker=worker, state=JobState.RUNNING).update(
            state=JobState.READY, due_at=now, attempts=claim.attempts - 1, worker=""
        )
