"""Writing a message: it is stored, and its delivery queued, in one transaction; nothing goes out here."""

from datetime import datetime

from django.db import transaction

from samphan.accounts.models import Organisation
from samphan.customers.selectors import primary_contact
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.messaging.models import (
    Author,
    Conversation,
    DeliveryState,
    Direction,
    Message,
    SendPurpose,
)
from samphan.messaging.selectors import last_inbound, mail_domain
from samphan.messaging.services.channels import channel_for

DELIVER = "samphan.messaging.tasks.deliver"
LONGEST_BODY = 20_000


class MessageEmpty(Refused):
    code = "messaging.message.empty"
    message = N_("Write something first; an empty message was not sent.")


class MessageTooLong(Refused):
    code = "messaging.message.too_long"
    message = N_("This message is too long ({length} characters). Use at most {limit}.")


class ConversationUnknown(Refused):
    code = "messaging.conversation.unknown"
    message = N_("This conversation does not belong to the customer. Open the page again.")


class KeyUsedAgain(Refused):
    code = "messaging.message.key_used_again"
    message = N_("This key was already used for another message. Use a new one.")


def send_message(
    *,
    customer_id: int,
    body: str,
    purpose: str,
    now: datetime,
    idempotency_key: str,
    conversation_id: int | None = None,
    subject: str = "",
    author_id: int | None = None,
    channel_kind: str | None = None,
    reference: str = "",
    hold_until: datetime | None = None,
) -> Message:
    """Store a message to a customer and queue its way through the gate.

    Purpose "reply" is for answering something the customer said (a message, an answer, a review); the caller vouches
    for that. The same key with the same words returns the stored message; with other words it is refused.
    `reference` ("SP-1042") names a new conversation in its subject, for mail programs that drop every header. Until
    `hold_until` it stays here and can be taken back (`take_back_message`).
    """
    due_at = hold_until or now
    words = _checked(body)
    with transaction.atomic():
        stored = Message.objects.filter(idempotency_key=idempotency_key).select_related("conversation").first()
        if stored is not None:
            return _same(stored, customer_id=customer_id, body=words)
        if conversation_id is None:
            conversation = _started(customer_id, subject, channel_kind, reference, now)
        else:
            conversation = _owned(conversation_id, customer_id)
        message = _written(conversation, words, SendPurpose(purpose), idempotency_key, author_id, now, due_at)
        Conversation.objects.filter(pk=conversation.pk).update(last_message_at=now)
        enqueue(
            task=DELIVER,
            arguments={"message_id": message.pk},
            now=now,
            due_at=due_at,
            dedupe_key=f"deliver:{message.pk}",
        )
    return message


def name_conversation(*, conversation_id: int, reference: str) -> None:
    """Give a conversation the name people quote in a subject, such as a case number."""
    Conversation.objects.filter(pk=conversation_id).update(reference=reference)


def _checked(body: str) -> str:
    words = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise MessageEmpty
    if len(words) > LONGEST_BODY:
        raise MessageTooLong(length=len(words), limit=LONGEST_BODY)
    return words


def _same(stored: Message, *, customer_id: int, body: str) -> Message:
    if stored.body != body or stored.conversation.customer_id != customer_id:
        raise KeyUsedAgain
    return stored


def _started(customer_id: int, subject: str, channel_kind: str | None, reference: str, now: datetime) -> Conversation:
    organisation = Organisation.objects.first()
    return Conversation.objects.create(
        customer_id=customer_id,
        channel=channel_for(kind=channel_kind),
        subject=(" ".join(subject.split()) or (organisation.name if organisation else "Samphan"))[:200],
        token=new_token(n_bytes=12),
        reference=reference,
        last_message_at=now,
        created_at=now,
    )


def _owned(conversation_id: int, customer_id: int) -> Conversation:
    conversation = Conversation.objects.filter(pk=conversation_id, customer_id=customer_id).first()
    if conversation is None:
        raise ConversationUnknown
    return conversation


def _written(
    conversation: Conversation,
    words: str,
    purpose: SendPurpose,
    idempotency_key: str,
    author_id: int | None,
    now: datetime,
    due_at: datetime,
) -> Message:
    answered = last_inbound(conversation_id=conversation.pk)
    contact = primary_contact(customer_id=conversation.customer_id, kind="email")
    return Message.objects.create(
        conversation=conversation,
        direction=Direction.OUT,
        author_kind=Author.SYSTEM if author_id is None else Author.HUMAN,
        author_id=author_id,
        purpose=purpose,
        subject=conversation.subject,
        body=words,
        # Whoever wrote last is answered, even from an address of theirs that is not their first.
        address=answered.address if answered and answered.address else (contact.value if contact else ""),
        state=DeliveryState.QUEUED,
        idempotency_key=idempotency_key,
        header_message_id=f"<{conversation.token}.{new_token(n_bytes=9)}@{mail_domain()}>",
        in_reply_to=(answered.header_message_id or "") if answered else "",
        created_at=now,
        due_at=due_at,
    )
