"""All kinds of personal data in one text, none overlapping, in the text as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samphan.language.personal.names import names_in
from samphan.language.personal.numbers import numbers_in
from samphan.language.personal.places import places_in

KINDS = ("email", "thai_id", "card", "bank", "phone", "line", "plate", "address", "name")

# One character each, so places stay the same.
_ELSEWHERE = "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９＠．－\u2010\u2011\u2012\u2014\u2212\u00a0\u2007\u2009\u202f\u3000"
_AS_TYPED_ELSEWHERE = str.maketrans(_ELSEWHERE, "01234567890123456789@.------     ")
_TYPED_ELSEWHERE = re.compile(f"[{_ELSEWHERE}]")
_DIGIT = re.compile(r"\d")
_ENOUGH_DIGITS = re.compile(r"(?:\D*\d){9}")  # a telephone number's; no other number has fewer
_REACHED = re.compile(r"@|line|ไลน์", re.IGNORECASE)
_LONGEST_VALUE = 200
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, kw_only=True)
class PersonalSpan:
    """Where something personal stands in a text, and which of `KINDS` it is."""

    start: int
    end: int
    kind: str


def find_personal(text: str) -> tuple[PersonalSpan, ...]:
    """Return what is personal in a text as typed (not normalised), by place; raises nothing.

    Thai and full-width digits count as digits, invisible characters do not count, and a value may be glued to Thai
    words. Where two kinds claim the same characters the surer one stands: a checked number before a telephone number,
    any number before a name.
    """
    # A table of characters is asked about each one of a text: most texts hold none of them.
    plain = text.translate(_AS_TYPED_ELSEWHERE) if _TYPED_ELSEWHERE.search(text) else text
    kept = None
    if _INVISIBLE.search(plain):
        kept = [at for at, character in enumerate(plain) if not _INVISIBLE.match(character)]
        plain = "".join(plain[at] for at in kept)
    found: list[tuple[int, int, str]] = []
    for start, end, kind in _claims(plain):
        if not any(start < other_end and other_start < end for other_start, other_end, _ in found):
            found.append((start, end, kind))
    if kept is not None:
        found = [(kept[start], kept[end - 1] + 1, kind) for start, end, kind in found]
    return tuple(PersonalSpan(start=start, end=end, kind=kind) for start, end, kind in sorted(found))


def redact(text: str, *, most: int | None = None) -> str:
    """Return the text with each personal value replaced by its kind in brackets, as "[phone]".

    With `most`, only so many first characters of the text; a value that begins among them is seen whole, for half of a
    number is not known for one.
    """
    end = len(text) if most is None else min(most, len(text))
    pieces: list[str] = []
    at = 0
    for span in find_personal(text[: end + _LONGEST_VALUE]):
        if span.start >= end:
            break
        pieces += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join(pieces) + text[at:end]


def _claims(text: str) -> Iterator[tuple[int, int, str]]:
    # Most messages hold no digit and no Latin letter that matters: they are spared the long patterns.
    if _DIGIT.search(text):
        if _ENOUGH_DIGITS.match(text):
            yield from numbers_in(text)
        yield from places_in(text)
    elif _REACHED.search(text):
        yield from places_in(text)
    yield from names_in(text)
