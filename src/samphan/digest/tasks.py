"""When the weekly mail is looked for and sent."""

from datetime import date

from samphan.digest.services import queue_digests, send_digests
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock


@every(seconds=1800)
@task(atomic=True, max_attempts=3)
def look_for_a_week() -> None:
    """Queue the letters of a week once it is due."""
    queue_digests(now=clock.now())


@task(queue="bulk")
def send_week(week: str) -> int:
    """Send the letters of a week to whoever has not got theirs; run again, nobody gets a second one."""
    return send_digests(week=date.fromisoformat(week), now=clock.now())
