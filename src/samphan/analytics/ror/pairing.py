"""Nearest neighbours without replacement, in n log n: each of one group gets the nearest still free of the other."""

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.experiments.samples import Floats


def nearest_pairs(seeking: Floats, offered: Floats, *, caliper: float) -> NDArray[np.intp]:
    """Return pairs of indexes (seeking, offered), shape (m, 2), no farther apart than `caliper`; each used once.

    Those with the highest value choose first: treated customers of high propensity have the fewest equals. Of two
    equally near the lower value is taken, so that the same customers always pair alike.
    """
    order = np.argsort(offered, kind="stable")
    values = offered[order]
    below, above = _Free(len(values), step=-1), _Free(len(values), step=1)
    pairs = []
    for index in np.argsort(-seeking, kind="stable"):
        wanted = seeking[index]
        place = int(np.searchsorted(values, wanted))
        near = [free for free in (below.nearest(place - 1), above.nearest(place)) if 0 <= free < len(values)]
        if near:
            best = min(near, key=lambda free: abs(values[free] - wanted))
            if abs(values[best] - wanted) <= caliper:
                pairs.append((index, order[best]))
                below.take(best)
                above.take(best)
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


class _Free:
    """The nearest free place from a place on in one direction: a union-find over taken places."""

    def __init__(self, size: int, *, step: int) -> None:
        self._step = step
        self._next = list(range(size))

    def nearest(self, place: int) -> int:
        """Return the first free place from `place` on; one off the end when there is none."""
        walked = []
        while 0 <= place < len(self._next) and self._next[place] != place:
            walked.append(place)
            place = self._next[place]
        for seen in walked:
            self._next[seen] = place
        return place

    def take(self, place: int) -> None:
        self._next[place] = place + self._step
