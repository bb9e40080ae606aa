"""A whole index in memory: up to about 100,000 passages, for answers and for whoever has no database.

The score is that of `scoring`, computed over every passage at once: each term's column of ready weights (compressed
sparse columns, on numpy alone) is added where the term occurs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samphan.language.searching.normal import GRAM, compact, seg
from samphan.language.searching.query import Query, parse
from samphan.language.searching.scoring import ALSO_WEIGHT, K1, TRIGRAM_WEIGHT, B, Hit, Statistics
from samphan.language.searching.synonyms import Synonyms

_BLOCK = 5_000  # passages whose trigrams are sorted at once: bounds the memory of building
_BITS = 21  # of a Unicode character


class MemoryIndex:
    """Passages, and what finds them.

    Parameters
    ----------
    texts : sequence of str
        The passages, as people wrote them.
    groups : sequence of str, optional
        What each passage belongs to (an article, a question of the FAQ); without them each stands alone.
    synonyms : Synonyms, optional
        Looked up for every question.
    extra : tuple of str
        The firm's own words.
    """

    def __init__(
        self,
        texts: Sequence[str],
        *,
        groups: Sequence[str] | None = None,
        synonyms: Synonyms | None = None,
        extra: tuple[str, ...] = (),
    ) -> None:
        self.groups = tuple(groups) if groups is not None else tuple(map(str, range(len(texts))))
        self._synonyms, self._extra = synonyms, extra
        segmented = [seg(text, extra=extra) for text in texts]
        self._words = _word_columns(segmented)
        self._grams = _gram_columns([compact(one) for one in segmented])
        self._of_group: dict[str, list[int]] = {}
        for at, group in enumerate(self.groups):
            self._of_group.setdefault(group, []).append(at)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.groups)

    def parse(self, text: str) -> Query:
        """Return a question's terms, cut as the passages are."""
        return parse(text, synonyms=self._synonyms, extra=self._extra)

    def statistics(self, query: Query) -> Statistics:
        """Return what the passages say about the terms of a question."""
        return Statistics(
            documents=len(self),
            average_words=self._words.average,
            average_characters=self._grams.average,
            word_frequency={w: self._words.frequency(w) for w in query.every_word},
            trigram_frequency={g: self._grams.frequency(_code(g)) for g in query.trigrams},
        )

    def search(self, query: Query, *, count: int = 10, without: Collection[str] = ()) -> list[Hit]:
        """Return the best passages, best first, their places in `texts` as keys.

        Passages of the groups in `without` are left out; passages that share nothing with the question are too.
        """
        word_scores = self._words.scores(query.words, len(self))
        for word, share in query.also.items():
            self._words.add_scores(word_scores, (word,), ALSO_WEIGHT * share)
        telling = self.statistics(query).telling(query.trigrams)
        gram_scores = self._grams.scores([_code(gram) for gram in telling], len(self))
        totals = word_scores + TRIGRAM_WEIGHT * gram_scores
        for group in without:
            totals[self._of_group.get(group, [])] = 0.0
        return [
            Hit(
                key=str(at),
                group=self.groups[at],
                score=float(totals[at]),
                word_score=float(word_scores[at]),
                trigram_score=float(gram_scores[at]),
                matched=frozenset(word for word in query.words if self._words.holds(word, at)),
            )
            for at in _best(totals, count)
        ]


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """Which passages hold each term, and what the term adds to their score (its idf is multiplied in)."""

    place: dict[str | int, int]
    starts: NDArray[np.int64]  # (terms + 1,)
    passages: NDArray[np.int32]
    weights: NDArray[np.float32]
    average: float

    def frequency(self, term: str | int) -> int:
        at = self.place.get(term)
        return 0 if at is None else int(self.starts[at + 1] - self.starts[at])

    def scores(self, terms: Collection[str | int], passages: int) -> NDArray[np.float32]:
        scores = np.zeros(passages, np.float32)
        self.add_scores(scores, terms, 1.0)
        return scores

    def add_scores(self, scores: NDArray[np.float32], terms: Collection[str | int], factor: float) -> None:
        for term in terms:
            at = self.place.get(term)
            if at is not None:
                column = slice(self.starts[at], self.starts[at + 1])
                scores[self.passages[column]] += self.weights[column] * np.float32(factor)

    def holds(self, term: str | int, passage: int) -> bool:
        at = self.place.get(term)
        if at is None:
            return False
        column = self.passages[self.starts[at] : self.starts[at + 1]]
        found = int(np.searchsorted(column, passage))
        return found < len(column) and int(column[found]) == passage


def _word_columns(segmented: Sequence[str]) -> _Columns:
    place: dict[str | int, int] = {}
    cut = [text.split() for text in segmented]
    lengths = np.fromiter(map(len, cut), np.int64, len(cut))
    terms = np.fromiter((place.setdefault(w, len(place)) for ws in cut for w in ws), np.int64, int(lengths.sum()))
    passages = np.repeat(np.arange(len(cut)), lengths)
    keys, times = np.unique(terms * max(1, len(cut)) + passages, return_counts=True)
    return _columns(place, keys // max(1, len(cut)), keys % max(1, len(cut)), times, lengths)


def _gram_columns(texts: Sequence[str]) -> _Columns:
    blocks = [_grams_in(texts[at : at + _BLOCK], at) for at in range(0, max(1, len(texts)), _BLOCK)]
    codes, passages, times = (np.concatenate([np.empty(0, np.int64), *part]) for part in zip(*blocks, strict=True))
    order = np.lexsort((passages, codes))
    known, terms = np.unique(codes[order], return_inverse=True)
    place: dict[str | int, int] = {code: at for at, code in enumerate(known.tolist())}
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return _columns(place, terms, passages[order], times[order], lengths)


def _grams_in(texts: Sequence[str], first: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (trigram, passage, times) of some passages, the first of which has the number `first`."""
    joined = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le"), np.uint32).astype(np.int64)
    if len(joined) < GRAM:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    whole = joined != ord("\n")
    passages = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[: len(joined) - GRAM + 1]
    codes = (joined[:-2] << 2 * _BITS) | (joined[1:-1] << _BITS) | joined[2:]
    inside = whole[:-2] & whole[1:-1] & whole[2:]
    known, terms = np.unique(codes[inside], return_inverse=True)
    keys, times = np.unique(terms * len(texts) + passages[inside], return_counts=True)
    return known[keys // len(texts)], keys % len(texts) + first, times


def _code(gram: str) -> int:
    a, b, c = map(ord, gram)
    return (a << 2 * _BITS) | (b << _BITS) | c


def _columns(
    place: dict[str | int, int],
    terms: NDArray[np.int64],
    passages: NDArray[np.int64],
    times: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> _Columns:
    """Return the weights of terms that are sorted by term, then passage."""
    frequencies = np.bincount(terms, minlength=len(place))
    average = float(lengths.mean()) if len(lengths) else 0.0
    idf = np.log1p((len(lengths) - frequencies + 0.5) / (frequencies + 0.5))
    room = K1 * (1 - B + B * lengths / max(1.0, average))
    weights = idf[terms] * times * (K1 + 1) / (times + room[passages])
    return _Columns(
        place=place,
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(frequencies)]),
        passages=passages.astype(np.int32),
        weights=weights.astype(np.float32),
        average=average,
    )


def _best(scores: NDArray[np.float32], count: int) -> list[int]:
    """Return the places of the highest scores above 0, highest first, equal ones in their order."""
    if count < len(scores):
        edge = np.partition(scores, len(scores) - count)[len(scores) - count]
        near = np.flatnonzero(scores >= max(edge, np.float32(1e-12)))
    else:
        near = np.flatnonzero(scores > 0)
    order = np.argsort(-scores[near], kind="stable")
    return [int(at) for at in near[order[:count]]]
