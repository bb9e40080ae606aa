"""How likely the best passage is the right one: ten facts about a search, and a logistic model of them.

The score alone says little (a long question scores high everywhere). What tells most is which share of the question's
information the passage holds, and how far it is ahead of the next source.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from samphan.kit.errors import N_, Refused
from samphan.language.searching.query import Query
from samphan.language.searching.scoring import Hit, Statistics, idf

FEATURES = (
    "covered",  # share of the question's information (idf) in words that the passage holds
    "words_per_information",
    "log_score",
    "margin",  # how far ahead of the best passage of another source, as a share of the score
    "trigrams_per_trigram",
    "unknown",  # share of the information in words that no passage holds
    "rarest_held",
    "rarest_missing",
    "words",
    "score_per_information",
)
_FORMAT = "confidence-1"
# Passages looked at for the margin: the next ones are often of the same article.
LOOKED_AT = 30


class UnreadableConfidence(Refused):
    code = "language.answers.confidence_unreadable"
    message = N_("This stored confidence model cannot be read. Calibrate the answers again.")


class Searchable(Protocol):
    """What answers are looked up in: `MemoryIndex`, or a database with the same score."""

    def parse(self, text: str) -> Query:
        """Return a question's terms."""

    def statistics(self, query: Query) -> Statistics:
        """Return what the passages say about the terms of a question."""

    def search(self, query: Query, *, count: int, without: Sequence[str] = ()) -> list[Hit]:
        """Return the best passages, best first, but none of these groups."""


def features_of(query: Query, hits: Sequence[Hit], statistics: Statistics) -> tuple[float, ...]:
    """Return the ten `FEATURES` of a search that found something; `hits` are the best passages, best first."""
    best = hits[0]
    ceiling = idf(statistics.documents, 1)
    telling = {word: min(ceiling, statistics.word_idf(word)) for word in query.words}
    information = sum(telling.values()) + 1e-6
    held = [telling[word] for word in query.words if word in best.matched]
    next_source = next((hit.score for hit in hits if hit.group != best.group), 0.0)
    rarest_held = max(held, default=0.0)
    unknown = sum(telling[word] for word in query.words if not statistics.word_frequency.get(word, 0))
    return (
        sum(held) / information,
        best.word_score / information,
        math.log1p(best.score),
        (best.score - next_source) / (best.score + 1e-6),
        best.trigram_score / (5.0 * len(query.trigrams) + 5.0),
        unknown / information,
        rarest_held / ceiling,
        (max(telling.values(), default=0.0) - rarest_held) / ceiling,
        len(query.words) / 10.0,
        best.score / information,
    )


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """A logistic model of `FEATURES`: each is centred on `means`, divided by `spreads` and weighed.

    `questions` counts what it was calibrated on (each once with and once without its answer).
    """

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    questions: int

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability, 0 to 1, that the best passage answers the question."""
        parts = zip(features, self.means, self.spreads, self.weights, strict=True)
        total = self.bias + sum(weight * (value - mean) / spread for value, mean, spread, weight in parts)
        return 1.0 / (1.0 + math.exp(-max(-35.0, min(35.0, total))))

    def to_data(self) -> dict[str, object]:
        """Return the model as plain data for JSON."""
        return {
            "format": _FORMAT,
            "features": list(FEATURES),
            "means": list(self.means),
            "spreads": list(self.spreads),
            "weights": list(self.weights),
            "bias": self.bias,
            "questions": self.questions,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Confidence":
        """Return the model that `to_data` gave.

        Raises `UnreadableConfidence` for anything else, another version's features among it.
        """
        if data.get("format") != _FORMAT or data.get("features") != list(FEATURES):
            raise UnreadableConfidence
        bias, questions = data.get("bias"), data.get("questions")
        rows = [_numbers(data.get(name)) for name in ("means", "spreads", "weights")]
        if not isinstance(bias, int | float) or not isinstance(questions, int) or min(rows[1]) <= 0:
            raise UnreadableConfidence
        return cls(means=rows[0], spreads=rows[1], weights=rows[2], bias=float(bias), questions=questions)


def _numbers(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != len(FEATURES):
        raise UnreadableConfidence
    if not all(isinstance(one, int | float) and math.isfinite(one) for one in value):
        raise UnreadableConfidence
    return tuple(float(one) for one in value)
