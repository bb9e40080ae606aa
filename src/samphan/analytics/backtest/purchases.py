"""A log of purchases that can be cut at a day, so that a model cannot see what came after.

Days are whole days, numbered as `date.toordinal()`; all purchases of a customer on one day are one purchase.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.analytics.btyd.histories import summary_of_days
from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PurchaseLogUnusable(Refused):
    code = "analytics.backtest.log_unusable"
    message = N_("This log of purchases cannot be tested: {reason}.")
    worded = ("reason",)


@dataclass(frozen=True, kw_only=True)
class PurchaseHistories:
    """What is known of each customer at an origin (all arrays n long, customers ascending).

    `frequency` is the number of further purchase days after the first, `recency` the days from the first to the last,
    `age` the days from the first to the origin: x, t_x and T of the models. `log_gaps` is the sum of ln(gap in days)
    over all gaps between a customer's purchase days.
    """

    customer: Ints
    frequency: Ints
    recency: Ints
    age: Ints
    log_gaps: float


@dataclass(frozen=True, kw_only=True)
class PurchaseLog:
    """One row a customer and day, by customer and then by day; `amount` in the unit of the data, NaN never."""

    customer: Ints
    day: Ints
    amount: Floats

    @classmethod
    def of(cls, customer: ArrayLike, day: ArrayLike, amount: ArrayLike) -> "PurchaseLog":
        """Return the log of purchases given in any order; those of one customer and day are added up.

        Raises PurchaseLogUnusable when there is none, or an amount is missing.
        """
        who, when, what = np.asarray(customer), np.asarray(day, dtype=np.int64), np.asarray(amount, dtype=np.float64)
        if not who.shape == when.shape == what.shape or who.ndim != 1:
            raise ValueError("every purchase has one customer, one day and one amount")
        if not len(who):
            raise PurchaseLogUnusable(reason=N_("it is empty"))
        if not np.isfinite(what).all():
            raise PurchaseLogUnusable(reason=N_("an amount is missing or infinite"))
        dense = np.unique(who, return_inverse=True)[1].astype(np.int64)
        span = int(np.ptp(when)) + 1
        key, row = np.unique(dense * span + (when - when.min()), return_inverse=True)
        total = np.bincount(row, weights=what).astype(np.float64)
        return cls(customer=key // span, day=key % span + int(when.min()), amount=total)

    @property
    def first_day(self) -> int:
        """Return the day of the first purchase of all."""
        return int(self.day.min())

    @property
    def last_day(self) -> int:
        """Return the day of the last purchase of all."""
        return int(self.day.max())

    def until(self, origin: int) -> "PurchaseLog":
        """Return the purchases up to the end of day `origin`: all that may be known on it."""
        return self._where(self.day <= origin)

    def between(self, after: int, until: int) -> "PurchaseLog":
        """Return the purchases on days `after < day <= until`."""
        return self._where((self.day > after) & (self.day <= until))

    def histories(self, origin: int) -> PurchaseHistories:
        """Return what is known of each customer at the end of day `origin`; refuses a day before the first purchase."""
        past = self.until(origin)
        if not len(past.customer):
            raise PurchaseLogUnusable(reason=N_("nobody had bought by the day it is cut at"))
        found = summary_of_days(past.customer, past.day, now=origin)
        return PurchaseHistories(
            customer=found.is_known.astype(np.int64),
            frequency=found.frequency.astype(np.int64),
            recency=found.recency.astype(np.int64),
            age=found.T.astype(np.int64),
            log_gaps=found.log_gaps,
        )

    def purchase_days(self, customers: Ints) -> Ints:
        """Return the number of purchase days of each of `customers` (ascending) in this log; 0 for who has none."""
        counts = np.bincount(self.customer, minlength=int(customers.max()) + 1)
        return counts[customers].astype(np.int64)

    def _where(self, rows: NDArray[np.bool_]) -> "PurchaseLog":
        return PurchaseLog(customer=self.customer[rows], day=self.day[rows], amount=self.amount[rows])
