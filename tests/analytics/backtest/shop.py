"""A made-up shop whose customers buy at their own rates and leave, for the tests of this folder."""

from datetime import date
from typing import Self

import numpy as np

from samphan.analytics.backtest import PurchaseLog

START = date(1997, 1, 1).toordinal()
DAYS = 560


def purchase_log(customers: int, seed: int) -> PurchaseLog:
    """Return purchases of customers who began in the first 90 days, over 560 days."""
    random = np.random.default_rng(seed)
    who, when = [], []
    for customer in range(customers):
        first = random.integers(0, 90)
        leaves = first + random.exponential(250.0)
        gaps = random.exponential(1.0 / random.gamma(1.0, 0.02), 60) + 1.0
        days = first + np.concatenate([[0.0], np.cumsum(gaps)])
        kept = days[(days < DAYS) & (days <= max(leaves, first))].astype(int)
        who += [customer] * len(kept)
        when += (START + kept).tolist()
    return PurchaseLog.of(who, when, random.gamma(2.0, 10.0, len(who)))


class SteadyBuyers:
    """A purchase model as plain as can be: everybody goes on at a rate drawn towards the mean."""

    def fit(self, frequency: np.ndarray, recency: np.ndarray, T: np.ndarray) -> Self:  # noqa: N803
        self.rate_ = frequency.sum() / max(T.sum(), 1)
        return self

    def expected_purchases(
        self,
        t: float,
        frequency: np.ndarray,
        recency: np.ndarray,
        T: np.ndarray,  # noqa: N803
    ) -> np.ndarray:
        return (frequency + 1.0) / (T + 1.0 / self.rate_) * t

    def probability_of_purchase(
        self,
        t: float,
        frequency: np.ndarray,
        recency: np.ndarray,
        T: np.ndarray,  # noqa: N803
    ) -> np.ndarray:
        return 1.0 - np.exp(-self.expected_purchases(t, frequency, recency, T))
