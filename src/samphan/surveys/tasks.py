from samphan.eventlog.events import SYSTEM
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.surveys import services


@every(seconds=30)
@task(queue="bulk", atomic=True)
def send_due_invitations() -> int:
    """Give the reserved invitations whose time has come to a job each."""
    return services.send_due_invitations(now=clock.now())


@task(queue="bulk", atomic=True)
def send_invitation(invitation_id: int) -> None:
    """Write the letter of one reserved invitation."""
    services.send_invitation(invitation_id=invitation_id, now=clock.now(), actor=SYSTEM)
