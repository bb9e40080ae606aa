"""Twenty facts of a customer's purchases at an origin, for models that learn from facts."""

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.backtest.purchases import PurchaseLog

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOWS = (14, 30, 60, 90)

NAMES = (
    "frequency", "silence", "age", "mean_gap", "spread_gap", "longest_gap", "last_gap",
    "mean_amount", "last_amount", "total_amount", "largest_amount",
    *(f"purchases_{days}" for days in WINDOWS), *(f"amount_{days}" for days in WINDOWS), "silence_in_gaps",
)  # fmt: skip


def purchase_features(past: PurchaseLog, origin: int) -> Floats:
    """Return (n, 20) float64 in the order of `NAMES`, one row for each customer of `past`, ascending.

    Days, counts and amounts up to the end of day `origin`; purchases after it are not looked at, even when `past` holds
    any. What needs gaps between purchases is NaN for a customer with none (spread: fewer than two).
    """
    log = past.until(origin)
    known = log.histories(origin)
    n = len(known.customer)
    row = np.searchsorted(known.customer, log.customer)
    last = np.append(np.flatnonzero(np.diff(row)), len(row) - 1)
    silence = (known.age - known.recency).astype(np.float64)
    gaps = _gap_statistics(log.day, row, n)
    total = np.bincount(row, weights=log.amount, minlength=n)
    largest = np.full(n, -np.inf)
    np.maximum.at(largest, row, log.amount)
    recent = [log.day > origin - days for days in WINDOWS]
    return np.column_stack(
        [
            known.frequency, silence, known.age, *gaps,
            total / (known.frequency + 1), log.amount[last], total, largest,
            *(np.bincount(row[rows], minlength=n) for rows in recent),
            *(np.bincount(row[rows], weights=log.amount[rows], minlength=n) for rows in recent),
            silence / gaps[0],
        ]
    ).astype(np.float64)  # fmt: skip


def _gap_statistics(day: Ints, row: Ints, n: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mean, standard deviation, longest and last gap of each customer, NaN where there is none."""
    same = np.flatnonzero(np.diff(row) == 0) + 1
    gap, owner = (day[same] - day[same - 1]).astype(np.float64), row[same]
    count = np.bincount(owner, minlength=n)
    some, several = count > 0, count > 1
    mean = np.divide(np.bincount(owner, weights=gap, minlength=n), count, out=np.full(n, np.nan), where=some)
    squares = np.bincount(owner, weights=(gap - mean[owner]) ** 2, minlength=n)
    variance = np.divide(squares, count - 1, out=np.full(n, np.nan), where=several)
    longest, last = np.full(n, np.nan), np.full(n, np.nan)
    np.fmax.at(longest, owner, gap)
    last[owner] = gap  # in order of day: the last one stays
    return mean, np.sqrt(variance), longest, last
