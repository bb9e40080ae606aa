from samphan.eventlog.events import SYSTEM
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.surveys.services import send_due_invitations as send_due


@every(seconds=30)
@task(queue="bulk", atomic=True)
def send_due_invitations() -> int:
    """Send the reserved invitations whose time has come."""
    return send_due(now=clock.now(), actor=SYSTEM)
