"""Tasks the tests queue; what they did is read from `CALLS`."""

from django_tasks.base import TaskContext

from samphan.accounts.models import Branch
from samphan.jobs.tasks import task

CALLS: list[object] = []


@task()
def note(what: str) -> str:
    CALLS.append(what)
    return what.upper()


@task(queue="bulk")
def note_later(what: str) -> None:
    CALLS.append(what)


@task(max_attempts=2)
def fail(what: str) -> None:
    raise ValueError(what)


@task(atomic=True, max_attempts=2)
def open_branch(code: str, must_fail: bool = False) -> None:
    Branch.objects.create(code=code, name_th=code)
    if must_fail:
        raise ValueError("after the write")


@task(takes_context=True)
def note_attempt(context: TaskContext, what: str) -> None:
    CALLS.append((what, context.attempt))


@task()
def tick() -> None:
    CALLS.append("tick")
