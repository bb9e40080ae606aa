"""What the models' pictures show, as plain points: does the model fit, does it keep track, and who is slipping away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups


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
    """Return the histogram of repeat purchases beside the model's, each customer over her own age.

    Parameters
    ----------
    model : PurchaseModel
        Fitted.
    groups : Groups
        Those it was fitted to, or others to see whether it fits them, in its unit.
    bars : int
        Bars, 2 or more: the last is open.

    Returns
    -------
    list of FrequencyBar
        (bars,), from 0 purchases up. Both sides sum to the customers of the groups.

    Raises
    ------
    NotFitted
    ValueError
        Fewer than two bars, or groups of another unit.

    Notes
    -----
    The sum over customers of P(X(T) = n), as Fader, Hardie & Lee 2005 compare theirs.
    """
    if bars < 2:
        raise ValueError("a histogram takes two bars or more")
    model.groups(groups)
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
    model: PurchaseModel,
    first_days: ArrayLike,
    purchases_by_day: ArrayLike,
    *,
    every: int = 7,
    elapsed: ArrayLike | None = None,
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
    elapsed : numbers (days,), optional
        Reading of the clock the model was fitted on at each day (`seasonality`); without one, days are alike.

    Returns
    -------
    list of TrackingPoint
        One every `every` days, in purchase days of all customers.

    Raises
    ------
    NotFitted

    Notes
    -----
    The sum of E[X(t)] over customers, each from her first day, as Fader, Hardie & Lee 2005 track theirs.
    """
    came = np.asarray(purchases_by_day, dtype=np.float64)
    actual = np.cumsum(came)
    at = range(every - 1, len(came), every)
    if elapsed is None:
        expected = np.cumsum(expected_by_day(model, first_days, len(came)))[every - 1 :: every]
    else:
        expected = _expected_on_clock(model, first_days, np.asarray(elapsed, dtype=np.float64), at)
    return [
        TrackingPoint(day=day, actual=float(actual[day]), expected=float(due))
        for day, due in zip(at, expected, strict=True)
    ]


def expected_by_day(model: PurchaseModel, first_days: ArrayLike, days: int) -> Floats:
    """Return the repeat purchases expected of all customers on each day (days,), from their first days (n,)."""
    new = _won_by_day(first_days, days)
    each = np.asarray(model.expected_purchases_new(np.arange(days, dtype=np.float64)))
    return np.maximum(np.diff(np.convolve(new, each)[:days], prepend=0.0), 0.0)  # rounding may leave less than nothing


def _won_by_day(first_days: ArrayLike, days: int) -> Floats:
    return np.bincount(np.asarray(first_days, dtype=np.int64), minlength=days).astype(np.float64)[:days]


def _expected_on_clock(model: PurchaseModel, first_days: ArrayLike, elapsed: Floats, at: range) -> Floats:
    """Return the cumulative expectation at some days; between whole days of the clock it is as good as straight."""
    new = _won_by_day(first_days, len(elapsed))
    whole = np.arange(int(elapsed[-1] - elapsed[0]) + 2, dtype=np.float64)
    each = np.asarray(model.expected_purchases_new(whole))
    return np.array([np.interp(elapsed[day] - elapsed[: day + 1], whole, each) @ new[: day + 1] for day in at])


def alive_history(model: PurchaseModel, purchase_days: Sequence[int], until: int) -> list[AlivePoint]:
    """Return P(alive) of one customer day by day, falling in silence and rising with each purchase.

    Parameters
    ----------
    model : PurchaseModel
        Fitted to times in days.
    purchase_days : whole numbers (purchases,)
        Days with a purchase, ascending, the first being day 0.
    until : int
        The last day shown, 0 or more; later purchases are not known on it.

    Returns
    -------
    list of AlivePoint
        (until + 1,), one a day from day 0: P(alive) given what was known at its end.

    Raises
    ------
    NotFitted, AttritionNotModelled
    ValueError
        Days that do not ascend from 0, or an `until` below 0.

    Notes
    -----
    `PurchaseModel.probability_alive` at every T, as lifetimes' `plot_history_alive` draws it.
    """
    if until < 0:
        raise ValueError("until is a day from 0 on")
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
