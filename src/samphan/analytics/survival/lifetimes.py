"""Durations with their ends, checked once for every estimator of this folder."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Durations this near to each other, as a part of themselves, differ by rounding alone: 0.1 * 3 months is 0.3 months.
ROUNDING = 1e-12


class LifetimesUnusable(Refused):
    code = "analytics.survival.lifetimes_unusable"
    message = N_("How long customers stay cannot be worked out: {reason}.")
    worded = ("reason",)


def checked_lifetimes(durations: ArrayLike, observed: ArrayLike) -> tuple[Floats, Flags]:
    """Return durations (n,) float64 and end flags (n,) bool, or refuse what no survival statistic can be made of.

    Durations that differ by rounding alone become equal: computed in parts of a month or a year, ends of one day would
    otherwise not be tied (T. M. Therneau does the same in R's `survival`, "Roundoff error and tied times").
    """
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
    return _tied(times), ends.astype(np.bool_)


def places(times: Floats, asked: ArrayLike) -> NDArray[np.intp]:
    """Return how many of the ascending `times` (k,) lie at or before each time asked for, rounding aside."""
    return np.searchsorted(times, np.asarray(asked, dtype=np.float64) * (1.0 + ROUNDING), side="right")


def _tied(times: Floats) -> Floats:
    """Return the durations with those that differ by rounding alone replaced by the shortest of them."""
    distinct, which = np.unique(times, return_inverse=True)
    is_first = np.concatenate([[True], np.diff(distinct) > ROUNDING * distinct[1:]])
    made: Floats = distinct[is_first][np.cumsum(is_first) - 1][which]
    return made
