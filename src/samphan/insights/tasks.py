"""Recompute the figures every night, and at once when somebody asks."""

from samphan.insights import services
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock

_A_NIGHT = 24 * 3600


@every(seconds=_A_NIGHT)
@task(queue="bulk", max_attempts=3)
def refresh_nightly() -> int:
    """Recompute every figure and score."""
    stored = services.refresh_figures(now=clock.now())
    services.run_engine()
    return stored


@task(queue="bulk", max_attempts=2)
def run_refresh(refresh_id: int) -> None:
    """Recompute every figure for somebody who waits."""
    services.run_refresh(refresh_id=refresh_id, now=clock.now())
