"""Recompute the figures every night, and at once when somebody asks."""

from samphan.accounts.selectors import firm_timezone
from samphan.insights import services
from samphan.jobs.periodic import every_night
from samphan.jobs.tasks import task
from samphan.kit import clock

# The firm's day is over, what came in late is there, and nobody waits for a page yet.
_NIGHT_HOUR = 3


@every_night(hour=_NIGHT_HOUR, timezone=firm_timezone)
@task(queue="bulk", max_attempts=3)
def refresh_nightly() -> None:
    """Recompute every figure and score."""
    now = clock.now()
    services.run_refresh(refresh_id=services.begin_refresh(now=now).pk, now=now)


@task(queue="bulk", max_attempts=2)
def run_refresh(refresh_id: int) -> None:
    """Recompute every figure for somebody who waits."""
    services.run_refresh(refresh_id=refresh_id, now=clock.now())
