"""What outreach does later: long work in batches, the promised update, the end of the calm."""

from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.outreach import services


@task(queue="bulk", atomic=True)
def go_on_with_run(run_id: int) -> None:
    """Do the next batch of long work on an incident's list."""
    services.go_on_with_run(run_id=run_id, now=clock.now())


@task(atomic=True)
def remind_owner(incident_id: int) -> None:
    """The time of the promised update has come."""
    services.remind_owner(incident_id=incident_id, now=clock.now())


@task(queue="bulk", atomic=True)
def end_calm(incident_id: int) -> None:
    """The hours of rest after an incident have passed."""
    services.end_calm(incident_id=incident_id, now=clock.now())
