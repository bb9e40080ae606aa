"""What was asked, as the words and trigrams that an index is searched for."""

from collections.abc import Mapping
from dataclasses import dataclass

from samphan.language.searching.normal import GRAM, compact, seg
from samphan.language.searching.synonyms import Synonyms


@dataclass(frozen=True, kw_only=True)
class Query:
    """The distinct terms of a question, in the order in which they were typed.

    `words` are its own; `also` are words that mean the same, with the share that each says of it (1: all); `trigrams`
    find what was typed with a slip.
    """

    words: tuple[str, ...]
    also: Mapping[str, float]
    trigrams: tuple[str, ...]

    @property
    def every_word(self) -> tuple[str, ...]:
        """The words and their synonyms: what to ask a database's text index for, any of them."""
        return self.words + tuple(self.also)


def parse(text: str, *, synonyms: Synonyms | None = None, extra: tuple[str, ...] = ()) -> Query:
    """Return the terms of a question; `extra` are the firm's own words, as the index was cut with them."""
    segmented = seg(text, extra=extra)
    words = tuple(dict.fromkeys(segmented.split()))
    also = synonyms.of(segmented.split()) if synonyms else {}
    runs = compact(segmented).split("\n")
    grams = dict.fromkeys(run[i : i + GRAM] for run in runs for i in range(len(run) - GRAM + 1))
    return Query(
        words=words, also={word: share for word, share in also.items() if word not in words}, trigrams=tuple(grams)
    )
