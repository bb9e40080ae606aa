"""The piece of a text that shows why it was found."""

from collections.abc import Sequence

Span = tuple[int, int]
LENGTH = 180
_BEFORE = 50
_COMBINING = frozenset("\u0e31\u0e33" + "".join(map(chr, (*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)))))


def excerpt(text: str, spans: Sequence[Span], *, length: int = LENGTH) -> tuple[str, tuple[Span, ...]]:
    """Return a piece of the text around its first span, on one line, with the spans that lie in it.

    It never begins or ends between a character and its mark; an ellipsis says that something was left out.
    """
    start = max(0, spans[0][0] - _BEFORE) if spans and spans[0][0] > length - _BEFORE else 0
    start = _whole(text, start)
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
