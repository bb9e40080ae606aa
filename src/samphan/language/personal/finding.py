"""All kinds of personal data in one text, none overlapping, in the text as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from samphan.language.personal.names import names_in
from samphan.language.personal.numbers import numbers_in
from samphan.language.personal.places import places_in

KINDS = ("email", "thai_id", "card", "bank", "phone", "line", "plate", "address", "name")

# One character each, so places stay the same.
_WESTERN = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９＠．－", "01234567890123456789@.-")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2014\u2212", "-"))
_DIGIT = re.compile(r"\d")
_REACHED = re.compile(r"@|line|ไลน์", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


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
    plain = text.translate(_WESTERN).translate(_DASHES)
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


def redact(text: str) -> str:
    """Return the text with each personal value replaced by its kind in brackets, as "[phone]"."""
    pieces: list[str] = []
    at = 0
    for span in find_personal(text):
        pieces += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join(pieces) + text[at:]


def _claims(text: str) -> Iterator[tuple[int, int, str]]:
    # Most messages hold no digit and no Latin letter that matters: they are spared the long patterns.
    if _DIGIT.search(text):
        yield from numbers_in(text)
        yield from places_in(text)
    elif _REACHED.search(text):
        yield from places_in(text)
    yield from names_in(text)
