"""Decisions of search: what a reader may find, which terms are looked up, what was meant, which piece is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.search.rules.excerpts import LENGTH, excerpt, pieces, telling_place, window
from samphan.search.rules.sight import NOTHING, Sight, sight_for
from samphan.search.rules.spelling import is_one_slip, respelled
from samphan.search.rules.terms import chosen_terms
from samphan.search.rules.words import (
    LONGEST_WORD,
    SynonymsInvalid,
    WordInvalid,
    dictionary_word,
    overlapping,
    own_word,
    synonym_group,
)

CASES = frozenset({"case"})


@pytest.mark.parametrize(
    ("role", "near", "kind", "branch_id", "is_covered"),
    [
        ("agent", {1, 2}, "case", 1, True),
        ("agent", {1, 2}, "case", 3, False),
        ("agent", {1, 2}, "case", None, True),
        ("agent", None, "case", 3, True),
        ("agent", None, "message", 3, False),
        ("manager", {1}, "case", 3, True),
        ("owner", {1}, "case", 3, True),
        ("analyst", {1}, "case", 3, True),
        ("somebody new", {1}, "case", 3, False),
    ],
)
def test_a_sight_covers_what_the_role_and_the_branch_allow(
    role: str, near: set[int] | None, kind: str, branch_id: int | None, is_covered: bool
) -> None:
    sight = sight_for(role=role, kinds=CASES, branch_ids=None if near is None else frozenset(near))
    assert sight.covers(kind=kind, branch_id=branch_id) is is_covered


def test_nothing_covers_nothing_and_a_kind_never_widens_a_sight() -> None:
    assert not NOTHING.covers(kind="case", branch_id=None)
    assert Sight(kinds=CASES, branch_ids=None).only("message").kinds == frozenset()


def test_rare_words_are_looked_up_before_frequent_ones_and_frequent_ones_only_while_they_cost_little() -> None:
    counts = {"ที่": 9000, "เย็น": 300, "แอร์": 12, "_แอร": 14, "_ไม่": 5100}
    chosen = chosen_terms(
        words=["ที่", "แอร์", "เย็น", "แปลกใหม่"], grams=["_ไม่", "_แอร", "_ฟฟฟ"], counts=counts, documents=10_000
    )
    assert [one.term for one in chosen] == ["แปลกใหม่", "แอร์", "เย็น", "_แอร"], "a gram nobody wrote finds nothing"
    weights = {one.term: one.weight for one in chosen}
    assert weights["แปลกใหม่"] > weights["แอร์"] > weights["เย็น"] > weights["_แอร"] > 0


def test_a_frequent_word_alone_is_looked_up_all_the_same() -> None:
    chosen = chosen_terms(words=["ที่"], grams=[], counts={"ที่": 9000}, documents=10_000)
    assert [one.term for one in chosen] == ["ที่"]


def test_before_anything_was_counted_every_term_is_as_good_as_the_next() -> None:
    chosen = chosen_terms(words=["a", "b"], grams=["_abc"], counts={}, documents=0)
    assert [one.term for one in chosen] == ["a", "b", "_abc"]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("รองเทา", "รองเท้า", True),
        ("รองเท้าา", "รองเท้า", True),
        ("รองเม้า", "รองเท้า", True),
        ("รอเงท้า", "รองเท้า", True),
        ("deilvery", "delivery", True),
        ("delivery", "delivery", False),
        ("รอเงท้", "รองเท้า", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "bca", False),
    ],
)
def test_one_slip_is_a_letter_lost_added_mistaken_or_swapped(one: str, other: str, slip: bool) -> None:
    assert is_one_slip(one, other) is slip
    assert is_one_slip(other, one) is slip


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        (["รอง", "เทา"], {"รองเท้า", "สี"}, "รองเท้า"),
        (["รอง", "เทา", " ", "สี", "แดง"], {"รองเท้า", "สี", "แดง"}, "รองเท้า สีแดง"),
        (["deilvery", " ", "late"], {"delivery", "late"}, "delivery late"),
        (["รอง", "เท้า"], {"รอง", "เท้า", "รองเท้า"}, ""),
        (["xyz"], {"xya"}, ""),
        ([], {"delivery"}, ""),
        (["deilvery"], set(), ""),
    ],
)
def test_what_nobody_wrote_becomes_a_known_word_a_slip_away(typed: list[str], known: set[str], meant: str) -> None:
    assert respelled(typed, known=known) == meant


@pytest.mark.parametrize(
    ("typed", "stored"), [(" แอร์ ", "แอร์"), ("Reno  Deck", "reno deck"), ("iPhone ๑๖", "iphone 16"), ("นํ้า", "น้ำ")]
)
def test_a_word_is_kept_in_the_spelling_of_the_index(typed: str, stored: str) -> None:
    assert own_word(typed) == stored


@pytest.mark.parametrize("typed", ["", "ก", "--", "\x00", "x" * (LONGEST_WORD + 1)])
def test_what_is_no_word_is_refused(typed: str) -> None:
    with pytest.raises(WordInvalid):
        own_word(typed)


@pytest.mark.parametrize("typed", ["reno deck", "7-eleven", "a&b"])
def test_what_cannot_stay_whole_is_no_word_of_the_dictionary(typed: str) -> None:
    assert own_word(typed) == typed  # a synonym may be so
    with pytest.raises(WordInvalid):
        dictionary_word(typed)


def test_letters_and_digits_together_stay_whole() -> None:
    assert dictionary_word("เรือนดี๒") == "เรือนดี2"


@pytest.mark.parametrize(
    ("typed", "group"),
    [("แอร์, เครื่องปรับอากาศ", ["แอร์", "เครื่องปรับอากาศ"]), ("AC = แอร์ = ac", ["ac", "แอร์"]), ("tv\nทีวี", ["tv", "ทีวี"])],
)
def test_synonyms_are_read_however_they_are_separated(typed: str, group: list[str]) -> None:
    assert synonym_group(typed) == group


@pytest.mark.parametrize("typed", ["", "แอร์", "แอร์, แอร์", "แอร์, ก", ",".join(f"word{n}" for n in range(13))])
def test_one_word_alone_or_too_many_are_no_synonyms(typed: str) -> None:
    with pytest.raises(SynonymsInvalid):
        synonym_group(typed)


def test_a_word_belongs_to_one_group() -> None:
    assert overlapping(["a", "b"], [["c", "d"], ["b", "e"]]) == "b"
    assert overlapping(["a", "b"], [["c", "d"]]) == ""


TEXTS = st.text(alphabet="กขคงเแ็้ำ abc\n", max_size=600)


@given(text=TEXTS, start=st.integers(0, 600), length=st.integers(1, 20))
def test_an_excerpt_lies_in_its_text_and_its_spans_in_the_excerpt(text: str, start: int, length: int) -> None:
    spans = [(start, start + length)] if start + length <= len(text) else []
    piece, inside = excerpt(text, spans)
    assert piece.strip("…") in text.replace("\n", " ")
    assert len(piece) <= LENGTH + 10
    assert [piece[a:b] for a, b in inside] == [text[a:b].replace("\n", " ") for a, b in spans][: len(inside)]
    assert "".join(part for part, _ in pieces(piece, inside)) == piece


@given(text=TEXTS, words=st.lists(st.sampled_from(["กข", "abc", "งเ", "zz"]), max_size=4))
def test_the_window_holds_the_telling_place(text: str, words: list[str]) -> None:
    place = telling_place(text, words)
    start, end = window(text, place)
    assert 0 <= start <= end <= len(text)
    assert start <= place or not place, "a text may begin with a mark"
    assert not any(word in text for word in words) or any(word in text[start:end] for word in words)


def test_an_excerpt_shows_the_words_that_stand_together() -> None:
    text = "แอร์ " + "ก" * 400 + " แอร์ไม่เย็นเลย " + "ข" * 400
    assert telling_place(text, ["แอร์", "เย็น"]) == text.index("แอร์ไม่")
