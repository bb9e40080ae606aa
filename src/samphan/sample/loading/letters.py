"""Letters that were written to many: their conversations, and what became of each at the send gate."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from samphan.customers.models import ContactPoint
from samphan.eventlog.events import SYSTEM
from samphan.messaging.events import MessageRefused, MessageSent
from samphan.messaging.models import Author, Channel, Conversation, DeliveryState, Direction, Message, SendPurpose
from samphan.messaging.services import MassMessage
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.log import Told

_ON_ITS_WAY = timedelta(seconds=20)


class Posted(NamedTuple):
    """One letter: in which thread of ours (any text), when, and what was written."""

    thread: str
    at: datetime
    mail: MassMessage


def load_letters(keeper: Keeper, posted: Sequence[Posted]) -> tuple[dict[str, int], list[Told]]:
    """Write letters, those of one thread in one conversation; return their messages by key, and their events."""
    channel = Channel.objects.filter(is_active=True).order_by("pk").first()
    if channel is None or not posted:
        return {}, []
    threads = _threads(posted)
    keys = keeper.add([_conversation(letters, thread, channel.pk) for thread, letters in threads.items()])
    conversation_ids = dict(zip(threads, keys, strict=True))
    addresses = _addresses({one.mail.customer_id for one in posted})
    rows = [_message(one, conversation_ids[one.thread], addresses.get(one.mail.customer_id, "")) for one in posted]
    ids = keeper.add(rows)
    by_key = {row.idempotency_key: key for row, key in zip(rows, ids, strict=True)}
    return by_key, list(_told(posted, rows, ids))


def _threads(posted: Sequence[Posted]) -> dict[str, list[Posted]]:
    found: dict[str, list[Posted]] = {}
    for one in posted:
        found.setdefault(one.thread, []).append(one)
    return found


def _addresses(customer_ids: set[int]) -> dict[int, str]:
    points = ContactPoint.objects.filter(customer_id__in=customer_ids, kind="email")
    return dict(points.values_list("customer_id", "value"))


def _conversation(letters: Sequence[Posted], thread: str, channel_id: int) -> Conversation:
    first = letters[0]
    return Conversation(
        customer_id=first.mail.customer_id,
        channel_id=channel_id,
        subject=first.mail.subject[:200],
        token=f"sample:{thread}"[:32],
        last_message_at=max(one.at for one in letters),
        created_at=first.at,
    )


def _message(one: Posted, conversation_id: int, address: str) -> Message:
    return Message(
        conversation_id=conversation_id,
        direction=Direction.OUT,
        author_kind=Author.SYSTEM,
        purpose=SendPurpose.SERVICE,
        subject=one.mail.subject[:200],
        body=one.mail.body,
        address=address,
        state=DeliveryState.SENT if address else DeliveryState.REFUSED,
        reason="" if address else "no_address",
        attempts=1 if address else 0,
        idempotency_key=one.mail.idempotency_key,
        created_at=one.at,
        sent_at=one.at + _ON_ITS_WAY if address else None,
    )


def _told(posted: Sequence[Posted], rows: Sequence[Message], ids: Sequence[int]) -> Iterator[Told]:
    for one, row, key in zip(posted, rows, ids, strict=True):
        envelope = {
            "subject_id": key,
            "customer_id": one.mail.customer_id,
            "conversation_id": row.conversation_id,
            "purpose": "service",
            "author_kind": "system",
        }
        at = one.at + _ON_ITS_WAY
        if row.state == DeliveryState.SENT:
            yield at, MessageSent(**envelope), SYSTEM  # type: ignore[arg-type]
        else:
            yield at, MessageRefused(**envelope, step="address", reason="no_address"), SYSTEM  # type: ignore[arg-type]
