"""The piece of a text that shows why it was found."""

from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]
LENGTH = 180
_BEFORE = 50
_BESIDE = 60
_MOST_PLACES = 5
_COMBINING = frozenset("\u0e31\u0e33" + "".join(map(chr, (*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)))))


def telling_place(text: str, words: Iterable[str]) -> int:
    """Return where the piece of a text begins that holds most of these words; 0 when it holds none.

    A quick look for the words as they are written: to find them in every spelling costs more than a whole search.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    places = sorted(at for word in words if len(word) > 1 for at in _first_places(lowered, word))
    return max(places, key=lambda place: sum(place <= other < place + LENGTH for other in places), default=0)


def window(text: str, place: int) -> Span:
    """Return the part of a text in which an excerpt around a place may lie."""
    start = _whole(text, max(0, place - _BESIDE))
    return start, _whole(text, min(len(text), place + LENGTH + _BESIDE))


def excerpt(text: str, spans: Sequence[Span], *, length: int = LENGTH) -> tuple[str, tuple[Span, ...]]:
    """Return a piece of the text around its first span, on one line, with the spans that lie in it.

    It never begins or ends between a character and its mark; an ellipsis says that something was left out.
    """
    start = spans[0][0] - _BEFORE if spans and spans[0][0] > length - _BEFORE else 0
    start = _whole(text, max(0, start))
    end = _whole(text, min(len(text), start + length))
    left, right = "…" if start else "", "…" if end < len(text) else ""
    piece = left + "".join(" " if letter.isspace() else letter for letter in text[start:end]) + right
    shift = len(left) - start
    inside = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    return piece, inside


def pieces(text: str, spans: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """Return the text as (piece, is found) in order; spans are sorted and do not overlap."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    parts.append((text[at:], False))
    return tuple(part for part in parts if part[0])


def _whole(text: str, at: int) -> int:
    """Return the next place at or after `at` where a character begins that stands by itself."""
    while at < len(text) and text[at] in _COMBINING:
        at += 1
    return at


def _first_places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(word, at + 1)
