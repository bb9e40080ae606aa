"""One matter, many people: automatic letters stored, and their delivery queued, in a fixed number of statements.

Each letter goes its own way through the send gate afterwards, exactly like one written by `send_message`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.customers.models import ContactPoint
from samphan.jobs.services import NewJob, enqueue_many
from samphan.kit.ids import new_token
from samphan.messaging.models import Author, Conversation, DeliveryState, Direction, Message, SendPurpose
from samphan.messaging.selectors import mail_domain
from samphan.messaging.services.channels import channel_for
from samphan.messaging.services.sending import DELIVER


@dataclass(frozen=True, kw_only=True)
class MassMessage:
    """What one customer is written; with a conversation it goes on in that thread."""

    customer_id: int
    subject: str
    body: str
    idempotency_key: str
    conversation_id: int | None = None


@transaction.atomic
def send_messages(*, letters: Sequence[MassMessage], purpose: str, now: datetime) -> dict[str, Message]:
    """Store automatic letters and queue their way through the gate; return the messages by key.

    A key that is known already returns the stored message. The caller sees to it that two jobs do not write the same
    letters at once.
    """
    keys = [letter.idempotency_key for letter in letters]
    stored = {one.idempotency_key: one for one in Message.objects.filter(idempotency_key__in=keys)}
    fresh = [letter for letter in letters if letter.idempotency_key not in stored]
    conversations = _conversations(fresh, now)
    addresses = _addresses([letter.customer_id for letter in fresh])
    made = Message.objects.bulk_create(
        _message(letter, conversation, addresses.get(letter.customer_id, ""), purpose, now)
        for letter, conversation in zip(fresh, conversations, strict=True)
    )
    Conversation.objects.filter(pk__in=[one.pk for one in conversations]).update(last_message_at=now)
    jobs = [NewJob(task=DELIVER, arguments={"message_id": one.pk}, dedupe_key=f"deliver:{one.pk}") for one in made]
    enqueue_many(jobs=jobs, now=now)
    return stored | {one.idempotency_key: one for one in made}


def _conversations(letters: Sequence[MassMessage], now: datetime) -> list[Conversation]:
    """Return the thread of each letter, begun where it names none of its customer's."""
    named = [letter.conversation_id for letter in letters if letter.conversation_id is not None]
    known = Conversation.objects.in_bulk(named)
    threads = [known.get(letter.conversation_id or 0) for letter in letters]
    threads = [
        thread if thread is not None and thread.customer_id == letter.customer_id else None
        for thread, letter in zip(threads, letters, strict=True)
    ]
    missing = [letter for thread, letter in zip(threads, letters, strict=True) if thread is None]
    if not missing:
        return [thread for thread in threads if thread is not None]
    channel = channel_for(kind=None)
    begun = iter(
        Conversation.objects.bulk_create(
            Conversation(
                customer_id=letter.customer_id,
                channel=channel,
                subject=" ".join(letter.subject.split())[:200],
                token=new_token(n_bytes=12),
                last_message_at=now,
                created_at=now,
            )
            for letter in missing
        )
    )
    return [next(begun) if thread is None else thread for thread in threads]


def _addresses(customer_ids: Sequence[int]) -> dict[int, str]:
    """Return the e-mail address to use of each customer who has one: the primary one, else the oldest."""
    found: dict[int, str] = {}
    points = ContactPoint.objects.filter(customer_id__in=customer_ids, kind="email").order_by("-is_primary", "id")
    for customer_id, value in points.values_list("customer_id", "value"):
        found.setdefault(customer_id, value)
    return found


def _message(letter: MassMessage, conversation: Conversation, address: str, purpose: str, now: datetime) -> Message:
    return Message(
        conversation=conversation,
        direction=Direction.OUT,
        author_kind=Author.SYSTEM,
        purpose=SendPurpose(purpose),
        subject=" ".join(letter.subject.split())[:200],
        body=letter.body,
        address=address,
        state=DeliveryState.QUEUED,
        idempotency_key=letter.idempotency_key,
        header_message_id=f"<{conversation.token}.{new_token(n_bytes=9)}@{mail_domain()}>",
        created_at=now,
        due_at=now,
    )
