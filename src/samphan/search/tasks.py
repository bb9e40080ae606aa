"""Writing the index afresh in the background, looking whether it is due, and counting terms."""

from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.search import services

_AN_HOUR = 3600
_TEN_MINUTES = 600


@task(queue="bulk")
def rebuild_index(rebuild_id: int) -> None:
    """Write every document afresh, from where it was left."""
    services.run_rebuild(rebuild_id=rebuild_id, now=clock.now())


@every(seconds=_AN_HOUR)
@task(queue="bulk", atomic=True, max_attempts=3)
def rebuild_when_stale() -> None:
    """Write the index afresh when a new version of ours cuts texts in another way."""
    services.rebuild_if_stale(now=clock.now())


@every(seconds=_TEN_MINUTES)
@task(queue="bulk", max_attempts=3)
def count_terms() -> bool:
    """Count in how many documents each term stands, when enough has changed."""
    return services.take_census_if_due(now=clock.now())
