"""Taking messages out of a conversation into one of their own."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.messaging.models import Conversation, Message


class MessagesElsewhere(Refused):
    """Messages of several conversations, or of none."""

    code = "messaging.split.elsewhere"
    message = N_("These messages are not of one conversation. Choose messages of the same one.")


@transaction.atomic
def split_conversation(*, message_ids: Collection[int], subject: str, now: datetime) -> Conversation:
    """Move messages of one conversation into a new one with the same customer and channel, and return it.

    Mail that answers one of them follows it. Raises MessagesElsewhere.
    """
    moving = Message.objects.filter(pk__in=message_ids).select_for_update().order_by("pk")
    found = list(moving.values_list("conversation_id", flat=True))
    if len(set(found)) != 1 or len(found) != len(set(message_ids)):
        raise MessagesElsewhere
    origin = Conversation.objects.select_for_update().get(pk=found[0])
    made = Conversation.objects.create(
        customer_id=origin.customer_id,
        channel_id=origin.channel_id,
        subject=subject[:200],
        token=new_token(n_bytes=12),
        last_message_at=now,
        created_at=now,
    )
    Message.objects.filter(pk__in=message_ids).update(conversation=made)
    for conversation in (origin, made):
        newest = conversation.messages.aggregate(at=Max("created_at"))["at"]
        conversation.last_message_at = newest or conversation.created_at
        conversation.save(update_fields=["last_message_at"])
    return made
