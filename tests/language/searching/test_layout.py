import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.searching import layout_slip, to_latin, to_thai
from samphan.language.searching.layout import _KEDMANEE, _QWERTY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l;ylfu", "สวัสดี"),
        ("8nog'bo", "คืนเงิน"),
        ("g;]kmedki", "เวลาทำการ"),
        ("้ำสสน", "hello"),
        ("พำดีืก ยนสรแั", "refund policy"),
        ("iphone l;ylfu", "iphone สวัสดี"),
        ("qwzx", None),
        ("hello", None),
        ("don't worry", None),
        ("คืนเงิน", None),
        ("ขอคืนเงิน refund", None),
        ("นโยบาย", None),
        ("0812345678", None),
        ("12:30", None),
        ("TH-2024/001", None),
        ("a", None),
        ("", None),
        ("   ", None),
        ("😀", None),
        ("l;ylfu " * 60, None),  # nobody types so much before looking up
    ],
)
def test_a_repair_is_proposed_only_where_it_reads_better(typed: str, meant: str | None) -> None:
    assert layout_slip(typed) == meant


def test_a_firms_own_word_is_known() -> None:
    assert layout_slip(to_latin("ซัมพัน")) is None
    assert layout_slip(to_latin("ซัมพัน"), extra=("ซัมพัน",)) == "ซัมพัน"


def test_every_key_has_its_own_character_in_both_layouts() -> None:
    assert len(_QWERTY) == len(set(_QWERTY)) == len(_KEDMANEE) == len(set(_KEDMANEE)) == 94


@given(st.text(alphabet=_QWERTY + " "))
def test_there_and_back_is_the_same_text(text: str) -> None:
    assert to_latin(to_thai(text)) == text


@given(st.text(alphabet=_KEDMANEE + " "))
def test_back_and_there_is_the_same_text(text: str) -> None:
    assert to_thai(to_latin(text)) == text


@given(st.text())
def test_a_repair_is_never_the_text_itself(text: str) -> None:
    repaired = layout_slip(text)
    assert repaired is None or (repaired != text and len(repaired) == len(text))
