"""Imports in the background: long, resumable, and safe to run twice."""

from samphan.imports.services import run_batch, undo_batch
from samphan.jobs.tasks import task
from samphan.kit import clock


@task(queue="bulk")
def run_import(batch_id: int) -> None:
    """Carry a started import to its end."""
    run_batch(batch_id=batch_id, now=clock.now())


@task(queue="bulk", atomic=True)
def undo_import(batch_id: int) -> None:
    """Take an import back."""
    undo_batch(batch_id=batch_id, now=clock.now())
