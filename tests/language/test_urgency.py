import pytest

from samphan.language.closers import is_closer
from samphan.language.normalise import normalise
from samphan.language.urgency import Urgency, urgency_codes, urgency_of
from tests.pace import costs_at_most


def urgency(text: str, channel: str = "survey", negative: float = 0.9) -> Urgency:
    return urgency_of(normalise(text).text, channel=channel, negative=negative)


FIRES = [
    ("จะฟ้อง สคบ แล้ว", 3, "legal"),
    ("ไปแจ้งความมาแล้ว", 3, "legal"),
    ("this is a scam, I will call my lawyer", 3, "legal"),
    ("ข้อมูลรั่วได้ยังไง", 3, "data_leak"),
    ("ข้อมูลส่วนตัวรั่วไหลได้ยังไง", 3, "data_leak"),
    ("my account was hacked", 3, "data_leak"),
    ("ไฟรั่ว อันตรายมาก", 3, "safety"),
    ("กินแล้วอาหารเป็นพิษ", 3, "safety"),
    ("ลูกแพ้อาหารจนหามส่งโรงพยาบาล", 3, "safety"),
    ("my son was injured", 3, "safety"),
    ("โดนตัดเงินซ้ำสองรอบ", 2, "money_taken"),
    ("ตัดเงิน 2 รอบ", 2, "money_taken"),
    ("I was charged twice", 2, "money_taken"),
    ("เน็ตล่มทั้งวัน", 2, "outage"),
    ("the router stopped working", 2, "outage"),
    ("ขอด่วนเลยนะคะ", 2, "asks_now"),
    ("please reply ASAP", 2, "asks_now"),
    ("จะยกเลิกแล้ว ย้ายค่ายดีกว่า", 2, "will_leave"),
    ("I am switching to another bank", 2, "will_leave"),
    ("this is the last time I buy here", 2, "will_leave"),
    ("แจ้งไป 3 ครั้งแล้ว", 1, "asked_before"),
    ("โทรตามหลายรอบ ไม่มีใครโทรกลับ", 1, "asked_before"),
    ("แจ้งครั้งที่ ๔", 1, "asked_before"),
    ("still waiting, no one called", 1, "asked_before"),
]
SILENT = [
    "ดีมาก",
    "ไม่ด่วนค่ะ",
    "ช่วยแจ้งความคืบหน้าด้วยค่ะ",
    "ขอแจ้งความประสงค์ขอใบกำกับภาษี",
    "แจ้งความผิดปกติของเครื่อง",
    "จองทัวร์ไฟไหม้มา",
    "ไม่อันตรายเลย",
    "not urgent",
    "no need to call the police",
    "ขึ้นทางด่วนมาไม่ไกล",
    "ราคาระเบิด ลดระเบิด",
    "the last time I went there it was lovely",
    "ส่งด่วนไวมาก",
    "Sue was lovely",
    "fraud protection is nice",
    "",
]


@pytest.mark.parametrize(("text", "level", "rule"), FIRES)
def test_a_rule_fires_and_says_which_and_where(text: str, level: int, rule: str) -> None:
    found = urgency(text)
    assert (found.level, found.rule) == (level, rule)
    assert found.spans
    assert all(0 <= start < end <= len(normalise(text).text) for start, end in found.spans)
    assert rule in urgency_codes()


@pytest.mark.parametrize("text", SILENT)
def test_what_only_sounds_urgent_fires_nothing(text: str) -> None:
    assert urgency(text) == Urgency()


def test_every_rule_that_fired_is_listed_the_strongest_first() -> None:
    found = urgency("รอมา 5 วัน จะยกเลิกแล้ว ไม่งั้นแจ้งความ")
    assert [(hit.rule, hit.level) for hit in found.hits] == [("legal", 3), ("will_leave", 2), ("asked_before", 1)]
    assert found.rule == "legal"


@pytest.mark.parametrize(
    ("text", "negative", "level"),
    [
        ("จะแจ้งความ", 0.35, 3),
        ("จะแจ้งความ", 0.34, 2),
        ("จะแจ้งความ", 0.05, 1),  # never nothing: it may be about the law
        ("ขอด่วนเลย", 0.35, 2),
        ("ขอด่วนเลย", 0.2, 1),
        ("ขอด่วนเลย", 0.05, 0),
        ("แจ้งไป 3 ครั้ง", 0.5, 1),
        ("แจ้งไป 3 ครั้ง", 0.2, 0),
    ],
)
def test_the_happier_a_text_the_less_urgent(text: str, negative: float, level: int) -> None:
    found = urgency(text, negative=negative)
    assert found.level == level
    assert found.rule


@pytest.mark.parametrize(
    ("text", "channel", "level"),
    [
        ("ตำรวจจับแก๊งหลอกลวง แจ้งความแล้ว", "survey", 3),
        ("ตำรวจจับแก๊งหลอกลวง แจ้งความแล้ว", "social", 1),
        ("ตำรวจจับแก๊งหลอกลวง แจ้งความแล้ว", "review", 1),
        ("ผมโดนหลอกลวง", "social", 3),
        ("my money is gone", "review", 2),
        ("ผมร่วงเพราะแชมพู อันตราย", "social", 1),  # ผม: hair, not "I"
        ("เราเตอร์เสีย อันตราย", "social", 1),
    ],
)
def test_on_an_open_channel_only_a_customer_is_urgent(text: str, channel: str, level: int) -> None:
    assert urgency(text, channel=channel).level == level


CLOSES = [
    "ขอบคุณค่ะ", "ขอบคุณมากๆ นะคะ", "โอเคครับ", "โอเครับ", "ok", "Okay thanks!", "รับทราบค่ะ", "🙏🙏",
    "👍", "❤️", "[sticker]", "สติกเกอร์", "ได้รับของแล้วค่ะ ขอบคุณครับ", "ขอบคุณที่ช่วยแก้ปัญหาให้ค่ะ",
    "thank you so much for your help", "ขอบคุณ 5555", "ได้ค่ะ", "เข้าใจแล้วครับ", "บาย",
]  # fmt: skip
OPEN = [
    "ขอบคุณ แต่ยังไม่ได้ของ", "ขอบคุณค่ะ ราคาเท่าไหร่คะ", "โอเคมั้ยคะ", "ok?", "ไม่โอเคค่ะ", "ได้ไหมคะ",
    "ขอบคุณที่ช่วยทำให้เสียเวลา", "thanks for nothing", "😡", "🙏 ช่วยด้วย", "5555", "ค่ะ", "", "   ",
    "ยังไม่ได้รับของแล้วจะขอบคุณทำไม", "ดีมาก", "ขอบคุณ " * 30,
]  # fmt: skip


@pytest.mark.parametrize("text", CLOSES)
def test_thanks_agreement_and_stickers_close(text: str) -> None:
    assert is_closer(text)


@pytest.mark.parametrize("text", OPEN)
def test_anything_more_keeps_it_open(text: str) -> None:
    assert not is_closer(text)


@pytest.mark.parametrize(
    "text", ["5" * 119 + "x", "ขอบคุณมาก" * 12 + "x", "ที่ช่วยเหลือ" * 9 + "x", "ha" * 59 + "x", "ได้รับของแล้ว" * 8 + "x"]
)
def test_a_closer_is_told_quickly_even_when_it_is_none(text: str) -> None:
    with costs_at_most(seconds=0.2):
        assert not is_closer(text)
