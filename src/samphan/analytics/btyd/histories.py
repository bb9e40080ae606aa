"""What is known of customers at a moment: frequency, recency and T, from their purchases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.groups import Ints


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Histories at one moment, by customer key: arrays (keys,); `is_known` where a first purchase was made."""

    is_known: Ints
    frequency: Ints
    recency: Ints
    T: Ints
    log_gaps: float


def summarise(customer: ArrayLike, day: ArrayLike, *, now: int) -> Summary:
    """Return the histories of customers (whole keys from 0) at the end of day `now`, from purchases in any order.

    Two purchases of one customer on one day are one. `log_gaps` is the sum of ln(gap in days), for the choice of k.
    """
    who, when = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
    past = when <= now
    base = int(when.min(initial=0))
    width = max(now - base, 0) + 1
    code = np.unique(who[past] * width + (when[past] - base))
    who, when = np.divmod(code, width)
    return summary_of_days(who, when + base, now=now)


def summary_of_days(customer: Ints, day: Ints, *, now: int) -> Summary:
    """Return the same from purchase days: one row a customer and day, by customer and then day, none after `now`."""
    known, first, days = np.unique(customer, return_index=True, return_counts=True)
    first_day, last_day = day[first], day[first + days - 1]
    gaps = np.diff(day)[np.diff(customer) == 0]
    return Summary(
        is_known=known,
        frequency=days - 1,
        recency=last_day - first_day,
        T=now - first_day,
        log_gaps=float(np.log(gaps).sum()),
    )
