"""What a text counts as, and when a share may be shown."""

from collections.abc import Sequence

import pytest

from samphan.insights.rules.tones import ALL_TEXTS, NO_TOPIC, TONES, ReadText, ToneCounts, lines_of, matrix

SPANS = {
    "none": [],
    "own": [{"code": "price", "sentiment": "negative", "spans": [[0, 3]]}],
    "several": [{"code": "price", "sentiment": "positive"}, {"code": "price", "sentiment": "negative"}],
    "asked": [{"code": "price", "sentiment": "neutral"}, {"code": "price", "sentiment": "question"}],
    "unread": [{"code": "price", "sentiment": "unknown"}, {"spans": []}],
    "other": [{"code": "staff", "sentiment": "negative"}],
}


@pytest.mark.parametrize(
    ("spans", "sentiment", "tone"),
    [
        ("none", "positive", "positive"),
        ("own", "positive", "negative"),
        ("several", "neutral", "negative"),
        ("asked", "positive", "question"),
        ("unread", "neutral", "neutral"),
        ("other", "positive", "positive"),
        ("none", "unknown", "unknown"),
    ],
)
def test_a_topic_has_the_tone_it_was_spoken_of_in(spans: str, sentiment: str, tone: str) -> None:
    lines = lines_of(["price"], SPANS[spans], sentiment)
    assert lines == {ALL_TEXTS: sentiment, "price": tone}


def test_a_text_without_a_topic_is_not_lost() -> None:
    assert lines_of([], [], "positive") == {ALL_TEXTS: "positive", NO_TOPIC: "positive"}


def text(*tones: tuple[str, str], channel: str = "web", before: bool = False, model: str = "m1") -> ReadText:
    return ReadText(branch_id=None, channel=channel, is_before=before, read_with=model, is_corrected=False, tones=tones)


def counted(texts: Sequence[ReadText]) -> dict[str, object]:
    counts = ToneCounts()
    for one in texts:
        counts.add(one)
    return counts.value()


def test_counts_are_kept_by_channel_line_and_tone_now_and_before() -> None:
    value = counted(
        [
            text((ALL_TEXTS, "negative"), ("price", "negative")),
            text((ALL_TEXTS, "positive"), ("price", "negative"), channel="email", model="m2"),
            text((ALL_TEXTS, "question"), before=True, model="m0"),
            text((ALL_TEXTS, "unknown"), ("price", "unknown")),
        ]
    )
    assert (value["n"], value["unknown"], value["read_with"]) == (2, 1, {"m1": 2, "m2": 1})
    assert value["channels"] == {
        "": {ALL_TEXTS: [[1, 0, 1, 0], [0, 0, 0, 1]], "price": [[2, 0, 0, 0], [0, 0, 0, 0]]},
        "web": {ALL_TEXTS: [[1, 0, 0, 0], [0, 0, 0, 1]], "price": [[1, 0, 0, 0], [0, 0, 0, 0]]},
        "email": {ALL_TEXTS: [[0, 0, 1, 0], [0, 0, 0, 0]], "price": [[1, 0, 0, 0], [0, 0, 0, 0]]},
    }


def test_lines_come_all_first_then_by_how_often_then_those_without_a_topic() -> None:
    value = counted(
        [text((ALL_TEXTS, "neutral"), (NO_TOPIC, "neutral"))] * 9
        + [text((ALL_TEXTS, "negative"), ("staff", "negative"), ("price", "negative"))] * 3
        + [text((ALL_TEXTS, "negative"), ("price", "negative"))]
        + [text((ALL_TEXTS, "negative"), ("old", "negative"), before=True)]
    )
    assert [(line.topic, line.n) for line in matrix(value)] == [
        (ALL_TEXTS, 13),
        ("price", 4),
        ("staff", 3),
        (NO_TOPIC, 9),
    ]
    assert matrix(value, channel="line") == []


@pytest.mark.parametrize(("n", "shown"), [(4, "suppressed"), (5, "counts"), (29, "counts"), (30, "full")])
def test_few_texts_show_counts_and_very_few_nothing(n: int, shown: str) -> None:
    cell = matrix(counted([text((ALL_TEXTS, "negative"))] * n))[0].cells["negative"]
    assert cell["shown"] == shown
    assert ("successes" in cell, "share" in cell) == (shown != "suppressed", shown == "full")


def test_a_share_is_compared_with_the_period_before_only_where_both_bear_it() -> None:
    now = [text((ALL_TEXTS, "negative"))] * 30 + [text((ALL_TEXTS, "positive"))] * 10
    before = [text((ALL_TEXTS, "negative"), before=True)] * 5 + [text((ALL_TEXTS, "positive"), before=True)] * 35
    cells = matrix(counted(now + before))[0].cells
    assert set(cells) == set(TONES)
    assert cells["negative"]["share"] == 0.75
    assert cells["negative"]["change"]["difference"] == pytest.approx(0.625)
    assert cells["negative"]["change"]["is_change"] is True
    assert "change" not in matrix(counted(now + before[:20]))[0].cells["negative"]
