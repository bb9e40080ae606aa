"""Fitting a table: two logistic regressions, plain and on naive-Bayes log ratios, averaged into one table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from samphan.language.features import DENSE, Block, Layout, Occurrences, fold, occurrences
from samphan.language.labels import LABELS
from samphan.language.sentiment.model import features_version
from samphan.language.sentiment.table import LEANING_STEPS, Weights, negated_leanings
from samphan.language.sentiment.valence import valences

# A word leans once it was said four times; each side is given as many in 100,000 words that it was not said.
_FEWEST_SPOKEN, _SCALE, _DOUBT = 4, 100_000, 4
_FEWEST_TEXTS = 2  # a piece must stand in before it counts
_PLAIN_C, _RATIO_C = 4.0, 2.0
_TOLERANCE = 1e-2

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Features:
    """What texts are fitted on: counts of characters' and words' places (texts, places) and dense features.

    `spoken` counts single words that nothing negates; `found` is all that was read, of which only single words behind
    a negation are used; `rows` says which of its texts these are.
    """

    layout: Layout
    chars: sparse.csr_matrix
    words: sparse.csr_matrix
    spoken: sparse.csr_matrix
    dense: NDArray[np.float32]
    valence: dict[str, int]
    found: Occurrences
    rows: Ints

    def __getitem__(self, rows: Ints) -> "Features":
        return replace(
            self,
            chars=self.chars[rows],
            words=self.words[rows],
            spoken=self.spoken[rows],
            dense=self.dense[rows],
            rows=self.rows[rows],
        )


def features_of(texts: Sequence[str], *, layout: Layout, valence: dict[str, int]) -> Features:
    """Return the features of texts as they were written; `valence` are English words in tenths, empty for Thai."""
    folded = [fold(text) for text in texts]
    found = occurrences(folded, layout=layout)
    spoken = Block(places=found.singles.places[~found.is_negated], texts=found.singles.texts[~found.is_negated])
    dense = found.dense
    if valence:
        dense = np.hstack([dense, valences(folded, {word: tenths / 10 for word, tenths in valence.items()})])
    return Features(
        layout=layout,
        chars=_counts(found.chars, found.count, layout.char_bits),
        words=_counts(found.words, found.count, layout.word_bits),
        spoken=_counts(spoken, found.count, layout.word_bits),
        dense=dense,
        valence=valence,
        found=found,
        rows=np.arange(found.count),
    )


def _counts(block: Block, count: int, bits: int) -> sparse.csr_matrix:
    ones = np.ones(len(block.places), np.float32)
    return sparse.csr_matrix((ones, (block.texts, block.places)), shape=(count, 1 << bits))


def fit(
    found: Features,
    labels: Ints,
    *,
    importance: NDArray[np.float64],
    reference: NDArray[np.float64],
    ratio_share: float,
) -> Weights:
    """Return the trained table.

    `labels` are places in `LABELS` (texts,), `importance` how much each text counts (texts,), `reference` the class mix
    to divide out when the table is read, `ratio_share` what the regression on log ratios counts in the average.
    """
    frequencies = (_inverse_frequency(found.chars), _inverse_frequency(found.words))
    chars, words = _weighed(found.chars, frequencies[0]), _weighed(found.words, frequencies[1])
    leaning = _leaning(found.spoken, labels)
    dense = _with_negated(found, leaning)
    matrix = sparse.hstack([chars, words, sparse.csr_matrix(dense)]).tocsr().astype(np.float32)
    columns = matrix.shape[1]
    weights = np.zeros((columns, len(LABELS)), np.float64)
    bias = np.zeros(len(LABELS))
    for label in range(len(LABELS)):
        is_label = labels == label
        ratio = _log_ratio(matrix, is_label, columns - dense.shape[1])
        scaled = matrix.multiply(ratio[None]).tocsr()
        for share, c, data, scale in (
            (ratio_share, _RATIO_C, scaled, ratio),
            (1 - ratio_share, _PLAIN_C, matrix, np.float32(1)),
        ):
            solver = LogisticRegression(
                C=c, solver="liblinear", dual=True, max_iter=100, tol=_TOLERANCE, random_state=0
            ).fit(data, is_label, sample_weight=importance)
            weights[:, label] += share * solver.coef_[0] * scale
            bias[label] += share * solver.intercept_[0]
    first, second = 1 << found.layout.char_bits, (1 << found.layout.char_bits) + (1 << found.layout.word_bits)
    table = weights.astype(np.float32)
    return Weights(
        layout=found.layout,
        frequencies=frequencies,
        weights=(table[:first], table[first:second]),
        leaning=leaning,
        dense=table[second:],
        bias=bias.astype(np.float32),
        reference=reference.astype(np.float32),
        made_with=features_version(),
        valence=found.valence,
    )


def _leaning(spoken: sparse.csr_matrix, labels: Ints) -> NDArray[np.int8]:
    """Return in steps the log ratio of how often each word is said in praise and in complaints, -2 to 2, (places,)."""
    praise, blame = (
        np.asarray(spoken[np.flatnonzero(labels == LABELS.index(label))].sum(axis=0), np.float64).ravel()
        for label in ("positive", "negative")
    )
    ratio = np.log((_SCALE * praise / praise.sum() + _DOUBT) / (_SCALE * blame / blame.sum() + _DOUBT))
    ratio[praise + blame < _FEWEST_SPOKEN] = 0
    return np.asarray(np.rint(np.clip(ratio, -2, 2) * LEANING_STEPS).astype(np.int8))


def _with_negated(found: Features, leaning: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the dense features as the table reads them: those of any text, what is negated, valences."""
    negated = negated_leanings(found.found, leaning)[found.rows]
    return np.hstack([found.dense[:, :DENSE], negated, found.dense[:, DENSE:]])


def _inverse_frequency(counts: sparse.csr_matrix) -> NDArray[np.float32]:
    texts = np.asarray((counts > 0).sum(axis=0)).ravel()
    out = np.log((1 + counts.shape[0]) / (1 + texts)) + 1
    out[texts < _FEWEST_TEXTS] = 0
    return np.asarray(out.astype(np.float32))


def _weighed(counts: sparse.csr_matrix, frequency: NDArray[np.float32]) -> sparse.csr_matrix:
    length = np.sqrt(np.maximum(counts @ (frequency**2), 1e-6))
    out = (sparse.diags(1 / length) @ counts @ sparse.diags(frequency)).tocsr()
    out.eliminate_zeros()
    return out


def _log_ratio(matrix: sparse.csr_matrix, is_label: NDArray[np.bool_], hashed: int) -> NDArray[np.float32]:
    """Return the naive-Bayes log ratio of each hashed column; dense ones keep their scale."""
    present = (matrix > 0).astype(np.float32)
    inside = np.asarray(present[np.flatnonzero(is_label)].sum(axis=0)).ravel() + 1
    outside = np.asarray(present[np.flatnonzero(~is_label)].sum(axis=0)).ravel() + 1
    ratio = np.log((inside / inside.sum()) / (outside / outside.sum())).astype(np.float32)
    ratio[hashed:] = 1
    return np.asarray(ratio)
