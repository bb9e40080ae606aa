"""Which texts to ask a person about: where the head is least sure, and a few at random to measure it honestly by."""

import numpy as np
from numpy.typing import NDArray

RANDOM_SHARE = 0.1


def to_ask(probabilities: NDArray[np.float64], count: int, seed: int, *, one_of: bool = False) -> tuple[int, ...]:
    """Return the places of the texts to ask about, the least sure first, then the ones drawn.

    Parameters
    ----------
    probabilities : array (texts, topics)
        Of texts nobody has labelled.
    count : int
        How many to ask; all of them when there are fewer texts.
    seed : int
        Of the draw: a tenth of `count`, rounded up, from the texts that are not among the unsure, so that what is
        measured on them does not only see the hard ones.
    one_of : bool
        Whether a text has one topic (unsure: the first two are near each other) or any number (unsure: one topic is
        near one half).
    """
    asked = min(count, len(probabilities))
    if asked < 1:
        return ()
    drawn = int(np.ceil(asked * RANDOM_SHARE))
    by_margin = np.argsort(margins(probabilities, one_of=one_of), kind="stable")
    unsure, others = by_margin[: asked - drawn], by_margin[asked - drawn :]
    lot = np.random.default_rng(seed).permutation(np.sort(others))[:drawn]
    return tuple(int(at) for at in (*unsure, *lot))


def margins(probabilities: NDArray[np.float64], *, one_of: bool = False) -> NDArray[np.float64]:
    """Return how sure each row is, 0 to 1, (texts,)."""
    if probabilities.shape[1] < 2 or not one_of:
        return np.asarray(np.abs(probabilities - 0.5).min(axis=1) * 2)
    first_two = np.sort(probabilities, axis=1)[:, -2:]
    return np.asarray(first_two[:, 1] - first_two[:, 0])
