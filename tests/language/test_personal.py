from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.personal import KINDS, find_personal, redact
from tests.pace import costs_at_most

# Values are made up; the IDs and cards keep their check digits, and belong to nobody we know.
FOUND = [
    ("บัตรประชาชน 1-1017-00230-67-8 ค่ะ", "thai_id", "1-1017-00230-67-8"),
    ("เลข1101700230678ครับ", "thai_id", "1101700230678"),
    ("เลข ๑๑๐๑๗๐๐๒๓๐๖๗๘", "thai_id", "๑๑๐๑๗๐๐๒๓๐๖๗๘"),
    ("1 1017 00230 67 8", "thai_id", "1 1017 00230 67 8"),
    ("โทร081-234-5678ครับ", "phone", "081-234-5678"),
    ("โทร 0812345678", "phone", "0812345678"),
    ("เบอร์ ๐๘๑ ๒๓๔ ๕๖๗๘ ค่ะ", "phone", "๐๘๑ ๒๓๔ ๕๖๗๘"),
    ("+66 81 234 5678", "phone", "+66 81 234 5678"),
    ("call 0066812345678 now", "phone", "0066812345678"),
    ("โทร 02-123-4567 ต่อ 12", "phone", "02-123-4567 ต่อ 12"),
    ("ร้านเชียงใหม่ 053-123456 นะ", "phone", "053-123456"),
    ("08\u200b1234\u200b5678", "phone", "08\u200b1234\u200b5678"),
    ("โทร \u202a081\u202d-234\u2066-5678\u202c", "phone", "081\u202d-234\u2066-5678"),
    ("โทร 081\u00a0234\u00a05678 นะ", "phone", "081\u00a0234\u00a05678"),
    ("บัตร 4111\u202f1111\u202f1111\u202f1111", "card", "4111\u202f1111\u202f1111\u202f1111"),
    ("เมล somchai.j@example.co.th ค่ะ", "email", "somchai.j@example.co.th"),
    ("ส่งที่a_b@example.comนะ", "email", "a_b@example.com"),
    ("บัตร 4111 1111 1111 1111 โดนตัด", "card", "4111 1111 1111 1111"),
    ("บัตร4111111111111111โดนตัด", "card", "4111111111111111"),
    ("amex 3782-822463-10005", "card", "3782-822463-10005"),
    ("โอนเข้าบัญชี 123-4-56789-0", "bank", "123-4-56789-0"),
    ("กสิกร 1234567890 ครับ", "bank", "1234567890"),
    ("คืนที่ 123-4-56789-0 นะคะ", "bank", "123-4-56789-0"),
    ("account no. 1234567890", "bank", "1234567890"),
    ("แอดไลน์ @somshop มา", "line", "@somshop"),
    ("ไลน์ไอดี somchai99", "line", "somchai99"),
    ("LINE ID: plo.y", "line", "plo.y"),
    ("รถทะเบียน 1กข 1234 กรุงเทพ", "plate", "1กข 1234 กรุงเทพ"),
    ("ทะเบียนกข-99ขับเร็ว", "plate", "กข-99"),
    ("ส่งที่ 99/12 หมู่ 5 ต.บางพูด อ.ปากเกร็ด จ.นนทบุรี 11120 ค่ะ", "address", None),
    ("บ้านเลขที่ 45/6 ครับ", "address", "บ้านเลขที่ 45/6"),
    ("นายสมชาย ใจดี โทรมา", "name", "นายสมชาย ใจดี"),
    ("ผมนางสาวกัญญา วงศ์สวัสดิ์ค่ะ", "name", "นางสาวกัญญา วงศ์สวัสดิ์"),
    ("น.ส. พิมพ์ลภัส ติดต่อมา", "name", "น.ส. พิมพ์ลภัส"),
    ("ขอบคุณนายบุญมีด้วยครับ", "name", "นายบุญมี"),
    ("คุณสมหญิงบริการดีมาก", "name", "คุณสมหญิง"),
    ("ขอบคุณพี่เจี๊ยบค่ะ", "name", "พี่เจี๊ยบ"),
    ("I talked to Mr. John Smith", "name", "Mr. John Smith"),
    ("ดิฉันชื่อ ธัญชนก ค่ะ", "name", "ดิฉันชื่อ ธัญชนก"),
]
# What looks like it and is not.
NOTHING = [
    "1-1017-00230-67-9",  # fails the check
    "1101700230679",
    "บัตร 4111 1111 1111 1112",
    "เลขออเดอร์ 20451 ราคา 1,290 บาท",
    "วันที่ 08-12-2018 เวลา 15.00 น.",
    "10/11/2561 ถึง 31 ม.ค. 61",
    "เลขพัสดุ TH0123456789AB",
    "detail/9610000009936",
    "3 ชั้น 2 ห้อง ซื้อ 2 แถม 1",
    "ส่วนสูงไม่เกิน 110 ซ.ม.",
    "LINE MAN ส่งช้า ไลน์ไม่ตอบ line official",
    "ซื้อออนไลน์ www.example.com",
    "ทนายความ นายกรัฐมนตรี นายกฯ เจ้านาย นายทุน นายหน้า",
    "พัฒนายนตรกรรม",
    "คุณภาพดี คุณแม่ คุณลูกค้า ขอบคุณครับ",
    "พี่สาว น้องชาย พี่พนักงาน น้องหมา ป้าข้างบ้าน",
    "นางฟ้า นางเอก นางพยาบาล",
    "ช่างเก่งมาก หมอนทอง ครูสอนดี",
    "นายไม่เข้าใจหรอก",
    "",
]


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_a_personal_value_is_found_where_it_stands(text: str, kind: str, value: str | None) -> None:
    (span,) = find_personal(text)
    assert span.kind == kind
    assert value is None or text[span.start : span.end] == value


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert find_personal(text) == ()
    assert redact(text) == text


def test_a_text_loses_its_personal_values_and_nothing_else() -> None:
    text = "คุณสมหญิง โทร081-234-5678 หรือ a@b.co ครับ ของยังไม่มา"
    assert redact(text) == "[name] โทร[phone] หรือ [email] ครับ ของยังไม่มา"


@pytest.mark.parametrize("most", range(22))
def test_a_text_is_never_cut_within_a_value(most: int) -> None:
    text = "ขอเบอร์ 0812345678 ค่ะ"
    assert redact(text, most=most) == (text[:most] if most <= 8 else f"ขอเบอร์ [phone]{text[18:most]}")


def test_a_checked_number_is_never_taken_for_a_telephone() -> None:
    kinds = {span.kind for span in find_personal("บัญชี 123-4-56789-0 เบอร์ 0812345678 บัตร 4111111111111111")}
    assert kinds == {"bank", "phone", "card"}


@given(st.text(alphabet=st.sampled_from("0123456789๐๙-. @กขนายคุณพี่สมชายบัญชีline:ไลน์ม.ซ./\u200b\nAz"), max_size=80))
def test_any_text_is_read_without_overlap_and_redacting_twice_changes_nothing_more(text: str) -> None:
    spans = find_personal(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) and span.kind in KINDS for span in spans)
    once = redact(text)
    assert len([span for span in find_personal(once) if once[span.start : span.end].isdigit()]) == 0


@pytest.mark.parametrize("text", ["0-" * 4000, "1" * 8000, "a@" * 4000, "นาย " * 2000, "1 หมู่ " * 1500, "ไลน์" * 2000])
def test_a_hostile_text_is_read_quickly(text: str) -> None:
    with costs_at_most(seconds=1.5):
        find_personal(text)
