"""Mails leave in a form that every mail program threads."""

from email import message_from_bytes

from samphan.messaging.channels.protocol import OutboundMail
from samphan.messaging.channels.writing import mail_bytes
from tests import world

LONG_ID = f"<{'A' * 90}@{'b' * 60}.prod.outlook.com>"


def written(**changes: object) -> bytes:
    """Write one mail, changed as a test needs it."""
    given: dict[str, object] = {
        "message_id": "<1@shop.example>",
        "from_name": "ทีมดูแลลูกค้า",
        "from_address": "care@shop.example",
        "to_address": "pim@example.com",
        "subject": "เรื่องการติดตั้งเครื่องปรับอากาศของคุณพิมพ์ชนก ศรีสุวรรณ ที่เลื่อนนัดมาแล้วสองครั้ง",
        "body": "สวัสดีค่ะ",
        "sent_at": world.NOW,
    }
    return mail_bytes(OutboundMail(**{**given, **changes}))  # type: ignore[arg-type]


def test_long_ids_and_links_stay_readable_by_machines() -> None:
    link = "https://shop.example/unsubscribe/" + "t" * 120 + "/"
    mail = written(in_reply_to=LONG_ID, references=("<1@x>", LONG_ID, "<3@x>"), unsubscribe_url=link)
    read = message_from_bytes(mail)
    assert read["In-Reply-To"] == LONG_ID
    assert read["References"].split() == ["<1@x>", LONG_ID, "<3@x>"]
    assert read["List-Unsubscribe"] == f"<{link}>"


def test_lines_and_encoded_words_keep_their_limits() -> None:
    lines = written().split(b"\r\n")
    assert max(len(line) for line in lines) <= 78
    assert all(line.isascii() for line in lines)


def test_a_line_break_in_a_subject_adds_no_header() -> None:
    assert message_from_bytes(written(subject="x\r\nBcc: thief@example.com"))["Bcc"] is None
