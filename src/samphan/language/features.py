"""Hashed features of short texts: characters, words and a few counts, in numpy alone.

Nothing is looked up and nothing is sorted: a piece of text is hashed to a place in a table and the table is gathered.
Two blocks of places come out of a text, one of character n-grams and one of words, and a row of dense features. The
sentiment tables, a firm's residual and its topic head all read these, so a text is cut and hashed once.
"""

import html
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samphan.language.normalise import normalise
from samphan.language.segment import segmenter

# Characters of a text that are read: nobody writes more in a survey, and a pasted book must not hold a worker.
LONGEST = 4_000

# Names this module's folding, hashing and counts: rises when the same text would get other features.
VERSION = "features-2"

_URL = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:com|net|org|th)\b\S*"
)
_MENTION = re.compile(r"@\w+")
_LAUGH = re.compile(r"(?<!\d)5{3,}\+*(?!\d)|(?:ฮ่?า){2,}|ฮ่?าๆ+|\b(?:ha){2,}h?\b|\blol\b")
_LAUGHS = ("555", "ฮา", "ฮ่า", "haha", "lol")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")
_ASKS = re.compile(
    r"\?|ไหม|มั้ย|มั๊ย|มัย|ป่าว|เปล่า|รึยัง|หรือยัง|ยังไง|อย่างไร|เท่าไหร่|เท่าไร|กี่|ที่ไหน|ตรงไหน|เมื่อไหร่|เมื่อไร|อะไร|ใคร|ทำไม"
    r"|หรือ|ปะ|ป่ะ|เหรอ|หรอ|\b(?:who|what|when|where|why|how|which|can|could|do|does|is|are|will)\b"
)
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_LINK, _NAMED, _LAUGHED, _LONG = "ⓤ", "ⓐ", "ⓛ", "ⓡ"
# What turns the words after it round; those within _REACH are hashed once more as such.
_NEGATIONS = (
    "ไม่", "ไม่ได้", "ไม่เคย", "ไม่มี", "ไม่ใช่", "ไม่ค่อย", "มิ", "อย่า",
    "not", "no", "never", "nothing", "hardly", "isn", "wasn", "aren", "weren", "don", "didn", "doesn", "won", "can",
    "cannot", "couldn", "wouldn", "without", "neither", "nor",
)  # fmt: skip
_REACH = 3

DENSE = 22

_U = np.uint64
Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How many places the tables have: 2**bits of each block; character n-grams run from 1 to `longest`."""

    char_bits: int = 18
    word_bits: int = 18
    longest: int = 4


@dataclass(frozen=True, kw_only=True)
class Block:
    """Every occurrence of one kind of piece: its place in the table and the text it stands in, both (occurrences,)."""

    places: Ids
    texts: Ids


@dataclass(frozen=True, kw_only=True)
class Occurrences:
    """What the tables read of `count` texts.

    Two blocks; the single words once more, with whether each stands behind a negation (occurrences,); and `dense`
    (count, DENSE).
    """

    count: int
    chars: Block
    words: Block
    singles: Block
    is_negated: NDArray[np.bool_]
    dense: Floats


def fold(text: str) -> str:
    """Return the text as the models read it.

    Beside `normalise`: links, names and laughs become one mark each, digits become 0 (at most four), a character
    repeated more than twice is written twice and marked. Only the first `LONGEST` characters are read.
    """
    text = text[:LONGEST]
    folded = normalise(html.unescape(text) if "&" in text else text).text
    # Looking for a sign is a tenth of the work of a pattern that does not occur.
    if "." in folded or "://" in folded:
        folded = _URL.sub(f" {_LINK} ", folded)
    if "@" in folded:
        folded = _MENTION.sub(f" {_NAMED} ", folded)
    if any(sign in folded for sign in _LAUGHS):
        folded = _LAUGH.sub(f" {_LAUGHED} ", folded)
    folded = _REPEATED.sub(rf"\1\1{_LONG}", folded)
    folded = _NUMBER.sub(lambda found: "0" * min(len(found.group()), 4), folded)
    return _SPACE.sub(" ", folded).strip()


def occurrences(folded: Sequence[str], *, layout: Layout) -> Occurrences:
    """Return the features of folded texts (`fold`); an empty text has only dense ones."""
    cut = segmenter().words
    words, singles, is_negated = _word_blocks([cut(text) for text in folded], layout.word_bits)
    return Occurrences(
        count=len(folded),
        chars=_char_block(folded, layout.longest, layout.char_bits),
        words=words,
        singles=singles,
        is_negated=is_negated,
        dense=_dense(folded),
    )


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = (hashes ^ (hashes >> _U(30))) * _U(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> _U(27))) * _U(0x94D049BB133111EB)
    return hashes ^ (hashes >> _U(31))


_NEGATION_HASHES = np.sort(_mixed(np.array([zlib.crc32(word.encode()) for word in _NEGATIONS], np.uint64)))


def _code_points(text: str) -> NDArray[np.uint32]:
    # Half a pair of surrogates is not text, but a customer's phone can send one.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _char_block(folded: Sequence[str], longest: int, bits: int) -> Block:
    """Hash every run of 1 to `longest` characters; the ends of a text count as characters."""
    codes = _code_points("\n".join(f"\x02{text}\x03" for text in folded))
    between = codes == 10
    text_of = np.cumsum(between, dtype=np.int32)
    single = _mixed(codes.astype(np.uint64) + _U(1))
    places: list[Ids] = []
    texts: list[Ids] = []
    run, inside = single, ~between
    for length in range(1, longest + 1):
        if length > 1:
            count = max(len(codes) - length + 1, 0)
            run = run[:count] * _U(0x100000001B3) + single[length - 1 :][:count]
            inside = inside[:count] & ~between[length - 1 :][:count]
        found = run[inside]
        found = (found ^ (found >> _U(29))) * _U(0xBF58476D1CE4E5B9)
        places.append((found >> _U(64 - bits)).astype(np.int32))
        texts.append(text_of[: len(inside)][inside])
    return Block(places=np.concatenate(places), texts=np.concatenate(texts))


def _word_blocks(cut: Sequence[Sequence[str]], bits: int) -> tuple[Block, Block, NDArray[np.bool_]]:
    """Hash words, pairs of words, and once more as such: the first and last three, and those after a negation.

    Return them all, the single words, and which of those stand after a negation.
    """
    lengths = np.fromiter((len(words) for words in cut), np.int64, len(cut))
    crc = zlib.crc32
    encoded = (crc(word.encode("utf-8", "surrogatepass")) for words in cut for word in words)
    single = _mixed(np.fromiter(encoded, np.uint64, int(lengths.sum())))
    text_of = np.repeat(np.arange(len(cut), dtype=np.int32), lengths)
    pair = text_of[1:] == text_of[:-1]
    start = np.repeat(np.cumsum(lengths) - lengths, lengths)
    place = np.arange(len(single)) - start
    left = np.repeat(lengths, lengths) - 1 - place
    first, last = place < 3, left < 3
    turned = _after_negation(single, place)
    hashes = (
        single,
        (single[:-1] * _U(0x9E3779B97F4A7C15) + single[1:])[pair],
        single[first] * _U(31) + _U(0x51ED27),
        single[last] * _U(31) + _U(0xA3C59AC3),
        single[turned] * _U(131) + _U(77),
    )
    places = [(_mixed(found) >> _U(64 - bits)).astype(np.int32) for found in hashes]
    texts = (text_of, text_of[1:][pair], text_of[first], text_of[last], text_of[turned])
    every = Block(places=np.concatenate(places), texts=np.concatenate(texts))
    return every, Block(places=places[0], texts=text_of), turned


def _after_negation(words: NDArray[np.uint64], place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which words stand at most _REACH behind a negation of their own text; `place` is theirs in it."""
    nearest = np.searchsorted(_NEGATION_HASHES, words) % len(_NEGATION_HASHES)
    negates = _NEGATION_HASHES[nearest] == words
    turned = np.zeros(len(words), np.bool_)
    for reach in range(1, _REACH + 1):
        turned[reach:] |= negates[:-reach] & (place[reach:] >= reach)
    return turned


def _dense(folded: Sequence[str]) -> Floats:
    """Return length, shares of scripts, marks and question words, each scaled to weigh about as much as a word."""
    count = len(folded)
    lengths = np.fromiter((len(text) for text in folded), np.int64, count)
    codes = _code_points("".join(folded))
    text_of = np.repeat(np.arange(count), lengths)
    at_least_one = np.maximum(lengths, 1)

    def number(of: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(text_of[of], minlength=count)

    out = np.zeros((count, DENSE), np.float32)
    out[np.arange(count), np.minimum(7, np.log2(lengths + 1).astype(int))] = 1
    out[:, 8] = number((codes >= 0xE00) & (codes <= 0xE7F)) / at_least_one
    out[:, 9] = number((codes >= 97) & (codes <= 122)) / at_least_one
    for column, mark in enumerate((_LINK, "?", "!", _LONG, _LAUGHED, _NAMED), start=10):
        out[:, column] = number(codes == ord(mark)) > 0
    out[:, 16] = np.minimum(5, number(codes == ord("0"))) / 5
    asks = np.fromiter((len(_ASKS.findall(text)) for text in folded), np.int64, count)
    out[:, 17] = asks > 0
    out[:, 18] = np.minimum(3, asks) / 3
    out[:, 19] = [text.endswith("?") for text in folded]
    out[:, 20] = [_PICTURE.search(text) is not None for text in folded]
    out[:, 21] = lengths < 8
    return out * np.float32(0.3)
