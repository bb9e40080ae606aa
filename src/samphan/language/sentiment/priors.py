"""How frequent each label is where a text comes from: it matters more than which model reads it.

`SentimentModel.probabilities` treats the four labels alike. A channel has a usual mix, a firm's own texts correct it
without any label (expectation-maximisation, Saerens, Latinne and Decaestecker 2002), and a rating that came with a text
says most of all.
"""

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Mix = NDArray[np.float64]
Probabilities = NDArray[np.float64]

# Our own estimates before a firm has any text, in the order of LABELS. Social is what Wisesight holds, with questions
# counted as customers' rather than as its annotators counted them.
_DEFAULTS = MappingProxyType(
    {
        "survey": (0.32, 0.22, 0.41, 0.05),
        "review": (0.30, 0.14, 0.53, 0.03),
        "chat": (0.26, 0.32, 0.14, 0.28),
        "email": (0.34, 0.28, 0.14, 0.24),
        "complaint": (0.74, 0.12, 0.05, 0.09),
        "social": (0.26, 0.50, 0.19, 0.05),
    }
)
_ELSEWHERE = (0.30, 0.30, 0.30, 0.10)

# How often each label comes with a rating of 0, 1/4, 1/2, 3/4 and all of its scale: our assumption, no data set behind
# it. Questions hardly depend on the rating.
_RATINGS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_GIVEN = np.array(
    [
        (0.42, 0.27, 0.18, 0.09, 0.04),
        (0.07, 0.13, 0.33, 0.30, 0.17),
        (0.02, 0.03, 0.10, 0.30, 0.55),
        (0.14, 0.14, 0.24, 0.23, 0.25),
    ]
)
_ROUNDS, _SETTLED = 200, 1e-7


def default_prior(channel: str) -> Mix:
    """Return the usual share of every label in texts of a channel, (4,); an unknown channel has an even-handed one."""
    return np.array(_DEFAULTS.get(channel, _ELSEWHERE))


def with_prior(probabilities: Probabilities, *, prior: Mix) -> Probabilities:
    """Return what is likely once the labels' shares are known: (texts, 4) of (texts, 4) at equal priors.

    `prior` is (4,) for all texts or (texts, 4) for each its own.
    """
    weighed = np.maximum(probabilities, 1e-12) * prior
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True))


def prior_for_score(prior: Mix, score: float | None) -> Mix:
    """Return the mix among texts that came with this rating (a share of its scale, 0 worst to 1 best), (4,)."""
    if score is None:
        return prior
    given = np.array([np.interp(score, _RATINGS, row) for row in _GIVEN])
    weighed = prior * given
    return np.asarray(weighed / weighed.sum())


def estimate_prior(probabilities: Probabilities, *, default: Mix, pull: float = 10.0) -> Mix:
    """Return the mix that makes these texts most likely, (4,), without labels.

    `probabilities` are (texts, 4) at equal priors; `default` counts as much as `pull` texts (a Dirichlet prior), so
    that few texts move it little and none not at all.
    """
    mix = default
    for _ in range(_ROUNDS):
        expected = with_prior(probabilities, prior=mix).sum(axis=0)
        better = (expected + pull * default) / (len(probabilities) + pull)
        if np.abs(better - mix).max() < _SETTLED:
            return np.asarray(better)
        mix = better
    return mix
