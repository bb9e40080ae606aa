"""The year's rhythm: a multiplicative index by season, and a clock that runs faster in busy weeks.

Models of this kind think every week alike, and miss by the season: trained before a high season they forecast too
little. So time is measured in average days: a day of index 1.5 lasts one and a half. Histories and horizons are turned
into such days, the model is fitted on them, and its forecast is right for the season it is asked about.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.groups import Floats, Ints
from samphan.kit.errors import N_, Refused

_SHORTEST_DAYS = 365


class SeasonUnknown(Refused):
    code: ClassVar[str] = "analytics.btyd.season_unknown"
    message: ClassVar[str] = N_(
        "A seasonal index needs purchases over at least {needed} days, and these cover {days}. Without a whole year a "
        "season cannot be told from growth."
    )


class BadDays(Refused):
    code: ClassVar[str] = "analytics.btyd.days"
    message: ClassVar[str] = N_("No season can be learnt from {days} of {all_days} days: {why}")
    worded: ClassVar[tuple[str, ...]] = ("why",)


_NO_COUNT = N_("purchases that came, or were expected, are missing, infinite or below 0.")
_NOTHING_CAME = N_("no purchase came on any of them.")
_NOTHING_DUE = N_("the model expected no purchase on any of them.")


class OutsideTheClock(Refused):
    code: ClassVar[str] = "analytics.btyd.outside_the_clock"
    message: ClassVar[str] = N_("The seasonal clock runs from day {first} to day {last}; the dates lie outside it.")


@dataclass(frozen=True)
class SeasonalClock:
    """Average days elapsed since `first_day`: `elapsed[d]` at the start of day `first_day + d`."""

    first_day: int
    elapsed: Floats

    def at(self, day: ArrayLike) -> Floats:
        """Return the clock's reading on calendar days (ordinals, any shape), in average days."""
        index = np.asarray(day, dtype=np.int64) - self.first_day
        if np.any(index < 0) or np.any(index >= len(self.elapsed)):
            raise OutsideTheClock(first=self.first_day, last=self.first_day + len(self.elapsed) - 1)
        return self.elapsed[index]

    def histories(self, first: ArrayLike, last: ArrayLike, now: int) -> tuple[Ints, Ints]:
        """Return (recency, T) in whole average days for customers' first and last purchase days (n,).

        Rounded to days, so that groups stay few; half a day is far below a standard error. A repeat purchase is kept
        at least one day after the first.
        """
        start, end = self.at(first), self.at(last)
        again = np.asarray(last) > np.asarray(first)
        recency = np.where(again, np.maximum(np.rint(end - start), 1), 0).astype(np.int64)
        return recency, np.maximum(np.rint(self.at(now) - start).astype(np.int64), recency)

    def horizon(self, now: int, days: int) -> float:
        """Return how many average days the next `days` calendar days are."""
        return float(self.at(now + days) - self.at(now))


def seasonal_index(actual: ArrayLike, expected: ArrayLike, season: ArrayLike, *, prior: float = 30.0) -> Floats:
    """Return the index of every season: purchases that came over purchases a season-blind model expected.

    Parameters
    ----------
    actual : numbers (days,)
        Repeat purchases on each day.
    expected : numbers (days,)
        What a model fitted without seasons expected that day (`tracking` gives it).
    season : whole numbers (days,)
        Season of each day, from 0 (month 0..11, week 0..52).
    prior : float
        Purchases' worth of belief in an index of 1, so that a season with few purchases stays near it.

    Returns
    -------
    float64 (seasons,)
        Scaled so that the expected purchases' mean index is 1. A season not seen has 1.

    Raises
    ------
    SeasonUnknown
        Fewer than 365 days.
    BadDays
        A count is missing, infinite or below 0, or nothing came, or nothing was expected, on all days.
    ValueError
        `actual`, `expected` and `season` are not of one length, or a season is below 0.
    """
    came, due, which = np.asarray(actual, float), np.asarray(expected, float), np.asarray(season, dtype=np.int64)
    if len(came) < _SHORTEST_DAYS:
        raise SeasonUnknown(needed=_SHORTEST_DAYS, days=len(came))
    _check_counts(came, due)
    level = came.sum() / due.sum()
    seen, wanted = np.bincount(which, came), np.bincount(which, due) * level
    index = (seen + prior) / (wanted + prior)
    scaled: Floats = index * wanted.sum() / (index @ wanted)
    return scaled


def _check_counts(came: Floats, due: Floats) -> None:
    if came.shape != due.shape:
        raise ValueError("actual and expected need one value for each day")
    bad = ~((came >= 0) & (came < np.inf) & (due >= 0) & (due < np.inf))
    for days, why in (
        (np.count_nonzero(bad), _NO_COUNT),
        (0 if came.any() else len(came), _NOTHING_CAME),
        (0 if due.any() else len(due), _NOTHING_DUE),
    ):
        if days:
            raise BadDays(days=int(days), all_days=len(came), why=why)


def seasonal_clock(index: Floats, season_of_day: ArrayLike, *, first_day: int) -> SeasonalClock:
    """Return the clock that runs by `index` (seasons,) over the days whose seasons are given (days,)."""
    pace = np.asarray(index)[np.asarray(season_of_day, dtype=np.int64)]
    return SeasonalClock(first_day=first_day, elapsed=np.concatenate([[0.0], np.cumsum(pace)]))
