import numpy as np
import pytest

from samphan.language.features import DENSE, LONGEST, Layout, fold, occurrences

SMALL = Layout(char_bits=10, word_bits=10, longest=3)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ดีมากกกกก", "ดีมากกⓡ"),
        ("555", "ⓛ"),
        ("1555", "0000"),
        ("ฮ่าๆๆ ดี", "ⓛ ดี"),
        ("hahaha", "ⓛ"),
        ("โทร 02-123-4567", "โทร 00-000-0000"),
        ("ราคา 1,250.50 บาท", "ราคา 0000 บาท"),
        ("ดู https://a.example/x?y=1 ก่อน", "ดู ⓤ ก่อน"),
        ("@shop ช้า", "ⓐ ช้า"),
        ("GREAT &amp; Fast", "great & fast"),
        ("เเย่  มาก\n", "แย่ มาก"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_models_need_not_tell_apart_is_written_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_text_has_the_same_features_alone_and_among_others() -> None:
    texts = [fold(text) for text in ("ไม่ดีเลย", "", "ok", "ส่งของช้ามาก 😡", "a")]
    together = occurrences(texts, layout=SMALL)
    for row, text in enumerate(texts):
        alone = occurrences([text], layout=SMALL)
        for many, one in ((together.chars, alone.chars), (together.words, alone.words)):
            assert sorted(many.places[many.texts == row]) == sorted(one.places)
        assert np.array_equal(together.dense[row], alone.dense[0])


def test_places_stay_within_the_table() -> None:
    found = occurrences([fold("ไม่ดีเลย not good")], layout=SMALL)
    for block in (found.chars, found.words):
        assert block.places.min() >= 0
        assert block.places.max() < 1 << 10
    assert found.dense.shape == (1, DENSE)


def test_words_behind_a_negation_are_marked_once_more_but_not_those_of_the_next_text() -> None:
    def count(*texts: str) -> int:
        return len(occurrences(list(texts), layout=SMALL).words.places)

    # Three words more, one pair for each of them, and "good" is among the last three as before.
    assert count("not so good", "x") > count("yes so good", "x")
    assert count("not", "good") == count("yes", "good")


def test_only_the_beginning_of_a_book_is_read() -> None:
    assert fold("ดี " * LONGEST) == fold(("ดี " * LONGEST)[:LONGEST])


@pytest.mark.parametrize("text", ["\x00", "\ud800", "่่่่", "(" * 500, "İSTANBUL"])
def test_odd_text_is_never_an_error(text: str) -> None:
    assert occurrences([fold(text)], layout=SMALL).count == 1
