import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.language.searching import MemoryIndex, Synonyms

LETTERS = st.text(alphabet="abกา ", max_size=12)


def test_groups_can_be_left_out_and_hits_name_theirs() -> None:
    index = MemoryIndex(["คืนสินค้าได้ใน 7 วัน", "คืนสินค้าต้องมีใบเสร็จ", "ค่าส่ง 50 บาท"], groups=["return", "return", "fee"])
    query = index.parse("คืนสินค้า")
    assert {hit.group for hit in index.search(query)} == {"return"}
    assert index.search(query, without=("return",)) == []
    assert index.search(query, without=("unknown",)) == index.search(query)


def test_an_index_of_nothing_finds_nothing() -> None:
    for index in (MemoryIndex([]), MemoryIndex(["", "!"])):
        assert index.search(index.parse("คืนสินค้า")) == []


def test_firms_words_and_synonyms_are_used_for_questions() -> None:
    extra = ("ซัมพลัส",)
    index = MemoryIndex(["ซัมพลัสคืออะไร", "บัตรทอง"], extra=extra, synonyms=Synonyms([("บัตรวีไอพี", "ซัมพลัส")], extra=extra))
    assert "0" in [hit.key for hit in index.search(index.parse("บัตรวีไอพี"))]
    assert index.parse("ซัมพลัส").words == ("ซัมพลัส",)


@given(st.lists(LETTERS, max_size=12), LETTERS)
def test_blocks_change_nothing(texts: list[str], asked: str) -> None:
    whole = MemoryIndex(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samphan.language.searching.memory._BLOCK", 3)
        parts = MemoryIndex(texts)
    query = whole.parse(asked)
    assert parts.search(query, count=5) == whole.search(query, count=5)


@given(st.lists(LETTERS, max_size=12), LETTERS, st.integers(1, 5))
def test_the_best_come_first_and_are_those_of_a_longer_list(texts: list[str], asked: str, count: int) -> None:
    index = MemoryIndex(texts)
    query = index.parse(asked)
    everything = index.search(query, count=len(texts) + 1)
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)
    assert index.search(query, count=count) == everything[:count]
