"""A table read from its file scores as the weights it was made from say, within a byte's rounding."""

from dataclasses import replace

import numpy as np
import pytest

from samphan.language.features import DENSE, Layout, occurrences
from samphan.language.labels import LABELS
from samphan.language.sentiment.table import LEANING_STEPS, Weights, negated_leanings, packed, unpacked
from samphan.language.sentiment.valence import VALENCES

SMALL = Layout(char_bits=8, word_bits=9, longest=2)
TEXTS = ["ไม่ดีเลย", "ดีมาก", "not good", "", "ส่งของช้า 😡"]
NEGATED = 3


def some_weights(*, valence: dict[str, int]) -> Weights:
    chance = np.random.default_rng(4)
    dense = DENSE + NEGATED + (VALENCES if valence else 0)
    return Weights(
        layout=SMALL,
        frequencies=tuple(chance.uniform(1, 8, 1 << bits).astype(np.float32) for bits in (8, 9)),  # type: ignore[arg-type]
        weights=tuple(chance.normal(0, 1, (1 << bits, len(LABELS))).astype(np.float32) for bits in (8, 9)),  # type: ignore[arg-type]
        leaning=chance.integers(-100, 101, 1 << 9).astype(np.int8),
        dense=chance.normal(0, 1, (dense, len(LABELS))).astype(np.float32),
        bias=chance.normal(0, 1, len(LABELS)).astype(np.float32),
        reference=np.full(len(LABELS), 0.25, np.float32),
        made_with="test",
        valence=valence,
    )


def by_hand(weights: Weights, text: str) -> np.ndarray:
    """Return the scores by the formula, one occurrence after the other."""
    found = occurrences([text], layout=SMALL)
    dense = np.concatenate([found.dense[0], negated_leanings(found, weights.leaning)[0]])
    out = dense @ weights.dense + weights.bias
    for block, frequency, weight in zip((found.chars, found.words), weights.frequencies, weights.weights, strict=True):
        length = np.sqrt(sum(float(frequency[place]) ** 2 for place in block.places))
        for place in block.places:
            out = out + frequency[place] * weight[place] / length
    return out


def test_scores_are_those_of_the_weights() -> None:
    weights = some_weights(valence={})
    scores = unpacked(packed(weights)).scores(TEXTS)
    expected = np.array([by_hand(weights, text) for text in TEXTS])
    assert np.abs(scores - expected).max() < 0.15  # a byte a weight
    assert np.corrcoef(scores.ravel(), expected.ravel())[0, 1] > 0.999


def test_the_same_weights_give_the_same_bytes_and_others_do_not() -> None:
    weights = some_weights(valence={"good": 19, "bad": -25})
    assert packed(weights) == packed(some_weights(valence={"bad": -25, "good": 19}))
    assert packed(weights) != packed(replace(weights, bias=weights.bias + 1))


def test_a_listed_word_speaks_only_where_the_table_lists_it() -> None:
    plain = some_weights(valence={"zzz": 10})
    listed = unpacked(packed(replace(plain, valence={"good": 30}))).scores(["so good", "so what"])
    unlisted = unpacked(packed(plain)).scores(["so good", "so what"])
    assert np.abs(listed[0] - unlisted[0]).max() > 0.01
    assert np.array_equal(listed[1], unlisted[1])


@pytest.mark.parametrize(("text", "negated"), [("not good", True), ("very good", False), ("good", False)])
def test_only_what_is_negated_leans(text: str, negated: bool) -> None:
    found = occurrences([text], layout=SMALL)
    leaning = np.full(1 << 9, LEANING_STEPS, np.int8)
    (praise, blame, balance) = negated_leanings(found, leaning)[0]
    assert (praise > 0, balance > 0) == (negated, negated)
    assert blame == 0
