"""Each batch of a run is a job of its own, queued by the one before it."""

from datetime import datetime

from samphan.jobs.services import enqueue
from samphan.outreach.models import IncidentRun

GO_ON = "samphan.outreach.tasks.go_on_with_run"


def queue_run(run: IncidentRun, *, now: datetime) -> None:
    """Queue the next batch of a run, in the caller's transaction; queued twice it runs once."""
    key = f"run:{run.pk}:{run.total}:{run.done}:{run.cursor}"
    enqueue(task=GO_ON, arguments={"run_id": run.pk}, now=now, dedupe_key=key)
