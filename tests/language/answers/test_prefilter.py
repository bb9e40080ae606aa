import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.answers import Prefilter, prefilter

RECOGNISED = {
    Prefilter.EMPTY: (
        "",
        "   ",
        "😄😄",
        "???",
    ),
    Prefilter.GREETING: (
        "สวัสดีค่ะ",
        "สวัสดีครับ แอดมิน",
        "หวัดดีจ้า",
        "Hello!",
        "hi there",
        "Good morning",
        "ขอสอบถามหน่อยค่ะ",
        "เเอดมิน มีใครอยู่ไหม",
        "ดีค่ะ",
        "ฮัลโหลๆ",
    ),
    Prefilter.THANKS: (
        "ขอบคุณค่ะ",
        "ขอบคุณมากๆ นะคะ",
        "thanks a lot",
        "Thank you so much!",
        "ok thanks",
        "โอเคค่ะ ขอบคุณค่ะ",
    ),
    Prefilter.WANTS_HUMAN: (
        "ขอคุยกับเจ้าหน้าที่ค่ะ",
        "ขอคุยกับคน",
        "อยากคุยกับพนักงานจริงๆ",
        "ขอสายเจ้าหน้าที่หน่อยครับ",
        "ไม่อยากคุยกับบอท",
        "I want to talk to a real person",
        "speak to an agent please",
        "human please",
        "are you a robot?",
        "ต้องการติดต่อพนักงาน",
        "โอนสายให้เจ้าหน้าที่ด้วย",
        "Can I speak with someone?",
    ),
    Prefilter.ABUSE: (
        "ไอ้สัตว์ โกงเงินกู",
        "เหี้ยมาก",
        "fuck you",
        "this is bullshit",
        "you are an idiot",
        "อีดอก",
    ),
    Prefilter.OWN_RECORD: (
        "พัสดุของฉันอยู่ที่ไหน",
        "เลขพัสดุ TH123456",
        "where is my order?",
        "order number 998877",
        "ผมโอนเงินไปแล้วแต่ยังไม่ได้ของ",
        "สั่งไปเมื่อวานยังไม่ได้รับ",
        "my refund has not arrived",
        "เช็คคะแนนของหนูให้หน่อย",
        "พัสดุถึงไหนแล้วคะ",
        "ออเดอร์ #1234 ส่งหรือยัง",
        "ส่งของรึยังคะ",
        "ยังไม่ได้รับสินค้าเลย",
    ),
}
LOOKED_UP = (
    "สวัสดีค่ะ ร้านเปิดกี่โมงคะ",
    "hello, what time do you open?",
    "ของส่งถึงไหนบ้าง",
    "ถ้ายังไม่ได้รับสินค้าต้องทำอย่างไร",
    "ขอสอบถามหน่อยค่ะ ส่งของกี่วัน",
    "ขอบคุณค่ะ แล้วคืนของได้ไหม",
    "thanks, but how do I return it?",
    "พนักงานพูดจาดีมาก",
    "เจ้าหน้าที่มาซ่อมวันไหน",
    "ไม่ต้องให้คุยกับเจ้าหน้าที่ก็ได้",
    "does the app work for a real estate agent",
    "คนขายดี",
    "สัตว์เลี้ยงเข้าได้ไหม",
    "ปริมาณสัดส่วน",
    "มีหมาแมวขายไหม",
    "แม่งานวันแม่",
    "ของแม่หนู",
    "สัสดี",
    "แมงมุม",
    "assistant",
    "ยกเลิกคำสั่งซื้อของฉันอย่างไร",
    "how do I cancel my order?",
    "can I change my booking?",
    "คืนสินค้าภายในกี่วัน",
    "ส่งฟรีไหม",
    "what is the return policy",
)


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in RECOGNISED.items() for text in texts])
def test_what_should_not_be_looked_up_is_recognised(text: str, kind: Prefilter) -> None:
    assert prefilter(text) == kind


@pytest.mark.parametrize("text", LOOKED_UP)
def test_a_question_is_looked_up_whatever_it_resembles(text: str) -> None:
    assert prefilter(text) is None


def test_spelling_and_case_do_not_matter() -> None:
    assert prefilter("THANK YOU!!!") == prefilter("thank you") == Prefilter.THANKS
    assert prefilter("เเอดมินนนคะ สวัสดี") is None or prefilter("เเอดมินคะ สวัสดี") == Prefilter.GREETING


def test_a_call_for_a_person_comes_before_courtesy_and_abuse() -> None:
    assert prefilter("สวัสดีค่ะ ขอคุยกับเจ้าหน้าที่") == Prefilter.WANTS_HUMAN
    assert prefilter("เหี้ย ขอคุยกับคน") == Prefilter.WANTS_HUMAN


@given(st.text(max_size=60))
def test_any_text_is_one_kind_or_none(text: str) -> None:
    assert prefilter(text) in (*Prefilter, None)


def test_a_huge_message_is_seen_through_quickly() -> None:
    assert prefilter("ขอ" * 100_000) is None
