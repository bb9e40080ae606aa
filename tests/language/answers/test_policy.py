import pytest

from samphan.language.answers import Action, Answerer, Confidence, Prefilter, Reason, Situation
from samphan.language.answers.confidence import FEATURES
from samphan.language.searching import MemoryIndex

TEXTS = (
    "การคืนสินค้าทำได้ภายใน 7 วัน พร้อมใบเสร็จ",
    "คืนสินค้าที่สาขาใดก็ได้",
    "ค่าจัดส่งทั่วประเทศ 50 บาท",
    "คืนสินค้าทางไปรษณีย์ ค่าจัดส่งตามจริง",
    "เวลาทำการทุกวัน",
)
GROUPS = ("return", "return", "fee", "post", "hours")


def answerer(probability: float) -> Answerer:
    """Return one that is as sure as this of everything."""
    bias = {0.99: 5.0, 0.6: 0.4, 0.1: -2.2}[probability]
    none = (0.0,) * len(FEATURES)
    flat = Confidence(means=none, spreads=(1.0,) * len(FEATURES), weights=none, bias=bias, questions=100)
    return Answerer(MemoryIndex(TEXTS, groups=GROUPS), flat)


CALM = Situation()


@pytest.mark.parametrize(
    ("text", "situation", "sure", "action", "reason"),
    [
        ("คืนสินค้าได้กี่วัน", CALM, 0.99, Action.ANSWER, None),
        ("คืนสินค้าได้กี่วัน", CALM, 0.6, Action.SUGGEST, None),
        ("คืนสินค้าได้กี่วัน", CALM, 0.1, Action.HAND_OFF, Reason.UNSURE),
        ("qqqq zzzz", CALM, 0.99, Action.HAND_OFF, Reason.NOTHING_FOUND),
        ("สวัสดีค่ะ", CALM, 0.99, Action.COURTESY, None),
        ("", CALM, 0.99, Action.COURTESY, None),
        ("ขอคุยกับคน", CALM, 0.99, Action.HAND_OFF, Reason.ASKED),
        ("พัสดุของฉันอยู่ไหน", CALM, 0.99, Action.HAND_OFF, Reason.OWN_RECORD),
        ("เหี้ยมาก", CALM, 0.99, Action.HAND_OFF, Reason.ABUSE),
        ("คืนสินค้าได้กี่วัน", Situation(misses=1), 0.99, Action.ANSWER, None),
        ("คืนสินค้าได้กี่วัน", Situation(misses=2), 0.99, Action.HAND_OFF, Reason.TWO_MISSES),
        ("คืนสินค้าได้กี่วัน", Situation(urgency=1), 0.99, Action.ANSWER, None),
        ("คืนสินค้าได้กี่วัน", Situation(urgency=2), 0.99, Action.HAND_OFF, Reason.URGENT),
        ("คืนสินค้าได้กี่วัน", Situation(negative=0.6), 0.99, Action.ANSWER, None),
        ("คืนสินค้าได้กี่วัน", Situation(negative=0.61), 0.99, Action.HAND_OFF, Reason.UPSET),
        ("ขอบคุณค่ะ", Situation(urgency=3), 0.99, Action.HAND_OFF, Reason.URGENT),
        ("ขอคุยกับคน", Situation(urgency=3, misses=5), 0.99, Action.HAND_OFF, Reason.ASKED),
    ],
)
def test_a_message_is_answered_suggested_or_handed_on(
    text: str, situation: Situation, sure: float, action: Action, reason: Reason | None
) -> None:
    reply = answerer(sure).reply(text, situation=situation)
    assert reply.action == action
    assert (reply.hand_off.reason if reply.hand_off else None) == reason
    assert (reply.action == Action.HAND_OFF) == (reply.hand_off is not None)


def test_an_answer_cites_its_passage_and_a_suggestion_one_of_each_source() -> None:
    asked = "คืนสินค้า ค่าจัดส่ง ใบเสร็จ"
    answer = answerer(0.99).reply(asked)
    assert len(answer.passages) == 1
    assert answer.probability == pytest.approx(0.99, abs=0.01)
    groups = [hit.group for hit in answerer(0.6).reply(asked).passages]
    assert sorted(groups) == ["fee", "post", "return"]


def test_what_was_recognised_is_told() -> None:
    assert answerer(0.99).reply("ขอบคุณค่ะ").prefilter == Prefilter.THANKS
    assert answerer(0.99).reply("คืนสินค้า").prefilter is None


def test_an_organisation_sets_its_own_thresholds() -> None:
    none = (0.0,) * len(FEATURES)
    even = Confidence(means=none, spreads=(1.0,) * len(FEATURES), weights=none, bias=0.0, questions=100)
    index = MemoryIndex(TEXTS, groups=GROUPS)
    assert Answerer(index, even, answer_from=0.5).reply("คืนสินค้า").action == Action.ANSWER
    assert Answerer(index, even, suggest_from=0.51).reply("คืนสินค้า").action == Action.HAND_OFF
