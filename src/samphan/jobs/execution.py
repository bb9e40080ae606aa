"""Running one claimed job: the call, and the record of how it went."""

import logging
import traceback

from django.db import transaction
from django_tasks.base import TaskContext
from django_tasks.utils import normalize_json

from samphan.jobs.backend import as_result
from samphan.jobs.leased_task import AnyTask, find_task
from samphan.jobs.leases import Claim, LeaseLost, fail_job, finish_job
from samphan.jobs.models import Job
from samphan.kit import clock

_LONGEST_ERROR = 4000
# A worker may be killed for reasons of its own this often before a job it held is suspected.
_MOST_DEATHS = 50

logger = logging.getLogger(__name__)


def run_claim(claim: Claim, *, worker: str) -> Exception | None:
    """Run one claimed job and record how it went; return what it raised, if anything."""
    if claim.attempts > claim.max_attempts + _MOST_DEATHS:
        logger.error("job %s (%s) ended its worker every time; it is laid aside", claim.job_id, claim.task)
        fail_job(claim=claim, worker=worker, now=clock.now(), error="The worker ended each time it ran this job.")
        return None
    try:
        task = find_task(claim.task)
        if task.atomic:
            with transaction.atomic():
                _call_and_finish(task, claim, worker)
        else:
            _call_and_finish(task, claim, worker)
    except LeaseLost:
        logger.warning("job %s (%s) was taken over by another worker", claim.job_id, claim.task)
    except Exception as error:
        is_dead = fail_job(claim=claim, worker=worker, now=clock.now(), error=_describe(error))
        outcome = "died" if is_dead else "failed"
        name = type(error).__name__  # not its text, which may quote what a customer wrote
        logger.warning("job %s (%s) %s at attempt %s: %s", claim.job_id, claim.task, outcome, claim.attempts, name)
        return error
    return None


def _call_and_finish(task: AnyTask, claim: Claim, worker: str) -> None:
    if task.takes_context:
        result = as_result(Job.objects.get(pk=claim.job_id), task, task.backend)
        value = task.call(TaskContext(task_result=result), **claim.arguments)
    else:
        value = task.call(**claim.arguments)
    finish_job(job_id=claim.job_id, worker=worker, now=clock.now(), result=normalize_json(value))


def _describe(error: Exception) -> str:
    """Return the traceback without the values a database quotes in its DETAIL lines: they can be personal data."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("DETAIL:"))[-_LONGEST_ERROR:]
