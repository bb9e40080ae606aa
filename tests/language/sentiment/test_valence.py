import pytest

from samphan.language.sentiment.valence import VALENCES, valences

WORDS = {"good": 1.9, "bad": -2.5, ":)": 2.0, "❤": 2.7}
BALANCE, SIZE, PRAISE, BLAME, SPOKE, LATE = range(VALENCES)


def read(text: str) -> list[float]:
    return [float(value) for value in valences([text], WORDS)[0]]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("good", 1),
        ("not good", -1),
        ("it isn't good", -1),
        ("not not good", 1),
        ("not at all a good one", 1),  # too far away
        ("bad", -1),
        ("not bad", 1),
        ("good but bad", -1),
        ("bad but good", 1),
        ("ok :)", 1),
        ("❤", 1),
        ("nothing listed here", 0),
        ("", 0),
    ],
)
def test_the_balance_is_that_of_the_words_and_of_what_stands_around_them(text: str, sign: int) -> None:
    balance = read(text)[BALANCE]
    assert (balance > 0) - (balance < 0) == sign


def test_emphasis_counts_and_doubt_takes_away() -> None:
    assert read("very good")[BALANCE] > read("good")[BALANCE] > read("slightly good")[BALANCE]
    assert read("very bad")[BLAME] > read("bad")[BLAME] > read("somewhat bad")[BLAME]


def test_praise_and_blame_are_kept_apart_and_nothing_listed_is_nothing() -> None:
    both = read("good and bad")
    assert both[PRAISE] > 0
    assert both[BLAME] > 0
    assert read("nothing") == [0.0] * VALENCES
    assert read("good but bad")[LATE] < 0


def test_no_text_has_no_row() -> None:
    assert valences([], WORDS).shape == (0, VALENCES)
