"""Loading and removing the sample while somebody watches the progress."""

from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.sample import services


@task(queue="bulk", max_attempts=2)
def load(load_id: int) -> None:
    """Load the sample that was asked for."""
    services.run_load(load_id=load_id)


@task(queue="bulk", max_attempts=3)
def remove() -> None:
    """Remove the sample."""
    services.remove_sample(now=clock.now())
