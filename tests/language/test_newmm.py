"""Our own cutter finds the words of nlpo3, and no text holds it."""

import gzip
import json
import random
from importlib.resources import files
from pathlib import Path

import nlpo3
import pytest

from samphan.language import segment
from samphan.language.newmm import Words
from samphan.language.normalise import normalise
from samphan.language.segment import Segmenter, segmenter
from tests.pace import costs_at_most

LISTED = files("samphan.language").joinpath("data/words_th.txt").read_text(encoding="utf-8").splitlines()
SIGNS = [chr(code) for code in range(0xE01, 0xE5B)] + list(" ab1,.-\n\t😀#é")
A_MILLION = 1_000_000


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(LISTED)


def by_nlpo3(text: str) -> list[str]:
    return nlpo3.segment(text, segmenter().version)


def made_texts(count: int) -> list[str]:
    """Return texts of listed words, single letters and signs in any order, the same ones every time."""
    chance = random.Random(20)
    return [
        "".join(chance.choice((chance.choice(SIGNS), chance.choice(LISTED))) for _ in range(chance.randint(1, 30)))
        for _ in range(count)
    ]


def test_it_cuts_made_texts_as_nlpo3_does(words: Words) -> None:
    texts = made_texts(2_000)
    assert [text for text in texts if words.cut(text) != by_nlpo3(text)] == []


def test_it_cuts_real_messages_as_nlpo3_does(words: Words, shared_data: Path) -> None:
    with gzip.open(shared_data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [normalise(json.loads(line)["texts"]).text for line, _ in zip(lines, range(1_000), strict=False)]
    assert len(texts) == 1_000
    assert [text for text in texts if words.cut(text) != by_nlpo3(text)] == []


@pytest.mark.parametrize(
    "text", ["", "ก", "์", "่่่่", "กมลากมลา", "เวียร์", "เกรียจ", "\x00", "#" * 60 + "ร้าน", "ไทย 1,234.50 บาท"]
)
def test_the_pieces_are_the_text(words: Words, text: str) -> None:
    assert "".join(words.cut(text)) == text
    assert words.cut(text) == by_nlpo3(text)


def test_without_nlpo3_the_words_and_the_version_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = made_texts(50)
    usual = [segmenter().words(text) for text in texts]
    monkeypatch.setattr(segment, "nlpo3", None)
    alone = Segmenter()
    assert [alone.words(text) for text in texts] == usual
    assert alone.version == segmenter().version


def test_words_of_a_firm_are_known_in_short_texts_and_in_long_ones() -> None:
    own = segmenter(("สัมพันธ์พลัส",))
    assert "สัมพันธ์พลัส" in own.words("ใช้สัมพันธ์พลัสอยู่")
    assert "สัมพันธ์พลัส" in own.words("ใช้สัมพันธ์พลัสอยู่ " * 100)


def test_a_firm_that_adds_words_one_by_one_does_not_fill_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    usual = nlpo3.load_dict
    monkeypatch.setattr(nlpo3, "load_dict", lambda path, name: (given.append(name), usual(path, name)))
    monkeypatch.setattr(segment, "_LOADED", {segmenter().version})
    for number in range(8):
        assert "สัมพันธ์พลัส" in Segmenter(("สัมพันธ์พลัส", f"คำของร้าน{number}")).words("ใช้สัมพันธ์พลัสอยู่")
    assert len(given) == 2  # and our own


def test_naming_a_version_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlpo3, "load_dict", lambda path, name: pytest.fail("loaded"))
    assert Segmenter(("ชื่อที่ไม่มีใครใช้",)).version != segmenter().version


# Two chains of words that overlap and never meet: what follows every path through them takes minutes.
@pytest.mark.parametrize(
    ("piece", "length"),
    [("กมลา", A_MILLION), *((piece, A_MILLION // 5) for piece in ("ก", "มากกว่า", "ตากลม", "x", "😀", "ก1", " ก"))],
)
def test_no_text_of_a_million_characters_holds_a_worker(piece: str, length: int) -> None:
    text = (piece * (length // len(piece)))[:length]
    with costs_at_most(seconds=20 * length / A_MILLION):
        found = segmenter().words(text)
    assert "".join(found) == text.replace(" ", "")
