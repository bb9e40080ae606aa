"""The one score of the product's searches: BM25 over words, plus a share of BM25 over character trigrams.

A database finds candidates (any of the words, any of the rarest trigrams); this ranks them. Pure Python, so that the
process that serves pages can use it; `MemoryIndex` computes the same score over a whole index with numpy.

BM25 is Robertson's with idf = ln(1 + (N - df + 1/2) / (df + 1/2)). Trigrams are counted without overlap here ("ababa"
holds "aba" once, "no no" holds "no" once), which no ranking has been seen to notice.
"""

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samphan.language.searching.normal import compact, grams_of
from samphan.language.searching.query import Query

K1 = 1.2
B = 0.75
TRIGRAM_WEIGHT = 0.3
ALSO_WEIGHT = 0.7  # of a synonym beside the word that was typed
TITLE_WEIGHT = 0.5
# Of a question's trigrams only the rarest count: on 10,000 documents a point worse where something is mistyped, better
# where nothing is (the frequent ones are particles that every question holds), and half the work.
MOST_TRIGRAMS = 16


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What the whole corpus says about the terms of a question.

    `word_frequency` and `trigram_frequency` are the numbers of documents that hold a term; a term that is missing is in
    none. `average_words` counts the words of a document, `average_characters` the characters of its `compact` column.
    """

    documents: int
    average_words: float
    average_characters: float
    word_frequency: Mapping[str, int]
    trigram_frequency: Mapping[str, int]

    def word_idf(self, word: str) -> float:
        """Return how much a word tells: 0.69 where half of all documents hold it, more where fewer do."""
        return idf(self.documents, self.word_frequency.get(word, 0))

    def trigram_idf(self, trigram: str) -> float:
        """Return how much a trigram tells."""
        return idf(self.documents, self.trigram_frequency.get(trigram, 0))

    def telling(self, trigrams: Iterable[str]) -> list[str]:
        """Return the rarest trigrams that occur at all, `MOST_TRIGRAMS` at most, rarest first."""
        known = [gram for gram in trigrams if self.trigram_frequency.get(gram, 0) > 0]
        return sorted(known, key=lambda gram: self.trigram_frequency[gram])[:MOST_TRIGRAMS]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A document that may answer: its key, the `seg` of its text and of its title, and when it happened.

    `group` is what it belongs to (an article of several passages); empty: itself.
    """

    key: str
    seg: str
    title_seg: str = ""
    at: datetime | None = None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Recency:
    """Lifts what is new: by `weight` today, by half of it after each `half_life`."""

    now: datetime
    half_life: timedelta = timedelta(days=90)
    weight: float = 0.25

    def lift(self, at: datetime | None) -> float:
        """Return the factor for something that happened then; 1 where that is not known."""
        if at is None:
            return 1.0
        age = max(timedelta(0), self.now - at)
        return 1.0 + self.weight * math.exp2(-(age / self.half_life))


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document found: its score, the parts of it, and which words of the question it holds."""

    key: str
    group: str
    score: float
    word_score: float
    trigram_score: float
    matched: frozenset[str] = field(default_factory=frozenset)


class Scorer:
    """Ranks the candidates of one question.

    Parameters
    ----------
    query : Query
        The question, by `parse`.
    statistics : Statistics
        Of the corpus that the candidates are from; frequencies for the question's terms are enough.
    recency : Recency, optional
        Without it age does not count.
    """

    def __init__(self, query: Query, statistics: Statistics, *, recency: Recency | None = None) -> None:
        self._average = (statistics.average_words, statistics.average_characters)
        self._recency = recency
        self._words = [(word, f" {word} ", statistics.word_idf(word)) for word in query.words]
        self._also = [
            (f" {word} ", statistics.word_idf(word) * ALSO_WEIGHT * share) for word, share in query.also.items()
        ]
        self._grams = [(gram, statistics.trigram_idf(gram)) for gram in statistics.telling(query.trigrams)]

    def rank(self, candidates: Iterable[Candidate], *, count: int = 10) -> list[Hit]:
        """Return the best of the candidates, best first; equal scores in the order of their keys."""
        hits = [self.score(candidate) for candidate in candidates]
        return heapq.nsmallest(count, hits, key=lambda hit: (-hit.score, hit.key))

    def score(self, candidate: Candidate) -> Hit:
        """Return the score of one document; 0 where it shares nothing with the question."""
        spaced = f" {candidate.seg} ".replace("\n", " ")
        room = _room(spaced.count(" ") - 1, self._average[0])
        word_score, matched = 0.0, []
        for word, padded, telling in self._words:
            if n := spaced.count(padded):
                word_score += telling * n * (K1 + 1) / (n + room)
                matched.append(word)
        word_score += _saturated(spaced, self._also, room)
        characters = compact(candidate.seg)
        trigram_score = _saturated(characters, self._grams, _room(len(characters), self._average[1]))
        score = word_score + TRIGRAM_WEIGHT * trigram_score + self._title(candidate.title_seg)
        if self._recency is not None:
            score *= self._recency.lift(candidate.at)
        return Hit(
            key=candidate.key,
            group=candidate.group or candidate.key,
            score=score,
            word_score=word_score,
            trigram_score=trigram_score,
            matched=frozenset(matched),
        )

    def _title(self, title_seg: str) -> float:
        """Return the boost of a title: what its share of the question's words tells."""
        if not title_seg:
            return 0.0
        held = set(title_seg.split())
        return TITLE_WEIGHT * sum(telling for word, _, telling in self._words if word in held)


def _room(length: float, average: float) -> float:
    """Return what BM25 adds to n occurrences below the line, in a document of this length."""
    return K1 * (1 - B + B * length / max(1.0, average))


def _saturated(text: str, pieces: Iterable[tuple[str, float]], room: float) -> float:
    """Return the sum over pieces of what each tells, weighted by how often it stands in the text."""
    total = 0.0
    for piece, telling in pieces:
        if n := text.count(piece):
            total += telling * n * (K1 + 1) / (n + room)
    return total


def idf(documents: int, frequency: int) -> float:
    """Return BM25's inverse document frequency, never negative."""
    return math.log1p(max(0.0, documents - frequency + 0.5) / (frequency + 0.5))


def terms_of(segmented: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the distinct words and trigrams of a `seg` string: what a document adds to the frequencies."""
    return frozenset(segmented.split()), frozenset(grams_of(segmented))
