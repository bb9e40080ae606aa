"""What the models' pictures show, as plain points: does the model fit, does it keep track, and who is slipping away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Groups


@dataclass(frozen=True, kw_only=True)
class FrequencyBar:
    """Customers with `frequency` repeat purchases (the last bar: so many or more), counted and by the model."""

    frequency: int
    is_open: bool
    actual: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class TrackingPoint:
    """Repeat purchases up to `day` of observation, counted and by the model."""

    day: int
    actual: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class AlivePoint:
    """P(alive) of one customer at the end of her day `day` (0: her first purchase), and whether she bought then."""

    day: int
    probability_alive: float
    bought: bool


def frequency_fit(model: PurchaseModel, groups: Groups, *, bars: int = 8) -> list[FrequencyBar]:
    """Return the histogram of repeat purchases beside the model's, each customer over her own age."""
    ages, back = np.unique(groups.age_at, return_inverse=True)
    customers = np.bincount(back, groups.n)
    share = np.array(
        [model.probability_of_purchases_new(float(groups.times[at]) * model.unit, np.arange(bars - 1)) for at in ages]
    )
    expected = customers @ share
    actual = np.bincount(np.minimum(groups.frequency, bars - 1), groups.n, minlength=bars)
    rest = groups.n_customers - expected.sum()
    return [
        FrequencyBar(frequency=k, is_open=k == bars - 1, actual=float(actual[k]), expected=float(e))
        for k, e in enumerate([*expected, rest])
    ]


def tracking(
    model: PurchaseModel, first_days: ArrayLike, purchases_by_day: ArrayLike, *, every: int = 7
) -> list[TrackingPoint]:
    """Return cumulative repeat purchases beside the model's, through and beyond the period it learnt from.

    Parameters
    ----------
    first_days : whole numbers (n,)
        Day of each customer's first purchase, counted from the first day of observation (0).
    purchases_by_day : numbers (days,)
        Repeat purchase days of all customers on each day.
    every : int
        Days between two points.
    """
    came = np.asarray(purchases_by_day, dtype=np.float64)
    new = np.bincount(np.asarray(first_days, dtype=np.int64), minlength=len(came)).astype(np.float64)[: len(came)]
    each = np.asarray(model.expected_purchases_new(np.arange(len(came), dtype=np.float64)))
    expected = np.convolve(new, each)[: len(came)]
    actual = np.cumsum(came)
    return [
        TrackingPoint(day=day, actual=float(actual[day]), expected=float(expected[day]))
        for day in range(every - 1, len(came), every)
    ]


def alive_history(model: PurchaseModel, purchase_days: Sequence[int], until: int) -> list[AlivePoint]:
    """Return P(alive) of one customer day by day, falling in silence and rising with each purchase.

    `purchase_days` are the days with a purchase, ascending, the first being day 0; `until` is the last day shown.
    """
    bought = np.asarray(purchase_days, dtype=np.int64)
    if len(bought) == 0 or bought[0] != 0 or np.any(np.diff(bought) <= 0):
        raise ValueError("purchase_days ascend from day 0, each day once")
    days = np.arange(until + 1)
    made = np.searchsorted(bought, days, side="right")
    alive = model.probability_alive(made - 1, bought[made - 1], days)
    return [
        AlivePoint(day=int(day), probability_alive=float(p), bought=bool(is_purchase))
        for day, p, is_purchase in zip(days, alive, np.isin(days, bought), strict=True)
    ]
