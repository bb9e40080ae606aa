"""The season of a calendar: an index by month, learnt from a firm's own past, and the clock that runs by it."""

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Ints
from samphan.analytics.btyd.histories import summarise
from samphan.analytics.btyd.pictures import expected_by_day
from samphan.analytics.btyd.seasonality import SeasonalClock, seasonal_clock, seasonal_index

MONTHS = 12


def month_of(day: ArrayLike) -> Ints:
    """Return the month (0 to 11) of days since 1970-01-01, any shape."""
    months = np.asarray(day, dtype="datetime64[D]").astype("datetime64[M]").astype(np.int64)
    found: Ints = months % MONTHS
    return found


def month_index(model: PurchaseModel, first: ArrayLike, repeats_by_day: ArrayLike, *, first_day: int) -> Floats:
    """Return the seasonal index of the twelve months (12,), January first.

    Parameters
    ----------
    model
        Fitted without a season to the customers won and the purchases made in these days.
    first : whole numbers (n,)
        Day of each customer's first purchase, counted from `first_day`.
    repeats_by_day : numbers (days,)
        Repeat purchase days of all of them on each day.
    first_day : int
        Days since 1970-01-01.

    Raises
    ------
    SeasonUnknown, BadDays
        As `seasonal_index`.
    """
    came = np.asarray(repeats_by_day, dtype=np.float64)
    days = np.arange(len(came))
    due = expected_by_day(model, first, len(came))
    index = np.ones(MONTHS)
    learnt = seasonal_index(came, due, month_of(first_day + days))
    index[: len(learnt)] = learnt
    return index


def month_clock(index: Floats, *, first_day: int, last_day: int) -> SeasonalClock:
    """Return the clock that runs by the index of the month from one day since 1970-01-01 to the end of another."""
    return seasonal_clock(index, month_of(np.arange(first_day, last_day + 1)), first_day=first_day)


def learn_months(model: PurchaseModel, customer: ArrayLike, day: ArrayLike, *, now: int) -> Floats:
    """Fit a model without a season to the purchases up to a day, and return what the months add (12,).

    `customer` (n,) are whole keys from 0, `day` (n,) days since 1970-01-01, each customer's day once. Raises
    `SeasonUnknown` for less than a year, and what `fit` raises.
    """
    who, when = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
    known = summarise(who, when, now=now)
    model.fit(known.frequency, known.recency, known.T)
    first = now - known.T
    start = int(first.min())
    past = when <= now
    by_day = np.bincount(when[past] - start, minlength=now - start + 1)
    new = np.bincount(first - start, minlength=len(by_day))
    return month_index(model, first - start, by_day - new, first_day=start)
