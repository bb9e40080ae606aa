"""Churn month by month: who was active at one end and is not at the next, by the same window for both.

A customer is *active* on a day when she bought within the window of days that ends with it. *Lost* between two ends is
who was active at the first and is not at the second; *reactivated* who was lost at the first and is active at the
second. Nobody is counted lost twice without having come back, so the months add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.repurchase import Share

Ints = NDArray[np.integer]
NEVER = 0


@dataclass(frozen=True, kw_only=True)
class Churn:
    """What happened between two ends: customers active at the second, lost of those active at the first, come back."""

    active: int
    lost: Share
    reactivated: int


def last_purchases(row: Ints, day: Ints, ends: Sequence[int], *, customers: int) -> NDArray[np.int32]:
    """Return each customer's last purchase day as it was known at each end, int32 (ends, customers); 0 before any.

    Parameters
    ----------
    row, day : integers (n,)
        Purchases in any order: the customer's row (0..customers - 1) and the day (above 0).
    ends : sequence of int
        Days, ascending; purchases on an end are known at it.
    """
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise ValueError("ends must ascend")
    order = np.argsort(day, kind="stable")
    cuts = np.searchsorted(day[order], ends, side="right")
    last = np.full((len(ends), customers), NEVER, dtype=np.int32)
    begin = 0
    for at, end in enumerate(cuts.tolist()):
        if at:
            last[at] = last[at - 1]
        fresh = order[begin:end]
        last[at][row[fresh]] = day[fresh]  # in order of day: of several, the last stays
        begin = end
    return last


def rolling_churn(last: NDArray[np.int32], ends: Sequence[int], *, window_days: int) -> list[Churn]:
    """Return the churn between each end and the next, from `last_purchases` at them (one entry fewer than ends).

    Raises ValueError for a window without a day.
    """
    if window_days < 1:
        raise ValueError(f"a window has at least one day, not {window_days}")
    active = [(known > end - window_days) & (known > NEVER) for known, end in zip(last, ends, strict=True)]
    return [
        Churn(
            active=int(now.sum()),
            lost=Share(successes=int((before & ~now).sum()), n=int(before.sum())),
            reactivated=int((~before & (known > NEVER) & now).sum()),
        )
        for known, before, now in zip(last, active, active[1:], strict=False)
    ]
