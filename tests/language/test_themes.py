import itertools

import numpy as np
import pytest

from samphan.language.themes import FEWEST_IN_THEME, FEWEST_TEXTS, QUOTES, TERMS, Theme, find_themes

# Three things customers write about, in words of our own; the places filled in make each text another.
DELIVERY = "พัสดุ{0}ส่งช้ามาก รอขนส่ง{1}วันแล้วค่ะ"
STAFF = "พนักงาน{0}พูดจาสุภาพ บริการสาขา{1}น่ารักมากครับ"
APP = "the app crashes at login {0}, password reset {1} never works"
FILLERS = ["สีแดง", "สีฟ้า", "ใหม่", "เก่า", "ใหญ่", "เล็ก", "ร้านแรก", "ร้านหลัง"]
NAMES = ["ลาดพร้าว", "บางนา", "สีลม", "รังสิต", "อโศก", "พระราม", "สยาม", "ทองหล่อ"]


def written(*patterns: str, each: int = 40) -> list[str]:
    fills = list(itertools.product(FILLERS, NAMES))[:each]
    return [pattern.format(*fill) for pattern in patterns for fill in fills]


def test_what_texts_have_in_common_is_found_and_named_by_their_words() -> None:
    texts = written(DELIVERY, STAFF, APP)
    found = find_themes(texts)
    by_text = [found.themes[place].key if place >= 0 else "" for place in found.member]
    groups = [set(by_text[start : start + 40]) - {""} for start in (0, 40, 80)]
    assert all(groups)
    assert not set.intersection(*groups)
    assert sum(part[0] & part[1] == set() for part in itertools.combinations(groups, 2)) == 3
    terms = {term for theme in found.themes for term in theme.terms}
    assert any("ขนส่ง" in term or "พัสดุ" in term for term in terms)
    assert any("password" in term or "login" in term for term in terms)


def test_terms_read_well_and_quotes_come_from_their_theme() -> None:
    found = find_themes(written(DELIVERY, STAFF, APP))
    for place, theme in enumerate(found.themes):
        assert 1 <= len(theme.terms) <= TERMS
        assert all(len(term) > 1 for term in theme.terms)
        assert not {"ค่ะ", "ครับ", "มาก", "the", "at", "แล้ว"} & set(theme.terms)
        assert len(theme.quotes) == QUOTES
        assert all(found.member[quote] == place for quote in theme.quotes)
        assert theme.size == int((found.member == place).sum()) >= FEWEST_IN_THEME
    sizes = [theme.size for theme in found.themes]
    assert sizes == sorted(sizes, reverse=True)


def test_the_same_texts_give_the_same_themes() -> None:
    texts = written(DELIVERY, STAFF, APP)
    one, other = find_themes(texts), find_themes(texts)
    assert one.themes == other.themes
    assert np.array_equal(one.member, other.member)


def test_a_theme_keeps_its_key_while_people_keep_writing_about_it() -> None:
    last = find_themes(written(DELIVERY, STAFF, each=50), count=2)
    this = find_themes(written(STAFF, APP, each=50)[5:], count=2, before=last.themes)
    kept = {theme.key for theme in last.themes} & {theme.key for theme in this.themes}
    assert len(kept) == 1
    (key,) = kept
    named = next(theme for theme in this.themes if theme.key == key)
    assert any("พนักงาน" in term for term in named.vector)


def test_no_two_themes_share_a_key_even_when_both_are_like_last_weeks() -> None:
    texts = written(DELIVERY, STAFF, APP, each=60)
    last = find_themes(texts, count=1).themes
    this = find_themes(texts, count=4, before=last).themes
    assert len({theme.key for theme in this}) == len(this) > 1


def test_a_new_theme_never_takes_the_key_of_one_that_is_gone() -> None:
    texts = written(DELIVERY, STAFF, APP)
    gone = [
        Theme(key=theme.key, terms=(), quotes=(), size=0, vector={"คำอื่น": 1.0}) for theme in find_themes(texts).themes
    ]
    this = find_themes(texts, before=gone).themes
    assert this
    assert not {theme.key for theme in gone} & {theme.key for theme in this}


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["", "   ", "555"] * 40,
        written(DELIVERY, each=FEWEST_TEXTS - 1),
        ["ก", "ค่ะ", "โอเค"] * 50,
    ],
)
def test_too_few_texts_have_no_themes(texts: list[str]) -> None:
    found = find_themes(texts)
    assert found.themes == ()
    assert found.member.tolist() == [-1] * len(texts)


def test_texts_without_words_belong_to_no_theme() -> None:
    texts = [*written(DELIVERY, STAFF), "", "ค่ะ", "👍"]
    found = find_themes(texts)
    assert found.themes
    assert found.member[-3:].tolist() == [-1, -1, -1]


def test_a_text_said_many_times_is_quoted_once() -> None:
    texts = ["รอคิวนานเกินไปหน้าร้านสาขานี้"] * 80 + written(STAFF)
    found = find_themes(texts, count=3)
    for theme in found.themes:
        said = [texts[quote] for quote in theme.quotes]
        assert len(set(said)) == len(said)
