"""Which terms of a question are worth looking up: the rare ones say what is meant, the frequent ones cost the most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

GRAM_MARK = "_"
# Ranked for each question. On 10,000 paragraphs 100 find one in a hundred more of what was misspelt, at twice the cost.
FEWEST_CANDIDATES = 40
# Of one term only the newest so many documents are looked at: a word in every document distinguishes nothing.
MOST_OF_A_TERM = 150
_MOST_WORDS, _MOST_GRAMS = 10, 10
_WORDS_BUDGET, _GRAMS_BUDGET = 700, 300


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term to look up, and what a document gains by holding it."""

    term: str
    weight: float


def chosen_terms(
    *, words: Iterable[str], grams: Iterable[str], counts: Mapping[str, int], documents: int
) -> tuple[Weighted, ...]:
    """Return the terms that find the candidates of a question, rarest first.

    `counts` says in how many of the `documents` each term stands (0 documents: nothing was counted yet); a word that is
    not in it is new, and rare. Grams (marked by `GRAM_MARK`) find what is misspelt; only those that were counted and
    are rare are worth their cost, and they weigh less than words.
    """
    by_rarity = sorted(dict.fromkeys(words), key=lambda word: counts.get(word, 1))
    known = [gram for gram in dict.fromkeys(grams) if gram in counts or not documents]
    known.sort(key=lambda gram: counts.get(gram, 1))
    taken = _within(by_rarity, counts, most=_MOST_WORDS, budget=_WORDS_BUDGET, at_least=1)
    fuzzy = _within(known, counts, most=_MOST_GRAMS, budget=_GRAMS_BUDGET, at_least=0)
    return (
        *(Weighted(word, _idf(counts.get(word, 1), documents)) for word in taken),
        *(Weighted(gram, 0.3 * _idf(counts.get(gram, 1), documents)) for gram in fuzzy),
    )


def _within(terms: Iterable[str], counts: Mapping[str, int], *, most: int, budget: int, at_least: int) -> list[str]:
    taken: list[str] = []
    spent = 0
    for term in terms:
        spent += counts.get(term, 1)
        if len(taken) == most or (spent > budget and len(taken) >= at_least):
            break
        taken.append(term)
    return taken


def _idf(count: int, documents: int) -> float:
    return log1p((max(documents, count) - count + 0.5) / (count + 0.5))
