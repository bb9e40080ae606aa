"""Mails become words, whatever they are made of."""

from email.message import EmailMessage

import pytest

from samphan.messaging.channels.reading import own_words, read_mail, text_of_html


def test_thai_words_and_names_survive() -> None:
    mail = EmailMessage()
    mail["From"] = "พิมพ์ชนก ศรีสุวรรณ <pim@example.com>"
    mail["To"] = "care+token12345@shop.th"
    mail["Subject"] = "เรื่องแอร์ค่ะ"
    mail["Message-ID"] = "<1@example.com>"
    mail.set_content("ช่างเลื่อนนัดอีกแล้วค่ะ")
    read = read_mail(mail.as_bytes())
    assert (read.from_name, read.from_address) == ("พิมพ์ชนก ศรีสุวรรณ", "pim@example.com")
    assert (read.subject, read.body) == ("เรื่องแอร์ค่ะ", "ช่างเลื่อนนัดอีกแล้วค่ะ")
    assert read.to_addresses == ("care+token12345@shop.th",)


@pytest.mark.parametrize("charset", ["tis-620", "cp874", "x-unknown", "utf-8"])
def test_old_thai_charsets_and_wrong_labels_are_read(charset: str) -> None:
    body = "รอนานมาก".encode("cp874")
    content = b"From: a@example.com\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + body
    assert read_mail(content).body == "รอนานมาก"


def test_bytes_of_no_charset_lose_no_other_words() -> None:
    content = b"From: a@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello \xff\xfe\xdc there"
    read = read_mail(content)
    assert read.body.startswith("hello")
    assert read.body.endswith("there")


def test_html_alone_becomes_lines_without_scripts_and_quotes() -> None:
    markup = (
        "<style>p{}</style><p>สวัสดีค่ะ</p><div>ของยังไม่มา<br>รอ 3 วันแล้ว &amp; เบื่อ</div><script>x()</script>"
        "<blockquote>ข้อความเก่า</blockquote>"
    )
    assert text_of_html(markup) == "สวัสดีค่ะ\nของยังไม่มา\nรอ 3 วันแล้ว & เบื่อ"


@pytest.mark.parametrize(
    "past",
    [
        "เมื่อ วันศุกร์ที่ 20 พ.ย. 2026 เวลา 10:00 เรือนดี <care@shop.th> เขียนว่า:\n> สวัสดีค่ะ",
        "ในวันที่ ศ. 20 พ.ย. 2026 เวลา 10:00 น. เรือนดี โฮม <\ncare@shop.th> เขียนว่า:\n> สวัสดีค่ะ\n> ทีมงาน",
        "จาก: เรือนดี <care@shop.th>\nส่ง: 20 พ.ย. 2026\nถึง: pim@example.com\nเรื่อง: แอร์\n\nสวัสดีค่ะ",
        "On Fri, Nov 20, 2026 at 10:00 AM Care <care@shop.th> wrote:\n> Hello",
        "-- \nพิม\n081-234-5678",
    ],
)
def test_the_quoted_past_is_left_out(past: str) -> None:
    assert own_words(f"ได้ค่ะ พรุ่งนี้สะดวก\n\n{past}") == "ได้ค่ะ พรุ่งนี้สะดวก"


def test_an_answer_below_the_quote_is_kept() -> None:
    assert own_words("> นัดวันไหนดีคะ\n\nพรุ่งนี้ค่ะ") == "พรุ่งนี้ค่ะ"


def test_a_greeting_that_looks_like_a_signature_loses_no_words() -> None:
    text = "Thanks,\nbut the sofa leg is still broken."
    assert own_words(text) == text


def test_a_mail_without_an_id_is_named_by_its_content() -> None:
    content = b"From: a@example.com\r\n\r\nhello"
    assert read_mail(content).header_message_id == read_mail(content).header_message_id != ""


def test_a_mail_without_a_sender_is_refused() -> None:
    with pytest.raises(ValueError, match="no_sender"):
        read_mail(b"Subject: x\r\n\r\nhello")


def test_attachments_are_counted_not_read() -> None:
    mail = EmailMessage()
    mail["From"] = "a@example.com"
    mail.set_content("ดูรูปค่ะ")
    mail.add_attachment(b"x" * 1000, maintype="image", subtype="jpeg", filename="แตก.jpg")
    read = read_mail(mail.as_bytes())
    assert (read.body, read.attachments) == ("ดูรูปค่ะ", 1)
