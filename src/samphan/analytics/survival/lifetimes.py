"""Durations with their ends, checked once for every estimator of this folder."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class LifetimesUnusable(Refused):
    code = "analytics.survival.lifetimes_unusable"
    message = N_("How long customers stay cannot be worked out: {reason}.")
    worded = ("reason",)


def checked_lifetimes(durations: ArrayLike, observed: ArrayLike) -> tuple[Floats, Flags]:
    """Return durations (n,) float64 and end flags (n,) bool, or refuse what no survival statistic can be made of."""
    times = np.asarray(durations, dtype=np.float64)
    ends = np.asarray(observed)
    if times.ndim != 1 or times.shape != ends.shape:
        raise ValueError("durations and observed must be two lists of the same length")
    if not len(times):
        raise LifetimesUnusable(reason=N_("there is no customer"))
    if not np.isfinite(times).all() or (times < 0.0).any():
        raise LifetimesUnusable(reason=N_("a duration is missing, infinite or negative"))
    if not np.isin(ends, (0, 1)).all():
        raise LifetimesUnusable(reason=N_("whether the end was seen must be yes or no for every customer"))
    return times, ends.astype(np.bool_)
