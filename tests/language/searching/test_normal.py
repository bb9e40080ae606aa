from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.searching import compact, grams_of, index_version, located, seg, trigrams, words

THAI = st.text(alphabet=[chr(c) for c in range(0xE01, 0xE3B)] + [chr(c) for c in range(0xE40, 0xE4F)] + list(" 1a-"))
ANY = st.one_of(THAI, st.text())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("โทร ๐๘๑-๒๓๔", "โทร 081-234"),
        ("เเย่มาก น้ํารั่ว", "แย่มาก น้ำรั่ว"),
        ("WiFi", "wifi"),
        ("ดีมากกกกก", "ดีมาก"),
        ("ท่ีนี่", "ที่นี่"),  # the tone typed before the vowel
        ("ที่่", "ที่"),
        ("จอง, แล้ว!", "จอง แล้ว"),
        ("e-mail_address", "e mail address"),
    ],
)
def test_what_is_written_in_two_ways_is_stored_in_one(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert trigrams(one) == trigrams(other)


def test_numbers_keep_every_digit() -> None:
    assert words("จ่าย 1000 บาท รหัส 5555") == ["จ่าย", "1000", "บาท", "รหัส", "5555"]


def test_no_word_is_left_out_for_being_frequent() -> None:
    assert words("ที่ไหนคือที่ของเรา") == ["ที่ไหน", "คือ", "ที่", "ของ", "เรา"]


def test_the_stored_column_keeps_runs_apart_so_that_trigrams_do_not_cross_them() -> None:
    assert seg("สวัสดีครับ wifi, 5G") == "สวัสดี ครับ\nwifi\n5 g"
    assert compact(seg("สวัสดีครับ wifi")) == "สวัสดีครับ\nwifi"
    assert trigrams("abcd ef") == ["abc", "bcd"]


def test_a_firms_own_word_stays_whole_and_names_another_version() -> None:
    assert "ซัมพันธ์พลัส" not in words("สมัครซัมพันธ์พลัสยังไง")
    assert "ซัมพันธ์พลัส" in words("สมัครซัมพันธ์พลัสยังไง", extra=("ซัมพันธ์พลัส",))
    assert index_version() == index_version()
    assert index_version(extra=("ซัมพันธ์พลัส",)) != index_version()


@pytest.mark.parametrize("text", ["", "  \n", "!?…", "😀", "\x00", "่่่", "¶"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert [word for word in words(text) if word.isascii()] == []
    assert seg(text) == "" or set(seg(text)) <= set("่")


@given(ANY)
def test_words_are_the_stored_column_and_hold_no_white_space(text: str) -> None:
    stored = seg(text)
    assert words(text) == stored.split()
    assert all(word and not word.isspace() for word in stored.replace("\n", " ").split(" ") if stored)
    assert all(len(gram) == 3 and "\n" not in gram for gram in grams_of(stored))


@given(ANY)
def test_every_word_is_found_where_it_stands(text: str) -> None:
    places = list(located(text))
    assert [place.word for place in places if len(place.word) > 1] == [word for word in words(text) if len(word) > 1]
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    assert all(one.start <= other.start for one, other in pairwise(places))


def test_a_long_text_is_cut_as_its_parts_are() -> None:
    part = "สวัสดีครับ, อินเทอร์เน็ตช้ามาก (WiFi 5G) โทร 081-234-5678"
    assert seg("\n".join([part] * 100)) == "\n".join([seg(part)] * 100)
