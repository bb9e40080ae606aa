"""What customers write comes in once, into the right conversation, and one bad mail stops no other."""

from email.message import EmailMessage
from email.message import Message as MimeMessage

import pytest

from samphan.customers.models import Customer
from samphan.eventlog.models import Event
from samphan.messaging.channels.imap import MailboxUnreachable
from samphan.messaging.models import Channel, Conversation, MailboxMark, Message, SkippedMail
from samphan.messaging.services import deliver_message, fetch_mail, receive_message, send_message
from samphan.messaging.services.sending import MessageEmpty
from tests import world
from tests.messaging.conftest import Mailbox, Postbox

pytestmark = pytest.mark.django_db


def mail_of(sender: str = "Pim <pim@example.com>", body: str = "สวัสดีค่ะ", **headers: str) -> bytes:
    """Write one mail to us; header names use _ for -."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, headers.pop("To", "care@shop.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


def answer_to(sent: MimeMessage, body: str, message_id: str) -> bytes:
    """Write what a mail program makes of "reply"."""
    return mail_of(
        body=f"{body}\n\nในวันที่ ศ. 20 พ.ย. 2026 เวลา 10:00 น. เรือนดี <care@shop.example> เขียนว่า:\n> สวัสดีค่ะคุณพิม",
        Subject=f"Re: {sent['Subject']}",
        Message_ID=message_id,
        References=str(sent["Message-ID"]),
        In_Reply_To=str(sent["Message-ID"]),
    )


def started(channel: Channel, **changes: object) -> Message:
    """Receive one posted message, changed as a test needs it."""
    given: dict[str, object] = {
        "channel_id": channel.pk,
        "from_address": "pim@example.com",
        "from_name": "พิมพ์ชนก ศรีสุวรรณ",
        "subject": "แอร์ไม่เย็น",
        "body": "แอร์ไม่เย็นเลยค่ะ",
        "header_message_id": "<1@example.com>",
        "in_reply_to": "",
        "references": "",
        "now": world.NOW,
    }
    message = receive_message(**{**given, **changes})  # type: ignore[arg-type]
    assert message is not None
    return message


def test_round_trip_by_real_servers(channel: Channel, smtp: Postbox, imap: Mailbox) -> None:
    customer = world.customer(email="pim@example.com")
    sent = send_message(
        customer_id=customer.pk, body="สวัสดีค่ะคุณพิม", purpose="reply", now=world.NOW, idempotency_key="k",
        subject="ติดตั้งแอร์", author_id=world.user().pk,
    )  # fmt: skip
    deliver_message(message_id=sent.pk, now=world.NOW)
    imap.put(answer_to(smtp.mails[0], "พรุ่งนี้สะดวกค่ะ", "<answer@example.com>"))
    assert fetch_mail(now=world.NOW) == 1
    answer = Message.objects.get(direction="in")
    assert (answer.conversation_id, answer.body) == (sent.conversation_id, "พรุ่งนี้สะดวกค่ะ")
    assert answer.conversation.customer_id == customer.pk
    assert imap.seen() == [True]
    assert Customer.objects.count() == 1
    back = send_message(
        customer_id=customer.pk, conversation_id=sent.conversation_id, body="ขอบคุณค่ะ", purpose="reply",
        now=world.NOW, idempotency_key="k2",
    )  # fmt: skip
    deliver_message(message_id=back.pk, now=world.NOW)
    assert smtp.mails[1]["In-Reply-To"] == "<answer@example.com>"
    assert smtp.mails[1]["References"].split() == [sent.header_message_id, "<answer@example.com>"]


def test_a_mailbox_is_read_by_its_mark_not_by_flags(channel: Channel, imap: Mailbox) -> None:
    imap.put(mail_of(Message_ID="<1@e>"), mail_of(Message_ID="<2@e>"))
    assert fetch_mail(now=world.NOW) == 2
    assert fetch_mail(now=world.NOW) == 0
    imap.put(mail_of(Message_ID="<2@e>"), mail_of(Message_ID="<3@e>"))
    assert fetch_mail(now=world.NOW) == 1
    MailboxMark.objects.update(uid_validity=1, last_uid=99)  # the server rebuilt the folder
    assert fetch_mail(now=world.NOW) == 0
    assert Message.objects.count() == 3


def test_bad_mail_is_listed_and_the_rest_comes_in(channel: Channel, imap: Mailbox) -> None:
    big = EmailMessage()
    big["From"], big["Message-ID"] = "big@example.com", "<big@e>"
    big.set_content("รูปใหญ่ค่ะ")
    big.add_attachment(b"x" * 30_000_000, maintype="image", subtype="jpeg", filename="a.jpg")
    imap.put(
        b"Subject: nobody\r\n\r\nno sender",
        mail_of(Auto_Submitted="auto-replied", Message_ID="<auto@e>"),
        b"From: broken@example.com\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe broken",
        big.as_bytes(),
        mail_of(Message_ID="<last@e>", body="คนสุดท้ายค่ะ"),
    )
    assert fetch_mail(now=world.NOW) == 3
    assert list(SkippedMail.objects.order_by("uid").values_list("reason", flat=True)) == ["unreadable", "auto_reply"]
    large = Message.objects.get(address="big@example.com")
    assert (large.body, large.dropped_attachments) == ("รูปใหญ่ค่ะ", 1)
    assert Message.objects.get(address="broken@example.com").header_message_id
    assert Message.objects.filter(body="คนสุดท้ายค่ะ").exists()


def test_an_unreachable_mailbox_says_so_on_the_channel(channel: Channel, settings: object) -> None:
    settings.IMAP_URL = "imap://care:secret@127.0.0.1:1/INBOX"  # type: ignore[attr-defined]
    with pytest.raises(MailboxUnreachable):
        fetch_mail(now=world.NOW)
    channel.refresh_from_db()
    assert channel.last_error == "IMAP ConnectionRefusedError"


def test_an_unknown_sender_becomes_a_customer_with_a_name(channel: Channel) -> None:
    message = started(channel)
    customer = message.conversation.customer
    assert (customer.first_name, customer.last_name) == ("พิมพ์ชนก", "ศรีสุวรรณ")
    event = Event.objects.get(type="message.received")
    assert event.data["is_new_conversation"] is True
    assert event.actor_kind == "customer"


def test_the_same_mail_twice_is_one_message(channel: Channel) -> None:
    started(channel)
    again = receive_message(
        channel_id=channel.pk, from_address="pim@example.com", from_name="", subject="x", body="y",
        header_message_id="<1@example.com>", in_reply_to="", references="", now=world.NOW,
    )  # fmt: skip
    assert again is None
    assert Message.objects.count() == 1


@pytest.mark.parametrize("way", ["references", "in_reply_to", "plus", "tag"])
def test_four_ways_home_in_their_order(channel: Channel, way: str) -> None:
    home = started(channel).conversation
    Conversation.objects.filter(pk=home.pk).update(reference="SP-9")
    found = started(
        channel,
        header_message_id="<2@example.com>",
        references="<1@example.com>" if way == "references" else "",
        in_reply_to="<1@example.com>" if way == "in_reply_to" else "",
        to_addresses=[f"care+{home.token}@shop.example"] if way == "plus" else [],
        subject="Re: [SP-9] แอร์" if way == "tag" else "อื่น",
    )
    assert found.conversation_id == home.pk


def test_a_subject_alone_or_a_strangers_tag_opens_a_new_conversation(channel: Channel) -> None:
    home = started(channel).conversation
    Conversation.objects.filter(pk=home.pk).update(reference="SP-9")
    same_subject = started(channel, header_message_id="<2@example.com>", subject="Re: แอร์ไม่เย็น")
    stranger = started(channel, header_message_id="<3@example.com>", subject="[SP-9]", from_address="thief@example.com")
    assert len({home.pk, same_subject.conversation_id, stranger.conversation_id}) == 3


def test_an_empty_mail_is_refused_unless_something_was_attached(channel: Channel) -> None:
    with pytest.raises(MessageEmpty):
        started(channel, body=" ")
    assert started(channel, body=" ", dropped_attachments=1).dropped_attachments == 1


def test_a_thank_you_is_marked_so_that_no_clock_starts(channel: Channel) -> None:
    started(channel, body="ขอบคุณมากค่ะ 🙏")
    assert Event.objects.get(type="message.received").data["is_thanks"] is True


def test_characters_no_database_stores_stop_no_mail(channel: Channel, imap: Mailbox) -> None:
    imap.put(
        b"From: =?utf-8?q?Pi=00m?= <nul@example.com>\r\nSubject: =?utf-8?q?a=00b?=\r\nMessage-ID: <nul@e>\r\n\r\nwords",
        b"From: half@example.com\r\nMessage-ID: <half@e>\r\n"
        b"Content-Type: text/plain; charset=utf-7\r\n\r\nhalf +2AA- a character",
        mail_of(Message_ID="<behind@e>"),
    )
    assert fetch_mail(now=world.NOW) == 3
    assert Message.objects.get(address="nul@example.com").subject == "ab"
    assert Message.objects.get(address="half@example.com").body.startswith("half")
