"""Taking a message back while it is held: it has not left, so it never was."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.messaging.events import MessageTakenBack
from samphan.messaging.models import DeliveryState, Message


class MessageHasLeft(Refused):
    """A message that is on its way, or gone already."""

    code = "messaging.message.has_left"
    message = N_("This message has left already and cannot be taken back. Write another one to put it right.")


class MessageNotYours(Refused):
    """A colleague's message."""

    code = "messaging.message.not_yours"
    message = N_("Only whoever wrote a message can take it back.")


@transaction.atomic
def take_back_message(*, message_id: int, author_id: int, now: datetime) -> Message:
    """Take back a message that has not left yet, and return it as it was.

    The row's lock decides: the job that delivers it takes the same one, so either it goes or it is taken back. The job
    finds nothing then and ends. Raises MessageHasLeft and MessageNotYours.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None or message.state != DeliveryState.QUEUED:
        raise MessageHasLeft
    if message.author_id != author_id:
        raise MessageNotYours
    event = MessageTakenBack(
        subject_id=message_id,
        customer_id=message.conversation.customer_id,
        conversation_id=message.conversation_id,
        purpose=message.purpose,
        author_kind=message.author_kind,
    )
    record(event=event, now=now, actor=user_actor(author_id))
    message.delete()
    message.pk = message_id
    return message
