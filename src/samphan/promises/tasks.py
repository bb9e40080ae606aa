"""What promises do by themselves."""

from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.promises.services import sweep_clocks


@every(seconds=30)
@task(max_attempts=3)
def sweep() -> int:
    """Warn about and breach the promises whose time has come; running it twice tells nothing twice."""
    return sweep_clocks(now=clock.now())
