"""Pure decisions about readings: who has the say, who is held out, when what was learnt takes over."""

import pytest

from samphan.signals.rules import KINDS_OF_TALK, read_as
from samphan.signals.rules.calibration import reliability
from samphan.signals.rules.corrections import (
    SENTIMENT,
    is_held_out,
    is_sensible,
    meant_by,
    text_key,
    topic_of,
    topic_subject,
)
from samphan.signals.rules.learning import Judged, has_moved, is_worth_learning, must_go_back, verdict_on
from samphan.signals.rules.queue import Candidate, to_judge

NEGATIVE = [0.7, 0.2, 0.05, 0.05]
PRICE = {"code": "price", "sentiment": "negative", "spans": [[0, 4]], "whole": True}
STAFF = {"code": "staff", "sentiment": "positive", "spans": [[5, 9]], "whole": False}


@pytest.mark.parametrize(
    ("corrections", "sentiment", "score", "topics", "tones"),
    [
        ({}, "negative", -0.65, ("price", "staff"), ["negative", "positive"]),
        # A topic meant as the whole follows the whole; one with a part of its own does not.
        ({SENTIMENT: "positive"}, "positive", 1.0, ("price", "staff"), ["positive", "positive"]),
        ({SENTIMENT: "question"}, "question", 0.0, ("price", "staff"), ["question", "positive"]),
        ({SENTIMENT: "negative"}, "negative", -0.65, ("price", "staff"), ["negative", "positive"]),
        ({"topic:price": "no"}, "negative", -0.65, ("staff",), ["negative", "positive"]),
        ({"topic:taste": "yes"}, "negative", -0.65, ("price", "staff", "taste"), ["negative", "positive"]),
        ({"topic:price": "yes"}, "negative", -0.65, ("price", "staff"), ["negative", "positive"]),
        ({"topic:taste": "no"}, "negative", -0.65, ("price", "staff"), ["negative", "positive"]),
    ],
)
def test_what_people_say_stands_over_what_the_machine_read(
    corrections: dict[str, str], sentiment: str, score: float, topics: tuple[str, ...], tones: list[str]
) -> None:
    meant = meant_by(probabilities=NEGATIVE, topic_spans=[PRICE, STAFF], corrections=corrections)
    assert (meant.sentiment, meant.sentiment_score, meant.topics) == (sentiment, score, topics)
    assert [span["sentiment"] for span in meant.topic_spans] == tones


def test_taking_a_correction_back_leaves_what_the_machine_read() -> None:
    corrected = meant_by(probabilities=NEGATIVE, topic_spans=[PRICE, STAFF], corrections={SENTIMENT: "positive"})
    again = meant_by(probabilities=NEGATIVE, topic_spans=corrected.topic_spans, corrections={})
    assert again.topic_spans == [PRICE, STAFF]


def test_a_text_nobody_could_read_is_unknown_until_somebody_says() -> None:
    assert meant_by(probabilities=[], topic_spans=[], corrections={}).sentiment == "unknown"
    assert meant_by(probabilities=[], topic_spans=[], corrections={SENTIMENT: "neutral"}).sentiment == "neutral"


@pytest.mark.parametrize(
    ("what", "value", "is_fine"),
    [
        (SENTIMENT, "question", True),
        (SENTIMENT, "unknown", False),
        (SENTIMENT, "yes", False),
        ("topic:price", "yes", True),
        ("topic:price", "no", True),
        ("topic:price", "negative", False),
        ("topic:weather", "yes", False),
        ("", "yes", False),
    ],
)
def test_only_sensible_corrections_are_stored(what: str, value: str, is_fine: bool) -> None:
    assert is_sensible(what, value, codes=["price"]) is is_fine


def test_a_topic_is_named_in_what_a_correction_is_about() -> None:
    assert topic_of(topic_subject("price")) == "price"
    assert topic_of(SENTIMENT) is None


def test_a_fifth_is_held_out_by_the_text_and_all_that_was_drawn_by_lot() -> None:
    texts = [f"text {number}" for number in range(1000)]
    held = sum(is_held_out(text, "screen") for text in texts)
    assert 150 < held < 250
    assert [is_held_out(text, "unsure") for text in texts] == [is_held_out(text, "screen") for text in texts]
    assert all(is_held_out(text, "lot") for text in texts)
    assert text_key("a") != text_key("b")


@pytest.mark.parametrize(
    ("candidate", "present", "verdict"),
    [
        (Judged(right=14, n=14), Judged(right=0, n=14), "too_few"),
        (Judged(right=12, n=20), Judged(right=11, n=20), "activate"),
        (Judged(right=12, n=20), Judged(right=12, n=20), "keep"),
        (Judged(right=11, n=20), Judged(right=12, n=20), "keep"),
    ],
)
def test_a_version_takes_over_only_when_it_is_right_more_often(
    candidate: Judged, present: Judged, verdict: str
) -> None:
    assert verdict_on(candidate=candidate, present=present) == verdict


@pytest.mark.parametrize(
    ("present", "without", "goes"),
    [(10, 11, True), (11, 11, False), (12, 11, False)],
)
def test_a_version_that_does_harm_goes_back(present: int, without: int, goes: bool) -> None:
    assert must_go_back(present=Judged(right=present, n=20), without=Judged(right=without, n=20)) is goes
    assert not must_go_back(present=Judged(right=0, n=3), without=Judged(right=3, n=3))  # three say nothing


@pytest.mark.parametrize(
    ("known", "learnt_from", "is_worth"),
    [(29, 0, False), (30, 0, True), (39, 30, False), (40, 30, True), (10, 0, False)],
)
def test_learning_waits_for_enough_new_corrections(known: int, learnt_from: int, is_worth: bool) -> None:
    assert is_worth_learning(known=known, learnt_from=learnt_from) is is_worth


def test_a_prior_is_put_in_force_only_when_it_moved() -> None:
    assert not has_moved(present=[0.25, 0.25, 0.25, 0.25], estimate=[0.29, 0.21, 0.25, 0.25])
    assert has_moved(present=[0.25, 0.25, 0.25, 0.25], estimate=[0.35, 0.15, 0.25, 0.25])


def test_reliability_is_the_gap_between_confidence_and_being_right() -> None:
    found = reliability([(0.95, True)] * 9 + [(0.95, False)] + [(0.55, True)] * 5 + [(0.55, False)] * 5)
    assert [(round(one.confidence, 2), round(one.right, 2), one.n) for one in found.bins] == [
        (0.55, 0.5, 10),
        (0.95, 0.9, 10),
    ]
    assert found.error == pytest.approx(0.05)
    assert reliability([]).n == 0
    assert reliability([(1.0, True)]).bins[0].confidence == 1.0


def test_the_queue_asks_about_the_least_sure_and_a_tenth_by_lot() -> None:
    unsure = [Candidate(signal_id=n, probabilities=[0.5 + n / 200, 0.5 - n / 200, 0, 0]) for n in range(50)]
    lot = [Candidate(signal_id=n, probabilities=[1, 0, 0, 0]) for n in range(1000, 1100)]
    asked = to_judge(unsure=unsure, lot=lot, count=20, seed=1)
    assert len(asked) == 20
    assert sum(drawn == "lot" for _, drawn in asked) == 2
    assert [number for number, drawn in asked if drawn == "unsure"] == list(range(18))
    assert asked == to_judge(unsure=unsure, lot=lot, count=20, seed=1)
    assert asked != to_judge(unsure=unsure, lot=lot, count=20, seed=2)
    assert to_judge(unsure=[], lot=[], count=20, seed=1) == []


@pytest.mark.parametrize(
    ("kind", "channel", "talk"),
    [
        ("response", "web", "survey"),
        ("response", "email", "survey"),
        ("review", "review", "review"),
        ("review", "social", "social"),
        ("message", "email", "email"),
        ("message", "line", "chat"),
    ],
)
def test_a_text_is_read_as_the_kind_of_talk_it_is(kind: str, channel: str, talk: str) -> None:
    assert read_as(kind, channel) == talk
    assert talk in KINDS_OF_TALK
