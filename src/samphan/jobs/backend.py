"""The `django.tasks` backend on our own database: leased jobs on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from samphan.jobs.leased_task import AnyTask, LeasedTask, find_task
from samphan.jobs.models import Job, JobState
from samphan.jobs.wake import ring_on_commit
from samphan.kit import clock

Feed = Callable[[datetime], int]

_STATUS = {
    JobState.READY: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.DEAD: TaskResultStatus.FAILED,
}


class LeasedBackend(BaseTaskBackend):
    """Jobs as rows of our database, queued in the caller's transaction.

    Option `feeds`: dotted paths of functions a worker calls before it looks for work; each turns something waiting
    into jobs (the relay does) and returns how many things it took. They are named in the settings, because this room
    lies below every room that could have one.
    """

    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.queue_order: tuple[str, ...] = tuple(params.get("QUEUES", ["default"]))

    def feeds(self) -> list[Feed]:
        """Return the functions named by the option `feeds`."""
        return [cast(Feed, import_string(path)) for path in self.options.get("feeds", [])]

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue a call in the caller's transaction."""
        self.validate_task(task)
        leased = cast(AnyTask, task)
        now = clock.now()
        job = Job.objects.create(
            queue=leased.queue_name,
            task=leased.module_path,
            arguments=leased.bind(tuple(args), kwargs),
            due_at=leased.run_after or now,
            max_attempts=leased.max_attempts,
            created_at=now,
        )
        ring_on_commit()
        return as_result(job, leased, self.alias)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return how a queued call stands."""
        try:
            job = Job.objects.get(pk=int(result_id))
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return as_result(job, find_task(job.task), self.alias)


def as_result(job: Job, task: AnyTask, alias: str) -> TaskResult[Any]:
    """Return a job's row as the API's result; the worker that holds it stands for all attempts."""
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[JobState(job.state)],
        enqueued_at=job.created_at,
        started_at=None,
        last_attempted_at=None,
        finished_at=job.finished_at,
        args=[],
        kwargs=job.arguments,
        backend=alias,
        errors=[TaskError(exception_class_path="builtins.Exception", traceback=job.error)] if job.error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", json.loads(json.dumps(job.result)))
    return result
