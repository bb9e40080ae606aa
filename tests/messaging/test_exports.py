"""Messages leave without a word or an address, and a change of any of them is noticed."""

from datetime import timedelta

import pytest

from samphan.messaging.exports import EXPORTS
from samphan.messaging.models import Channel, Conversation, Message
from tests import world
from tests.exported import rows_of, save, unnoticed

pytestmark = pytest.mark.django_db
(MESSAGES,) = EXPORTS


@pytest.fixture
def message() -> Message:
    """Return one message to a customer that waits to be sent."""
    channel = Channel.objects.create(kind="email", name="Mail", created_at=world.NOW)
    conversation = Conversation.objects.create(
        customer=world.customer(), channel=channel, subject="เรื่องส่งของ", token="t", last_message_at=world.NOW,
        created_at=world.NOW,
    )  # fmt: skip
    return Message.objects.create(
        conversation=conversation, direction="out", author_kind="human", author=world.user(), subject="เรื่องส่งของ",
        body="ขออภัยค่ะ", address="pim@example.com", state="queued", idempotency_key="k", created_at=world.NOW,
    )  # fmt: skip


def test_a_message_leaves_as_who_when_and_what_for(message: Message) -> None:
    (row,) = rows_of(MESSAGES)
    assert (row["id"], row["customer_key"], row["channel"]) == (message.pk, message.conversation.customer_id, "email")
    assert (row["direction"], row["state"], row["author_id"]) == ("out", "queued", message.author_id)
    assert not any(words in str(row) for words in ("ขออภัย", "เรื่อง", "example.com"))


def test_every_change_of_a_message_is_noticed(message: Message) -> None:
    changes = {
        "state": "sent", "sent_at": world.NOW, "reason": "quiet_hours", "attempts": 1,
        "created_at": world.NOW - timedelta(days=1),
    }  # fmt: skip
    assert unnoticed(MESSAGES, message, changes, save) == []
    assert unnoticed(MESSAGES, message.conversation, {"customer_id": world.customer().pk}, save) == []
