import json
import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from samphan.language.answers import (
    FEATURES,
    FEWEST_QUESTIONS,
    Confidence,
    TooFewQuestions,
    UnreadableConfidence,
    calibrate,
    calibration_error,
    features_of,
    reliability,
    replay,
)
from samphan.language.searching import MemoryIndex

THINGS = ("ตู้เย็น", "พัดลม", "เตารีด", "หม้อหุงข้าว", "เครื่องซักผ้า", "โทรทัศน์", "เครื่องดูดฝุ่น", "ไมโครเวฟ", "กาต้มน้ำ", "เครื่องปั่น")
ABOUT = (("ราคา", "ราคาเท่าไร"), ("รับประกัน", "รับประกันกี่ปี"), ("จัดส่ง", "จัดส่งกี่วัน"), ("ติดตั้ง", "ติดตั้งฟรีไหม"))
PASSAGES = [f"{what}ของ{thing}ดูได้ที่หน้าสินค้า" for thing in THINGS for what, _ in ABOUT]
GROUPS = [f"{thing}/{what}" for thing in THINGS for what, _ in ABOUT]
QUESTIONS = [f"{thing}{asked}" for thing in THINGS for _, asked in ABOUT]


@pytest.fixture(scope="module")
def index() -> MemoryIndex:
    return MemoryIndex(PASSAGES, groups=GROUPS)


@pytest.fixture(scope="module")
def confidence(index: MemoryIndex) -> Confidence:
    return calibrate(index, QUESTIONS, GROUPS)


def test_a_question_is_surer_with_its_answer_than_without(index: MemoryIndex, confidence: Confidence) -> None:
    replayed = replay(index, QUESTIONS, GROUPS)
    said = [confidence.probability(row) for row in replayed.features.tolist()]
    within = [p for p, twin in zip(said, replayed.is_twin, strict=True) if not twin]
    twins = [p for p, twin in zip(said, replayed.is_twin, strict=True) if twin]
    assert len(within) == len(twins) == len(QUESTIONS)
    assert sum(within) / len(within) > 0.8
    assert sum(twins) / len(twins) < 0.2
    assert not replayed.right[replayed.is_twin].any()


def test_on_what_it_learned_from_it_is_right_on_average(index: MemoryIndex, confidence: Confidence) -> None:
    replayed = replay(index, QUESTIONS, GROUPS)
    said = [confidence.probability(row) for row in replayed.features.tolist()]
    assert sum(said) / len(said) == pytest.approx(replayed.right.mean(), abs=1e-6)


def test_the_same_questions_give_the_same_model(index: MemoryIndex, confidence: Confidence) -> None:
    assert calibrate(index, QUESTIONS, GROUPS) == confidence


def test_the_model_is_plain_data(confidence: Confidence) -> None:
    assert Confidence.from_data(json.loads(json.dumps(confidence.to_data()))) == confidence


@pytest.mark.parametrize(
    "change",
    [
        {"format": "confidence-0"},
        {"features": [*FEATURES[1:], FEATURES[0]]},
        {"means": [0.0]},
        {"weights": [math.nan] * len(FEATURES)},
        {"weights": "heavy"},
        {"spreads": [0.0] * len(FEATURES)},
        {"bias": None},
        {"questions": "many"},
    ],
)
def test_anything_else_is_refused(confidence: Confidence, change: Mapping[str, object]) -> None:
    with pytest.raises(UnreadableConfidence):
        Confidence.from_data({**confidence.to_data(), **change})


def test_too_few_questions_are_refused_and_counted(index: MemoryIndex) -> None:
    few = FEWEST_QUESTIONS - 1
    with pytest.raises(TooFewQuestions) as refused:
        calibrate(index, QUESTIONS[:few], GROUPS[:few])
    assert refused.value.facts == {"found": few, "fewest": FEWEST_QUESTIONS}


def test_questions_that_nothing_answers_teach_nothing(index: MemoryIndex) -> None:
    with pytest.raises(TooFewQuestions):
        calibrate(index, QUESTIONS, ["elsewhere"] * len(QUESTIONS))


def test_the_features_say_what_their_names_do(index: MemoryIndex) -> None:
    query = index.parse("ราคาของตู้เย็น xyzzy")
    hits = index.search(query, count=5)
    found = dict(zip(FEATURES, features_of(query, hits, index.statistics(query)), strict=True))
    assert hits[0].group == "ตู้เย็น/ราคา"
    assert 0 < found["covered"] < 1
    assert found["covered"] + found["unknown"] == pytest.approx(1, abs=1e-5)
    assert 0 < found["margin"] < 1
    assert found["words"] == len(query.words) / 10
    assert found["log_score"] == pytest.approx(math.log1p(hits[0].score))
    alone = dict(zip(FEATURES, features_of(query, hits[:1], index.statistics(query)), strict=True))
    assert alone["margin"] == pytest.approx(1, abs=1e-5)


def test_probabilities_stay_probabilities(confidence: Confidence) -> None:
    steep = replace(confidence, weights=tuple(1e6 for _ in FEATURES))
    for value in (-1e6, 0.0, 1e6):
        assert 0 <= steep.probability([value] * len(FEATURES)) <= 1


def test_reliability_puts_what_was_said_beside_what_came_true() -> None:
    bins = reliability([0.0, 0.05, 0.1, 0.95, 1.0], [False, False, True, True, False])
    assert [(one.low, one.n) for one in bins] == [(0.0, 3), (0.9, 2)]
    assert bins[0].said == pytest.approx(0.05)
    assert [one.right for one in bins] == pytest.approx([1 / 3, 0.5])
    assert calibration_error(bins) == pytest.approx((3 * abs(0.05 - 1 / 3) + 2 * abs(0.975 - 0.5)) / 5)
    assert reliability([], []) == ()
    assert calibration_error(()) == 0.0
