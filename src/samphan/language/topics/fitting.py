"""Learning a firm's topics: logistic regression pulled towards what the words say, all topics at once.

The weights of pieces of text are pulled to 0, a topic's own votes to `_OWN_VOTE`: without labels a text whose words
name a topic has it, and a few labels cannot talk the head out of that. Nothing is drawn at random.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack

from samphan.kit.errors import N_, Refused
from samphan.language.features import fold, occurrences
from samphan.language.topics.head import LAYOUT, Encoded, TopicHead, encoded, packed
from samphan.language.topics.taxonomy import Taxonomy

_OWN_VOTE = 5.0
_PULL = 0.3  # of the weights of pieces of text
_VOTE_PULL = 0.3
_BIAS_PULL = 3.0  # keeps rare topics from being talked down by their rareness alone
_NO_VOTE = -2.0  # the log odds of a topic none of whose words is said, before any label
_MANY = 1000  # labels from which a piece seen in one text only is left out
_STEPS = 100
_MEMORY = 6

Floats = NDArray[np.float64]


class TooFewLabels(Refused):
    code = "language.topic_head.no_labels"
    message = N_("There is no labelled text to learn topics from.")


def fit_head(
    texts: Sequence[str], labels: Sequence[Collection[str]], taxonomy: Taxonomy, *, one_of: bool = False
) -> TopicHead:
    """Return a head taught by labelled texts: `TopicHead.fit`, which says what the arguments are.

    Raises
    ------
    TooFewLabels
        Without a single text.
    """
    if not texts:
        raise TooFewLabels
    found = encoded(occurrences([fold(text) for text in texts], layout=LAYOUT), texts, taxonomy)
    truth = np.array([[code in said for code in taxonomy.codes] for said in labels], dtype=np.float64)
    if one_of:
        truth = truth / np.maximum(truth.sum(axis=1, keepdims=True), 1)
    columns, matrix = _matrix(found)
    learned = _learned(matrix, truth, pieces=len(columns), one_of=one_of)
    weights, scale = packed(learned[: len(columns)])
    kept = np.flatnonzero(weights.any(axis=1))
    return TopicHead(
        taxonomy=taxonomy,
        one_of=one_of,
        labels=len(texts),
        columns=columns[kept],
        weights=weights[kept],
        scale=scale,
        vote_weights=np.round(learned[len(columns) : -1], 6),
        bias=np.round(learned[-1], 6),
    )


def _matrix(found: Encoded) -> tuple[NDArray[np.int64], csr_array]:
    """Return the places in use, and the texts over those places, the votes and a constant."""
    columns, at = np.unique(found.places, return_inverse=True)
    pieces = csr_array((found.values, (found.texts, at)), shape=(found.count, len(columns)))
    pieces.sum_duplicates()
    if found.count > _MANY:
        often = np.flatnonzero(np.bincount(pieces.indices, minlength=len(columns)) > 1)
        columns, pieces = columns[often], pieces[:, often]
    constant = np.ones((found.count, 1))
    return columns, csr_array(hstack([pieces, csr_array(found.votes), csr_array(constant)]))


def _learned(matrix: csr_array, truth: Floats, *, pieces: int, one_of: bool) -> Floats:
    """Return (pieces + topics + 1, topics) weights: those that explain the labels best for how far they moved."""
    topics = truth.shape[1]
    start = np.zeros((matrix.shape[1], topics))
    start[pieces:-1] = np.eye(topics) * _OWN_VOTE
    if not one_of:
        start[-1] = _NO_VOTE
    pull = np.full((matrix.shape[1], 1), _PULL)
    pull[pieces:-1] = _VOTE_PULL
    pull[-1] = _BIAS_PULL
    turned = csr_array(matrix.T)

    def cost(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(start.shape)
        loss, slope = (_one_of_many if one_of else _each_alone)(matrix @ weights, truth)
        moved = weights - start
        return loss + 0.5 * float((pull * moved**2).sum()), (turned @ slope + pull * moved).ravel()

    options = {"maxiter": _STEPS, "maxcor": _MEMORY, "gtol": 1e-3}
    result = minimize(cost, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    learned: Floats = result.x.reshape(start.shape)
    return learned


def _each_alone(scores: Floats, truth: Floats) -> tuple[float, Floats]:
    """Return the logistic loss of topics that come in any number, and its slope over the scores."""
    loss = float(np.logaddexp(0, scores).sum() - (scores * truth).sum())
    return loss, 1 / (1 + np.exp(-np.clip(scores, -500, 500))) - truth


def _one_of_many(scores: Floats, truth: Floats) -> tuple[float, Floats]:
    """Return the same for texts that have one topic each."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    whole = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    said = truth.sum(axis=1, keepdims=True)
    return float((whole * said).sum() - (shifted * truth).sum()), np.exp(shifted - whole) * said - truth
