import time

import pytest

from samphan.language import LONGEST_READ, MODEL_VERSION, read

# Written by hand for the reader, not taken from the data it is measured on.
BEHAVIOUR = [
    ("รอนานมาก ไม่มีใครโทรกลับ", "negative"),
    ("แอร์น้ำหยด แจ้งไป 3 ครั้งแล้วยังไม่มา", "negative"),
    ("ช่างสุภาพ ทำงานเรียบร้อย", "positive"),
    ("ส่งของช้ากว่านัด 2 วัน", "negative"),
    ("บริการแย่มาก จะไม่กลับไปอีก", "negative"),
    ("ประทับใจมากค่ะ จะกลับมาซื้ออีก", "positive"),
    ("ขอบคุณที่ช่วยแก้ปัญหาให้", "positive"),
    ("โทรไปไม่มีคนรับ", "negative"),
    ("ราคาเท่าไหร่คะ", "neutral"),
    ("ดีไหมคะ", "neutral"),
    ("สวัสดีค่ะ", "neutral"),
    ("The staff were rude and slow", "negative"),
    ("Great service, very fast delivery", "positive"),
    ("Where is the nearest branch?", "neutral"),
    ("the installer never called back", "negative"),
    ("👍👍", "positive"),
    ("😡", "negative"),
]
NEGATED = [
    ("ไม่ดีเลย", "negative"),
    ("ไม่ค่อยสะอาด", "negative"),
    ("พนักงานไม่สุภาพเลย", "negative"),
    ("ไม่ประทับใจ", "negative"),
    ("ไม่ได้แย่", "positive"),
    ("ไม่เคยผิดหวัง", "positive"),
    ("ไม่ผิดหวังจริงๆ", "positive"),
    ("Not good at all", "negative"),
    ("It is not bad", "positive"),
    ("I would never recommend this shop", "negative"),
    ("no complaints, everything was perfect", "positive"),
]
CONTRAST = [
    ("ของดีแต่ส่งช้ามาก", "negative"),
    ("ช้าไปหน่อย แต่พนักงานน่ารักมาก", "positive"),
    ("The product is good but delivery was terribly late", "negative"),
]
# A listed word inside another word is not that word.
INSIDE = [("ช้าง", "neutral"), ("เก็บไว้ก่อน", "neutral"), ("ไม่มีปัญหา", "neutral"), ("อะไรดี", "neutral")]


@pytest.mark.parametrize(("text", "sentiment"), BEHAVIOUR + NEGATED + CONTRAST + INSIDE)
def test_a_sentence_is_read_as_it_is_meant(text: str, sentiment: str) -> None:
    assert read(text).sentiment == sentiment


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ขอบคุณค่ะ", "th"),
        ("ใช้ app ไม่ได้เลยค่ะ เข้าไม่ได้", "th"),
        ("Thank you very much for the quick help", "en"),
        ("delivery ช้ามาก and the staff was rude to me", "mixed"),
        ("とても悪いサービス", "other"),
        ("Le produit est arrivé cassé et personne ne répond", "other"),
        ("c'est très mauvais", "other"),
        ("Die Lieferung kam viel zu spät und niemand antwortet", "other"),
        ("무척 느려요", "other"),
        ("", "none"),
        ("   \n", "none"),
        ("12345 ๑๒๓", "none"),
        ("🙂🙂", "none"),
    ],
)
def test_the_language_is_guessed_by_letters_and_other_languages_are_said_to_be_other(text: str, language: str) -> None:
    reading = read(text)
    assert reading.language == language
    if language in ("other", "none"):
        assert reading.sentiment == "unknown"
        assert reading.sentiment_score == 0.0
        assert reading.topics == ()


def test_the_same_words_in_other_spellings_read_the_same() -> None:
    usual = read("แย่มาก ส่งช้า 3 วัน น้ำรั่ว")
    for other in ("เเย่มาก ส่งช้า ๓ วัน น้ํารั่ว", "แย่มาก\u200b ส่งช้า 3 วัน น้ำรั่ว", "\ufeffแย่มาก ส่งช้า 3 วัน น้ำรั่ว"):
        assert (read(other).sentiment_score, [t.code for t in read(other).topics]) == (
            usual.sentiment_score,
            [t.code for t in usual.topics],
        )


@pytest.mark.parametrize("text", ["ช่างสุภาพ แต่ส่งช้า", "\u200bช่างสุภาพ เเต่น้ํารั่ว ส่งช้า", "POLITE staff, late DELIVERY"])
def test_topic_spans_point_into_the_text_as_it_was_typed(text: str) -> None:
    topics = read(text).topics
    assert topics
    for topic in topics:
        for start, end in topic.spans:
            assert 0 <= start < end <= len(text)
            assert read(text[start:end]).topics


def test_each_topic_is_meant_as_its_own_part_of_the_text() -> None:
    meant = {topic.code: topic.sentiment for topic in read("ช่างสุภาพแต่ส่งของช้ามาก").topics}
    assert meant["staff"] == "positive"
    assert meant["delivery"] == "negative"


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("จะแจ้งความแล้วนะ", 3, "legal"),
        ("แอร์ไฟรั่ว ไฟดูดลูก", 3, "safety"),
        ("โดนตัดเงินซ้ำสองรอบ", 2, "money_taken"),
        ("ขอด่วนเลยนะคะ แย่มาก", 2, "asks_now"),
        ("จะไม่ซื้ออีกแล้ว เลิกใช้แน่นอน", 2, "will_leave"),
        ("รอมา 5 วันแล้ว ไม่มีใครโทรกลับ", 1, "asked_before"),
        ("I was charged twice", 2, "money_taken"),
        ("ดีมาก", 0, ""),
        ("ไม่ด่วนค่ะ", 0, ""),
    ],
)
def test_urgency_names_the_rule_that_fired(text: str, level: int, rule: str) -> None:
    reading = read(text)
    assert (reading.urgency, reading.urgency_rule) == (level, rule)


def test_on_an_open_channel_news_is_not_urgent_but_a_customer_is() -> None:
    assert read("ตำรวจจับแก๊งหลอกลวง", channel="social").urgency == 1
    assert read("ผมโดนหลอกลวง", channel="social").urgency == 3


def test_a_rating_decides_what_the_words_leave_open() -> None:
    assert read("ติดตั้งเมื่อวาน", score=0.1).sentiment == "negative"
    assert read("ติดตั้งเมื่อวาน", score=1.0).sentiment == "positive"
    assert read("ติดตั้งเมื่อวาน").sentiment == "neutral"
    assert read("แย่มาก ห่วย", score=1.0).sentiment == "negative"


def test_a_huge_text_is_read_as_far_as_its_limit_and_quickly() -> None:
    start = time.process_time()
    reading = read("ดีมาก " * 200_000)
    assert time.process_time() - start < 2
    assert reading.sentiment == "positive"
    assert all(end <= LONGEST_READ for topic in reading.topics for _, end in topic.spans)


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "ไ" * 500, "(" * 500, "่่่่่่", "a" * 5000, "İSTANBUL " * 50, "e\u0301" * 300]
)
def test_odd_text_is_never_an_error(text: str) -> None:
    assert read(text).model_version == MODEL_VERSION


def test_a_reading_is_the_same_every_time() -> None:
    assert read("ช่างสุภาพแต่ส่งของช้ามาก 😡") == read("ช่างสุภาพแต่ส่งของช้ามาก 😡")
