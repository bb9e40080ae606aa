"""Does a higher risk end sooner: Harrell's concordance index in O(n log n)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.analytics.survival.lifetimes import LifetimesUnusable, checked_lifetimes
from samphan.kit.errors import N_

Ints = NDArray[np.int64]


def concordance_index(durations: ArrayLike, observed: ArrayLike, risk: ArrayLike) -> float:
    """Return the share of comparable pairs in which the higher risk ended first; equal risks count one half.

    A pair is comparable when the earlier end was seen, and, at equal durations, when only one of the two ended (she is
    taken to have ended first). 0.5 is chance, 1 is perfect.

    Parameters
    ----------
    durations : array-like (n,) of float
        How long each customer was followed, in any one unit, not negative.
    observed : array-like (n,) of bool
        Whether her end was seen.
    risk : array-like (n,) of float
        Higher means sooner: a log hazard, a probability of churn, or a negated expected lifetime.

    Returns
    -------
    float
        0..1.

    Raises
    ------
    LifetimesUnusable
        No pair can be compared: nobody's end was seen, or nobody outlived anybody; or a duration or end cannot be used.
    ValueError
        The shapes do not belong together, or a risk is not finite.

    Notes
    -----
    F. E. Harrell et al., JAMA 247(18), 1982. Walks the distinct durations from the longest to the shortest, counting in
    a binary indexed tree over the ranks of the risks.
    """
    times, ends = checked_lifetimes(durations, observed)
    scores = np.asarray(risk, dtype=np.float64)
    if scores.shape != times.shape or not np.isfinite(scores).all():
        raise ValueError("every customer needs one finite risk")
    _, rank = np.unique(scores, return_inverse=True)
    tree = _RankCounter(int(rank.max()) + 1)
    lower = equal = pairs = 0
    for rows in _groups_from_longest(times):
        ended, censored = rank[rows[ends[rows]]], rank[rows[~ends[rows]]]
        tree.add(censored)  # still there at this time: outlived those who ended on it
        below, up_to = tree.count_below(ended), tree.count_below(ended + 1)
        lower += int(below.sum())
        equal += int((up_to - below).sum())
        pairs += tree.total * len(ended)
        tree.add(ended)
    if not pairs:
        raise LifetimesUnusable(reason=N_("no two customers can be compared"))
    return (lower + 0.5 * equal) / pairs


def _groups_from_longest(times: NDArray[np.float64]) -> list[Ints]:
    order = np.argsort(-times, kind="stable")
    borders = np.flatnonzero(np.diff(times[order])) + 1
    return np.split(order, borders)


class _RankCounter:
    """A binary indexed tree: how many of the ranks seen so far lie below a rank."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._sums = np.zeros(size + 1, dtype=np.int64)
        self.total = 0

    def add(self, ranks: Ints) -> None:
        self.total += len(ranks)
        at = ranks + 1
        while len(at := at[at <= self._size]):
            np.add.at(self._sums, at, 1)
            at = at + (at & -at)

    def count_below(self, ranks: Ints) -> Ints:
        counted = np.zeros(len(ranks), dtype=np.int64)
        at = ranks.copy()
        while at.any():
            counted += self._sums[at]  # index 0 holds nothing
            at -= at & -at
        return counted
