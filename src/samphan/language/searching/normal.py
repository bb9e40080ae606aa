"""One spelling for what is stored and for what is asked: the words, their column and their character trigrams.

The normal form is that of `language.normalise` (NFC, lower case, western digits, look-alikes), with Thai marks typed in
the wrong order or twice put right and drawn-out letters (มากกกก) cut short. No word is left out for being frequent:
questions that consist of little else would be lost.

`seg(text)` is what an index stores: the words, one space between two of them, a line break where the text itself had
something else than letters and digits. Both count as white space for SQLite and PostgreSQL, and the trigrams, which run
over the words of a run but never across a break, can be had from the same column (`compact`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from samphan.language.normalise import normalise
from samphan.language.segment import segmenter

# Rises when the same text would be stored as other words; an index of another version is stale.
VERSION = "search-1"
GRAM = 3

# Letters and digits with the marks that stand on them; an underscore separates, as PostgreSQL's parser sees it.
_RUN = re.compile("(?:[^\\W_]|[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd])+")
_VOWEL = "\u0e31\u0e34-\u0e39\u0e47"
_TONE = "\u0e48-\u0e4b"
# A tone before its vowel, a tone or vowel twice, a letter three times and more.
_SLIPS = re.compile(f"([{_TONE}])([{_VOWEL}])|([{_VOWEL}{_TONE}\u0e4c])\\3+|([^\\W\\d_])\\4{{2,}}")
_BREAK = "¶"  # stands between white space, so that the segmenter gives it back as a word of its own


class Word(NamedTuple):
    """A word in normal form and where it stands in the original text, `text[start:end]`."""

    word: str
    start: int
    end: int


def words(text: str, *, extra: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a text in order, in normal form, without punctuation; `extra` are the firm's own words."""
    return seg(text, extra=extra).split()


def seg(text: str, *, extra: tuple[str, ...] = ()) -> str:
    """Return the words as one string, as an index stores them: spaces inside a run of letters, line breaks between."""
    runs = _RUN.findall(_shortened(normalise(text).text))
    if not runs:
        return ""
    cut = " ".join(segmenter(extra).words(f" {_BREAK} ".join(runs)))
    return cut.replace(f" {_BREAK} ", "\n")


def compact(segmented: str) -> str:
    """Return a `seg` string without the spaces: the characters that its trigrams run over, breaks kept."""
    return segmented.replace(" ", "")


def trigrams(text: str, *, extra: tuple[str, ...] = ()) -> list[str]:
    """Return the character trigrams of a text in order: every three letters inside a run of letters and digits."""
    return grams_of(seg(text, extra=extra))


def grams_of(segmented: str) -> list[str]:
    """Return the trigrams of a `seg` string in order; runs shorter than three characters have none."""
    return [run[i : i + GRAM] for run in compact(segmented).split("\n") for i in range(len(run) - GRAM + 1)]


def index_version(*, extra: tuple[str, ...] = ()) -> str:
    """Return what to store beside an index: these rules, the segmenter's, the word list and the firm's own words."""
    return f"{VERSION}-{segmenter(extra).version}"


def located(text: str, *, extra: tuple[str, ...] = ()) -> Iterator[Word]:
    """Yield the words of a text with their places in the text as it was typed."""
    normal = normalise(text)
    short, kept = _shortened_with_places(normal.text)
    runs = list(_RUN.finditer(short))
    cut = iter(segmenter(extra).words(f" {_BREAK} ".join(run.group() for run in runs)))
    for run in runs:
        at = run.start()
        for word in cut:
            if word == _BREAK:
                break
            end = at + len(word)
            after = kept[end] if end < len(kept) else len(normal.text)
            start, stop = normal.original_span(kept[at], after)
            yield Word(word=word, start=start, end=stop)
            at = end


def _put_right(slip: re.Match[str]) -> str:
    tone, vowel, twice, drawn = slip.groups()
    return f"{vowel}{tone}" if tone else twice or drawn


def _shortened(text: str) -> str:
    return _SLIPS.sub(_put_right, text)


def _shortened_with_places(text: str) -> tuple[str, list[int]]:
    """Return the shortened text and, for each of its characters, its place in `text`."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for slip in _SLIPS.finditer(text):
        right = _put_right(slip)
        pieces += [text[at : slip.start()], right]
        places += [*range(at, slip.start()), *([slip.start()] * len(right))]
        at = slip.end()
    pieces.append(text[at:])
    places += range(at, len(text))
    return "".join(pieces), places
