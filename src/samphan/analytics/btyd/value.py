# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""Customer lifetime value: expected purchases month by month, times expected spend, times margin, discounted.

The months' purchases of the living depend on (frequency, T) alone, so the discounted sum is taken once per pair, and a
customer costs one look-up and three multiplications.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import BadHorizon, PurchaseModel, shaped
from samphan.analytics.btyd.gammagamma import GammaGammaModel
from samphan.analytics.btyd.groups import Floats, Ints, checked_histories, on_pairs
from samphan.kit.errors import N_, Refused


class BadDiscount(Refused):
    code: ClassVar[str] = "analytics.btyd.discount"
    message: ClassVar[str] = N_("A discount rate is a number above -1 a month, not {rate}.")


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """How far ahead value counts, and how money shrinks on the way.

    Attributes
    ----------
    months : int
        Months ahead, each discounted at its end.
    month : float
        A month in the data's time unit: 30 for days, as peers have it (30.4375 for an exact year).
    discount_rate : float
        A month's (0.01: 12.7 % a year). To change a yearly rate d into it: (1 + d)**(1/12) - 1.
    """

    months: int = 12
    month: float = 30.0
    discount_rate: float = 0.01

    def __post_init__(self) -> None:
        if self.months < 1 or not (np.isfinite(self.month) and self.month > 0):
            raise BadHorizon(t=self.months * self.month)
        if not (np.isfinite(self.discount_rate) and self.discount_rate > -1):
            raise BadDiscount(rate=self.discount_rate)


YEAR = Horizon()


def customer_lifetime_value(
    model: PurchaseModel,
    spend: GammaGammaModel,
    frequency: ArrayLike,
    recency: ArrayLike,
    T: ArrayLike,
    monetary_value: ArrayLike,
    *,
    horizon: Horizon = YEAR,
    margin: float = 1.0,
) -> Floats:
    """Return the discounted value of each customer's purchases within the horizon, in the amounts' unit.

    Parameters
    ----------
    model, spend
        Fitted models of purchases and of spend.
    frequency, recency, T, monetary_value : numbers (n,)
        Histories, as in `fit`; `monetary_value` counts only where frequency is above 0.
    margin : float
        Share of revenue that is yours (0..1); 1 gives revenue.

    Raises
    ------
    BadHistory, SpendNotPositive, NoMeanSpend, NotFitted, NotWholePeriods
    """
    each = np.atleast_1d(discounted_purchases(model, frequency, recency, T, horizon=horizon))
    each *= np.atleast_1d(spend.expected_spend(frequency, monetary_value))
    if margin != 1.0:
        each *= margin
    return shaped(each, frequency)


def discounted_purchases(
    model: PurchaseModel,
    frequency: ArrayLike,
    recency: ArrayLike,
    T: ArrayLike,
    *,
    horizon: Horizon = YEAR,
) -> Floats:
    """Return each customer's expected purchases within the horizon, each worth what its month's discount leaves.

    Times a mean spend they are her value; the purchases of a month count as made at its end.

    Parameters
    ----------
    model : PurchaseModel
        Fitted.
    frequency, recency, T : numbers (n,), or one number each
        Histories, as in `fit`, times in the data's unit.
    horizon : Horizon
        Months ahead, their length in the data's unit, and the discount of each.

    Returns
    -------
    float64 (n,), or one
        In purchases of today's worth, 0 or more.

    Raises
    ------
    NotFitted, BadHistory
    NotWholePeriods
        By BG/BB, where a month is not a whole number of its periods.

    Notes
    -----
    Fader, Hardie & Lee, "RFM and CLV", Journal of Marketing Research 42(4), 2005, summed over months as lifetimes does
    where they integrate.
    """
    x, times, recency_at, age_at = checked_histories(frequency, recency, T, unit=model.unit)
    living = on_pairs(x, age_at, lambda k, at: discounted_if_alive(model, k, times[at], horizon))
    living *= model.alive(x, times, recency_at, age_at)
    return shaped(living, frequency)


def discounted_if_alive(model: PurchaseModel, x: Ints, age: Floats, horizon: Horizon) -> Floats:
    """Return the discounted purchases of customers alive at T (parameters' unit), by (x, T)."""
    total: Floats = np.zeros(len(x))
    before: Floats = np.zeros(len(x))
    for month in range(1, horizon.months + 1):
        until = model.expected_if_alive(month * horizon.month / model.unit, x, age)
        total += (until - before) / (1.0 + horizon.discount_rate) ** month
        before = until
    return total
