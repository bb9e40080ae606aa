"""One spelling for one text, with the way back to the characters the customer typed."""

import re
import unicodedata
from dataclasses import dataclass

_THAI_DIGIT = re.compile("[๐-๙]")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
# Typed look-alikes: two SARA E for SARA AE, NIKHAHIT + SARA AA for SARA AM (a tone mark may stand between).
_LOOKALIKE = re.compile("เเ|ํ([่-๋]?)า")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """A text as the reader sees it; `origin[i]` is where its character i stood in the original."""

    text: str
    origin: tuple[int, ...] | None  # None: nothing moved
    original_length: int

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the normalised text stands in the original."""
        if self.origin is None:
            return start, end
        after = self.origin[end] if end < len(self.origin) else self.original_length
        return self.origin[start], after


def normalise(text: str) -> Normalised:
    """Return the text in NFC, lower case, with western digits, usual Thai spellings and no invisible characters."""
    if _is_plain(text):
        return Normalised(text=_lower(_western_digits(text)), origin=None, original_length=len(text))
    pieces: list[str] = []
    origin: list[int] = []
    for start, piece in _clusters(text):
        clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", piece))
        pieces.append(clean)
        origin += [start] * len(clean)
    joined = "".join(pieces)
    folded, kept = _fold_lookalikes(joined)
    return Normalised(
        text=_lower(_western_digits(folded)),
        origin=tuple(origin[i] for i in kept),
        original_length=len(text),
    )


def _is_plain(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not _LOOKALIKE.search(text) and not _INVISIBLE.search(text)


def _clusters(text: str) -> list[tuple[int, str]]:
    """Split into a base character with the marks that combine with it: the most NFC can ever change at once."""
    clusters: list[tuple[int, str]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or unicodedata.combining(text[at]) == 0:
            clusters.append((start, text[start:at]))
            start = at
    return clusters


def _fold_lookalikes(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _LOOKALIKE.finditer(text):
        folded.append(text[at : match.start()])
        kept += range(at, match.start())
        usual = "แ" if match.group().startswith("เ") else f"{match.group(1)}ำ"
        folded.append(usual)
        kept += [match.start()] * len(usual)
        at = match.end()
    folded.append(text[at:])
    kept += range(at, len(text))
    return "".join(folded), kept


def _western_digits(text: str) -> str:
    # Hardly anybody types Thai digits, and translating costs more than all the rest.
    return text.translate(_THAI_DIGITS) if _THAI_DIGIT.search(text) else text


def _lower(text: str) -> str:
    lowered = text.lower()
    # A few letters (İ) grow in lower case; then places would no longer match.
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
