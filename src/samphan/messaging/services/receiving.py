"""A customer wrote: find the conversation, keep the message once, say so."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from samphan.customers.rules.contacts import Contact, normalise_email
from samphan.customers.rules.names import PersonName, read_full_name
from samphan.customers.selectors import find_by_contact
from samphan.customers.services import identify_customer
from samphan.eventlog.events import customer_actor
from samphan.eventlog.services import record
from samphan.kit.ids import new_token
from samphan.messaging.events import MessageReceived
from samphan.messaging.models import Author, Conversation, DeliveryState, Direction, Message, SendPurpose
from samphan.messaging.rules.threading import is_closing_thanks, message_ids, plus_token, subject_reference
from samphan.messaging.services.sending import MessageEmpty

_LONGEST_ID = 255


def receive_message(
    *,
    channel_id: int,
    from_address: str,
    from_name: str,
    subject: str,
    body: str,
    header_message_id: str,
    in_reply_to: str,
    references: str,
    now: datetime,
    to_addresses: Sequence[str] = (),
    dropped_attachments: int = 0,
) -> Message | None:
    """Store what a customer wrote; None when this mail is stored already.

    Belongs to: the conversation whose mail it answers (References, In-Reply-To), else the one whose plus-address it
    was sent to, else the one quoted as [SP-1042] when the sender is the same customer, else a new one. A subject alone
    never decides: "Re: order" is everybody's subject.
    """
    sender = normalise_email(from_address)
    words = body.replace("\x00", "").strip()
    if not words and not dropped_attachments:
        raise MessageEmpty
    message_id = header_message_id.strip()[:_LONGEST_ID] or _made_up_id(sender, subject, words, now)
    if Message.objects.filter(header_message_id=message_id).exists():
        return None
    try:
        with transaction.atomic():
            found = _matching(in_reply_to, references, list(to_addresses), subject, sender)
            conversation = found or _opened(channel_id, sender, from_name, subject, now)
            message = _stored(conversation, sender, subject, words, message_id, in_reply_to, dropped_attachments, now)
            Conversation.objects.filter(pk=conversation.pk).update(last_message_at=now)
            record(
                event=MessageReceived(
                    subject_id=message.pk,
                    customer_id=conversation.customer_id,
                    conversation_id=conversation.pk,
                    purpose=message.purpose,
                    author_kind=message.author_kind,
                    is_thanks=is_closing_thanks(words),
                    is_new_conversation=found is None,
                ),
                now=now,
                actor=customer_actor(conversation.customer_id),
            )
    except IntegrityError:
        if Message.objects.filter(header_message_id=message_id).exists():
            return None  # another reader stored the same mail a moment ago
        raise
    return message


def _matching(
    in_reply_to: str, references: str, to_addresses: list[str], subject: str, sender: str
) -> Conversation | None:
    ids = message_ids(f"{references} {in_reply_to}")[-50:]
    if ids:
        answered = (
            Message.objects.filter(header_message_id__in=ids).select_related("conversation").order_by("-pk").first()
        )
        if answered is not None:
            return answered.conversation
    if (token := plus_token(to_addresses)) and (found := Conversation.objects.filter(token=token).first()):
        return found
    reference = subject_reference(subject)
    customer = find_by_contact(kind="email", value=sender) if reference else None
    if customer is None:
        return None
    return Conversation.objects.filter(reference=reference, customer_id=customer.pk).order_by("-pk").first()


def _opened(channel_id: int, sender: str, from_name: str, subject: str, now: datetime) -> Conversation:
    name = read_full_name(from_name) if from_name.strip() and "@" not in from_name else PersonName()
    customer = identify_customer(contacts=[Contact("email", sender)], name=name, now=now)
    return Conversation.objects.create(
        customer_id=customer.pk,
        channel_id=channel_id,
        subject=" ".join(subject.split())[:200],
        token=new_token(n_bytes=12),
        last_message_at=now,
        created_at=now,
    )


def _stored(
    conversation: Conversation,
    sender: str,
    subject: str,
    words: str,
    message_id: str,
    in_reply_to: str,
    dropped_attachments: int,
    now: datetime,
) -> Message:
    return Message.objects.create(
        conversation=conversation,
        direction=Direction.IN,
        author_kind=Author.CUSTOMER,
        purpose=SendPurpose.REPLY,
        subject=" ".join(subject.split())[:200],
        body=words,
        address=sender,
        state=DeliveryState.RECEIVED,
        idempotency_key=f"in:{hashlib.sha256(message_id.encode()).hexdigest()}",
        header_message_id=message_id,
        in_reply_to=next(iter(message_ids(in_reply_to)), "")[:_LONGEST_ID],
        dropped_attachments=dropped_attachments,
        created_at=now,
    )


def _made_up_id(sender: str, subject: str, words: str, now: datetime) -> str:
    """Name a posted message without an id; the minute keeps a double click one message."""
    source = f"{sender}\n{subject}\n{words}\n{now:%Y%m%d%H%M}"
    return f"<{hashlib.sha256(source.encode()).hexdigest()[:40]}@posted.invalid>"
