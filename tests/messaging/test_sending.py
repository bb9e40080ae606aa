"""A message is stored, passes the gate, and goes out once."""

from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings

from samphan.customers.services import record_consent
from samphan.eventlog.models import Event
from samphan.jobs.models import Job
from samphan.messaging.channels.protocol import DeliveryFailed
from samphan.messaging.models import Channel, Conversation, GateDecision, Message, Notice
from samphan.messaging.services import (
    deliver_message,
    lift_suppression,
    mail_notices,
    name_conversation,
    notify_user,
    retry_message,
    save_channel,
    seed_channels,
    send_message,
    send_test,
    suppress_customer,
    unsubscribe_customer,
)
from samphan.messaging.services.channels import ChannelSettingUnknown, ChannelTestFailed
from samphan.messaging.services.delivery import MAX_ATTEMPTS, MessageNotFailed
from samphan.messaging.services.sending import ConversationUnknown, KeyUsedAgain, MessageEmpty, MessageTooLong
from samphan.messaging.services.suppression import UnsubscribeLinkInvalid
from tests import world
from tests.messaging.conftest import Postbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel")]
NIGHT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 22:00 in Bangkok


def send(customer_id: int, **changes: object) -> Message:
    """Write one reply, changed as a test needs it."""
    given: dict[str, object] = {
        "customer_id": customer_id,
        "body": "สวัสดีค่ะคุณพิม",
        "purpose": "reply",
        "now": world.NOW,
        "idempotency_key": "k1",
        "subject": "ติดตั้งแอร์",
    }
    return send_message(**{**given, **changes})  # type: ignore[arg-type]


def events() -> list[str]:
    """Return the types of the message events so far."""
    return list(Event.objects.filter(subject_kind="message").order_by("id").values_list("type", flat=True))


def test_a_message_goes_out_with_headers_that_bring_the_answer_home(smtp: Postbox) -> None:
    author = world.user()
    customer = world.customer(email="pim@example.com")
    message = send(customer.pk, author_id=author.pk, reference="SP-1042")
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    (mail,) = smtp.mails
    assert (message.state, message.sent_at) == ("sent", world.NOW)
    assert smtp.receivers == ["pim@example.com"]
    assert mail["Message-ID"] == message.header_message_id
    assert message.header_message_id.endswith("@shop.example>")  # type: ignore[union-attr]
    assert f"care+{message.conversation.token}@shop.example" in mail["Reply-To"]
    assert str(make_header(decode_header(mail["Subject"]))) == "ติดตั้งแอร์ [SP-1042]"
    assert str(make_header(decode_header(mail["From"]))) == "ณัฐวุฒิ ปิ่นแก้ว · เรือนดี โฮม <care@shop.example>"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().strip() == "สวัสดีค่ะคุณพิม"
    assert mail["Auto-Submitted"] is None
    assert mail["List-Unsubscribe"] is None
    assert events() == ["message.sent"]


def test_the_same_key_sends_once_and_refuses_other_words(smtp: Postbox) -> None:
    customer = world.customer()
    first = send(customer.pk)
    assert send(customer.pk).pk == first.pk
    with pytest.raises(KeyUsedAgain):
        send(customer.pk, body="อื่น")
    for _ in range(2):
        deliver_message(message_id=first.pk, now=world.NOW)
    assert len(smtp.mails) == 1
    assert Job.objects.filter(dedupe_key=f"deliver:{first.pk}").count() == 1


def test_a_worker_killed_after_the_server_took_the_mail_repeats_the_same_mail(smtp: Postbox) -> None:
    message = send(world.customer().pk)
    deliver_message(message_id=message.pk, now=world.NOW)
    Message.objects.filter(pk=message.pk).update(state="sending", sent_at=None)
    deliver_message(message_id=message.pk, now=world.NOW + timedelta(minutes=1))
    first, second = smtp.mails
    assert first.as_bytes() == second.as_bytes()
    assert GateDecision.objects.filter(message=message).count() == 1


def test_empty_long_and_foreign_messages_are_refused_and_leave_nothing() -> None:
    customer, other = world.customer(), world.customer("สมชาย")
    conversation = send(other.pk).conversation
    with pytest.raises(MessageEmpty):
        send(customer.pk, body=" \n", idempotency_key="k2")
    with pytest.raises(MessageTooLong):
        send(customer.pk, body="ก" * 20_001, idempotency_key="k3")
    with pytest.raises(ConversationUnknown):
        send(customer.pk, conversation_id=conversation.pk, idempotency_key="k4")
    assert Message.objects.count() == 1
    assert Conversation.objects.count() == 1


def test_a_survey_at_night_waits_for_the_morning_and_then_goes(smtp: Postbox) -> None:
    message = send(world.customer().pk, purpose="survey", now=NIGHT)
    deliver_message(message_id=message.pk, now=NIGHT)
    message.refresh_from_db()
    morning = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    assert (message.state, message.reason, message.due_at) == ("delayed", "quiet_hours", morning)
    assert Job.objects.filter(due_at=morning, task="samphan.messaging.tasks.deliver").count() == 1
    deliver_message(message_id=message.pk, now=morning)
    (mail,) = smtp.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert events() == ["message.delayed", "message.sent"]
    assert [d.outcome for d in GateDecision.objects.order_by("pk")] == ["delay", "send"]


def test_promotion_without_consent_is_refused_with_its_reason(smtp: Postbox) -> None:
    author = world.user()
    message = send(world.customer().pk, purpose="marketing", author_id=author.pk)
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "never_given")
    assert smtp.mails == []
    assert events() == ["message.refused"]
    assert Notice.objects.get(user=author).kind == "message_refused"


def test_a_suppression_holds_until_it_is_lifted(smtp: Postbox) -> None:
    customer = world.customer()
    suppress_customer(customer_id=customer.pk, reason="open_complaint", purposes=["survey"], now=world.NOW)
    suppress_customer(customer_id=customer.pk, reason="open_complaint", purposes=["survey"], now=world.NOW)
    first = send(customer.pk, purpose="survey")
    deliver_message(message_id=first.pk, now=world.NOW)
    lift_suppression(customer_id=customer.pk, reason="open_complaint", now=world.NOW)
    second = send(customer.pk, purpose="survey", idempotency_key="k2")
    deliver_message(message_id=second.pk, now=world.NOW)
    first.refresh_from_db()
    assert (first.state, first.reason) == ("refused", "open_complaint")
    assert len(smtp.mails) == 1


def test_the_fourth_survey_of_a_week_waits(smtp: Postbox) -> None:
    customer = world.customer()
    for number in range(4):
        message = send(customer.pk, purpose="survey", idempotency_key=f"s{number}", author_id=world.user().pk)
        deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "too_many")
    assert len(smtp.mails) == 3


def test_a_customer_without_an_address_is_refused_not_lost() -> None:
    customer = world.customer()
    customer.contact_points.all().delete()
    message = send(customer.pk)
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "no_address")


def test_a_temporary_refusal_is_tried_again_and_the_last_one_tells_the_author(smtp: Postbox) -> None:
    author = world.user()
    message = send(world.customer().pk, author_id=author.pk)
    smtp.answer = "451 try later"
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(DeliveryFailed):
            deliver_message(message_id=message.pk, now=world.NOW)
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", MAX_ATTEMPTS)
    assert Notice.objects.get(user=author).kind == "message_failed"
    assert events() == ["message.failed"]
    smtp.answer = "250 OK"
    retry_message(message_id=message.pk, now=world.NOW)
    deliver_message(message_id=message.pk, now=world.NOW)
    assert len(smtp.mails) == 1
    with pytest.raises(MessageNotFailed):
        retry_message(message_id=message.pk, now=world.NOW)


def test_a_final_refusal_fails_at_once_without_the_address_in_the_error(smtp: Postbox) -> None:
    message = send(world.customer(email="pim@example.com").pk)
    smtp.answer = "550 no such mailbox pim@example.com"
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("failed", 1, "SMTPDataError 550")


def test_without_a_mail_server_messages_become_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    message = send(world.customer(email="pim@example.com").pk)
    deliver_message(message_id=message.pk, now=world.NOW)
    (written,) = (tmp_path / "outbox").iterdir()
    assert written.suffix == ".eml"
    assert b"pim@example.com" in written.read_bytes()


def test_one_click_withdraws_and_stops_what_is_queued(smtp: Postbox) -> None:
    customer = world.customer()
    record_consent(
        customer_id=customer.pk, purpose="survey", channel="any", is_granted=True, source="form", now=world.NOW
    )
    first = send(customer.pk, purpose="survey")
    deliver_message(message_id=first.pk, now=world.NOW)
    link = smtp.mails[0]["List-Unsubscribe"].strip("<>")
    unsubscribe_customer(token=urlsplit(link).path.split("/")[2], now=world.NOW + timedelta(minutes=1))
    second = send(customer.pk, purpose="survey", idempotency_key="k2")
    deliver_message(message_id=second.pk, now=world.NOW + timedelta(minutes=2))
    second.refresh_from_db()
    assert (second.state, second.reason) == ("refused", "withdrawn")
    with pytest.raises(UnsubscribeLinkInvalid):
        unsubscribe_customer(token="forged", now=world.NOW)


def test_notices_of_half_a_minute_make_one_mail_in_the_readers_language(smtp: Postbox) -> None:
    user = world.user(language="en")
    for number in (1, 2, 2):
        notify_user(
            user_id=user.pk,
            kind="case_assigned",
            subject_kind="case",
            subject_id=number,
            dedupe_key=f"a{number}",
            data={"number": f"SP-{number}", "title": "แอร์"},
            now=world.NOW,
        )
    for _ in range(2):
        mail_notices(user_id=user.pk, now=world.NOW)
    (mail,) = smtp.mails
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().count("http") == 2
    assert "/cases/1/" in body.decode()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_channels_are_seeded_once_checked_and_tested(smtp: Postbox) -> None:
    seed_channels(now=world.NOW)
    assert Channel.objects.count() == 2
    channel = Channel.objects.get(kind="email")
    with pytest.raises(ChannelSettingUnknown):
        save_channel(
            channel_id=channel.pk, kind="email", name="x", options={"password": "p"}, is_active=True, now=world.NOW
        )
    save_channel(
        channel_id=channel.pk,
        kind="email",
        name="อีเมล",
        options={"from_name": "ทีมดูแล"},
        is_active=True,
        now=world.NOW,
    )
    send_test(channel_id=channel.pk, to="me@example.com", now=world.NOW)
    smtp.answer = "554 no"
    with pytest.raises(ChannelTestFailed):
        send_test(channel_id=channel.pk, to="me@example.com", now=world.NOW)
    channel.refresh_from_db()
    assert channel.last_ok_at == world.NOW
    assert channel.last_error == "SMTPDataError 554"


def test_a_named_conversation_carries_its_name_in_the_next_subject(smtp: Postbox) -> None:
    message = send(world.customer().pk)
    name_conversation(conversation_id=message.conversation_id, reference="SP-7")
    deliver_message(message_id=message.pk, now=world.NOW)
    assert "[SP-7]" in str(make_header(decode_header(smtp.mails[0]["Subject"])))


@pytest.mark.parametrize("address", ["a@b@example.com", "สมชาย@example.com"])
def test_an_address_no_mail_can_carry_fails_at_once_and_says_so(address: str, smtp: Postbox) -> None:
    author = world.user()
    message = send(world.customer().pk, author_id=author.pk)
    Message.objects.filter(pk=message.pk).update(address=address)
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert message.state == "failed"
    assert address not in message.error
    assert Notice.objects.get(user=author).kind == "message_failed"


def test_the_cap_counts_from_when_a_message_went_not_from_when_it_was_written(smtp: Postbox) -> None:
    customer = world.customer()
    for number in range(3):
        early = send(customer.pk, purpose="survey", idempotency_key=f"e{number}", now=world.NOW - timedelta(days=8))
        Message.objects.filter(pk=early.pk).update(state="sent", sent_at=world.NOW - timedelta(days=6))
    message = send(customer.pk, purpose="survey", idempotency_key="fourth")
    deliver_message(message_id=message.pk, now=world.NOW)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("delayed", "frequency_cap")
