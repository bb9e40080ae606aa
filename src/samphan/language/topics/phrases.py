"""Many plain phrases found in one pass over a text, wherever each stands, overlapping ones too."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

_LATIN = re.compile(r"[a-z0-9\u00c0-\u024f]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_CONSONANT = re.compile("[\u0e01-\u0e2e]")
# Vowels and tone marks that make another syllable of the consonant before them: ซอย is not in ซอยี่.
_GOES_ON = re.compile("[\u0e30-\u0e3a\u0e47-\u0e4e]")


@dataclass(frozen=True, kw_only=True)
class _Phrase:
    text: str
    name: int
    opens_word: bool  # must not follow a Latin letter
    ends_word: bool
    goes_on: bool  # the Latin word it ends in may be longer


class PhraseIndex:
    """Finds named phrases in normalised text; a name is whatever number the caller gave.

    Phrases are looked up by their first two characters, so the cost hardly grows with their number.
    """

    def __init__(self, phrases: Iterable[tuple[int, str]]) -> None:
        self._starting: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for name, written in phrases:
            for text in _spellings(written.removesuffix("*")):
                self._starting[text[:2]].append(
                    _Phrase(
                        text=text,
                        name=name,
                        opens_word=_LATIN.match(text[0]) is not None,
                        ends_word=_LATIN.match(text[-1]) is not None and not written.endswith("*"),
                        goes_on=written.endswith("*"),
                    )
                )

    def hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (name, start, end) of every phrase in the text, by start."""
        starting = self._starting
        for at in range(len(text) - 1):
            phrases = starting.get(text[at : at + 2])
            if phrases is not None:
                for phrase in phrases:
                    if text.startswith(phrase.text, at):
                        end = _end(text, at, phrase)
                        if end:
                            yield phrase.name, at, end


def meant(spans: Sequence[Span], *, unless: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans that lie in none of `unless`, by place, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if not any(a <= span[0] and span[1] <= b for a, b in unless)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _spellings(phrase: str) -> set[str]:
    """Return a phrase with its spaces and, where Thai stands beside one, also without: people type it both ways."""
    if " " not in phrase or not _THAI.search(phrase):
        return {phrase}
    return {phrase, re.sub(f" (?={_THAI.pattern})|(?<={_THAI.pattern}) ", "", phrase)}


def _end(text: str, at: int, phrase: _Phrase) -> int:
    """Return where the phrase found at `at` ends, 0 when it is part of a longer word."""
    end = at + len(phrase.text)
    if phrase.opens_word and at and _LATIN.match(text[at - 1]):
        return 0
    if phrase.ends_word and end < len(text) and _LATIN.match(text[end]):
        return 0
    if end < len(text) and _CONSONANT.match(text[end - 1]) and _GOES_ON.match(text[end]):
        return 0
    while phrase.goes_on and end < len(text) and _LATIN.match(text[end]):
        end += 1
    return end
