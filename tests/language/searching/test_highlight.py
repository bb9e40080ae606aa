import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.searching import Synonyms, highlights, parse, words

MIXED = st.text(alphabet=[chr(c) for c in range(0xE01, 0xE3B)] + [chr(c) for c in range(0xE40, 0xE4F)] + list(" aBé1,"))


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("ขอคืนเงินค่าส่ง", "คืนเงิน", ["คืนเงิน"]),
        ("ขอคืนเงินค่าส่ง", "ค่าส่ง คืนเงิน", ["คืนเงินค่าส่ง"]),
        ("Refund POLICY", "refund policy", ["Refund", "POLICY"]),
        ("เเพงเกินไป", "แพง", ["เเพง"]),
        ("น้ํารั่วทั้งคืน", "น้ำ", ["น้ํา"]),
        ("ช้ามากกกกก จริง", "มาก", ["มากกกกก"]),
        ("โทร ๐๘๑", "081", ["๐๘๑"]),
        ("refnud ของผม", "refund", []),
        ("delivrey late", "delivery", ["delivrey"]),
        ("โทรสับมือถือ", "ซื้อ", []),
        ("", "คืนเงิน", []),
        ("คืนเงิน", "", []),
    ],
)
def test_what_was_asked_for_is_marked_as_it_was_typed(text: str, asked: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlights(text, parse(asked))] == marked


def test_synonyms_are_marked_too() -> None:
    asked = parse("เน็ต", synonyms=Synonyms([("เน็ต", "อินเทอร์เน็ต")]))
    text = "อินเทอร์เน็ตช้า"
    assert [text[start:end] for start, end in highlights(text, asked)] == ["อินเทอร์เน็ต"]


@given(MIXED, st.text(max_size=5))
def test_spans_lie_inside_in_order_and_never_part_a_letter_from_its_marks(text: str, noise: str) -> None:
    asked = parse(" ".join(words(text)[::2]) + " " + noise)
    spans = highlights(text, asked)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    for start, end in spans:
        assert start == 0 or unicodedata.category(text[start]) not in ("Mn", "Mc")
        assert end == len(text) or unicodedata.category(text[end]) not in ("Mn", "Mc")
