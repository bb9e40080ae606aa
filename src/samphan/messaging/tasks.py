"""What messaging does later: deliver, read the mailbox, mail notices."""

from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock
from samphan.messaging import services
from samphan.messaging.services import deliver_message, fetch_mail, mail_notices
from samphan.messaging.services.delivery import MAX_ATTEMPTS
from samphan.messaging.services.letters import MAX_LETTER_ATTEMPTS


@task(queue="mail", max_attempts=MAX_ATTEMPTS)
def deliver(message_id: int) -> None:
    """Take one message through the gate and out."""
    deliver_message(message_id=message_id, now=clock.now())


@task(queue="mail", max_attempts=MAX_LETTER_ATTEMPTS)
def deliver_letter(letter_id: int) -> None:
    """Hand a letter to a department, or somebody outside, over."""
    services.deliver_letter(letter_id=letter_id, now=clock.now())


@task(queue="mail")
def mail_user_notices(user_id: int) -> None:
    """Mail a colleague what happened since the last mail."""
    mail_notices(user_id=user_id, now=clock.now())


@every(seconds=60)
@task(queue="mail", max_attempts=2)
def read_mailbox() -> None:
    """Read what customers wrote by e-mail."""
    fetch_mail(now=clock.now())
