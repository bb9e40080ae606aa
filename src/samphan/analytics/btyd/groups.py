# ruff: noqa: N802, N803 (T is the field's own letter, and what peers call it)
"""Histories as exact groups: customers with the same (frequency, recency, T) are one row with a count.

Whole-day time makes a million customers a few hundred thousand groups, and every logarithm depends on a time or a
frequency alone, so it is taken once per distinct value. Nothing is rounded: a fit on groups is the fit on rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.kit.errors import N_, Refused

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.signedinteger[Any]]

_LONGEST_DAY_TABLE = 40_000  # whole numbers up to here are looked up directly; beyond, distinct values are sorted
_LARGEST_PAIR_TABLE = 8_000_000
_BLOCK = 32_768


class BadHistory(Refused):
    code: ClassVar[str] = "analytics.btyd.history"
    message: ClassVar[str] = N_("{rows} of {customers} histories cannot be: {why} Correct or leave them out, then fit.")
    worded: ClassVar[tuple[str, ...]] = ("why",)


@dataclass(frozen=True)
class Groups:
    """Distinct histories with their number of customers, ordered by frequency, recency, T.

    Attributes
    ----------
    frequency : int64 (g,)
        Repeat purchase days (x).
    recency_at, age_at : int64 (g,)
        Index into `times`: last purchase (t_x) and age (T), both counted from the first purchase.
    n : float64 (g,)
        Customers in the group (or their weight).
    times : float64 (k,)
        Ascending times in the parameters' unit.
    unit : float
        How many of the data's time units make one of the parameters'; a model takes groups of its own unit only.
    """

    frequency: Ints
    recency_at: Ints
    age_at: Ints
    n: Floats
    times: Floats
    unit: float = 1.0

    @classmethod
    def of(
        cls,
        frequency: ArrayLike,
        recency: ArrayLike,
        T: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        unit: float = 1,
    ) -> Self:
        """Collapse histories into groups.

        Parameters
        ----------
        frequency : whole numbers (n,)
            Days with a repeat purchase; the first purchase is not one.
        recency, T : numbers (n,)
            Time from first to last purchase, and from first purchase to now, in one unit. 0 where frequency is 0.
        weights : numbers (n,), optional
            Customers behind each row; 1 when left out.
        unit : float
            How many of the input's time units make one of the parameters' (7: days in, weeks in the parameters).

        Raises
        ------
        BadHistory
            No row, unequal lengths, missing or infinite values, negative or fractional frequency, recency outside
            0..T, a repeat purchase on the first day, a recency without a repeat purchase, a weight below zero.
        """
        x, times, recency_at, age_at = checked_histories(frequency, recency, T, unit=unit)
        key = _keys(x, recency_at, age_at, len(times))
        if weights is None:
            key, counts = _collapse(key)
        else:
            n = checked_weights(weights, len(x))
            key, counts = _collapse_weighted(key[n > 0], n[n > 0])  # nobody is behind a weight of 0
        rest, t_at = np.divmod(key, len(times))
        x, r_at = np.divmod(rest, len(times))
        return cls(frequency=x, recency_at=r_at, age_at=t_at, n=counts, times=times, unit=unit)

    @property
    def n_customers(self) -> float:
        """Return the number of customers (the sum of the weights)."""
        return float(self.n.sum())

    @property
    def mean_age(self) -> float:
        """Return the customers' mean T, in the parameters' unit: above 0 where anybody has bought again."""
        return float(self.n @ self.T) / self.n_customers

    @property
    def recency(self) -> Floats:
        """Return t_x of every group, in the parameters' unit."""
        return self.times[self.recency_at]

    @property
    def T(self) -> Floats:
        """Return T of every group, in the parameters' unit."""
        return self.times[self.age_at]

    @property
    def repeaters(self) -> float:
        """Return the number of customers with at least one repeat purchase."""
        return float(self.n[self.frequency > 0].sum())

    def frequency_counts(self) -> tuple[Ints, Floats]:
        """Return the distinct frequencies, ascending, and the customers of each."""
        counts = np.bincount(self.frequency, self.n).astype(np.float64, copy=False)
        found = np.flatnonzero(counts)
        return found, counts[found]

    def thinned(self, every: int) -> "Groups":
        """Return every `every`-th group: a cheap sample to start a fit from, never to end it on."""
        return Groups(
            frequency=self.frequency[::every].copy(),
            recency_at=self.recency_at[::every].copy(),
            age_at=self.age_at[::every].copy(),
            n=self.n[::every].copy(),
            times=self.times,
            unit=self.unit,
        )


def checked_histories(
    frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, *, unit: float = 1
) -> tuple[Ints, Floats, Ints, Ints]:
    """Return (frequency, times, recency index, T index) of histories that can be; `BadHistory` otherwise.

    `times` is ascending, in the parameters' unit. Whole numbers of days index it directly, other times by sorting.
    """
    x, t_x, age = (np.atleast_1d(np.asarray(values)) for values in (frequency, recency, T))
    if x.ndim != 1 or not x.shape == t_x.shape == age.shape or len(x) == 0:
        raise BadHistory(rows=len(x), customers=max(len(x), len(t_x), len(age)), why=_LENGTHS)
    whole = checked_frequency(x)
    for values in (t_x, age):
        _refuse_what_is_no_number(values)
    broken = {_RECENCY: 0, _REPEAT: 0}
    for rows in blocks(len(x)):
        k, last, now = whole[rows], t_x[rows], age[rows]
        broken[_RECENCY] += int(np.count_nonzero((last < 0) | (last > now)))
        broken[_REPEAT] += int(np.count_nonzero((k == 0) != (last == 0)))
    for why, count in broken.items():
        _refuse(count, len(x), why)
    times, recency_at, age_at = _time_table(t_x, age, unit)
    return whole, times, recency_at, age_at


def checked_frequency(x: NDArray[np.generic]) -> Ints:
    """Return frequencies (n,) as whole numbers; `BadHistory` where one is missing, fractional or below 0."""
    _refuse_what_is_no_number(x)
    whole: Ints = cast(Ints, x) if x.dtype.kind == "i" else x.astype(np.int64)
    if whole is not x or whole.min(initial=0) < 0:
        _refuse(np.count_nonzero((whole != x) | (whole < 0)), len(x), _FREQUENCY)
    return whole


def checked_weights(weights: ArrayLike, customers: int) -> Floats:
    """Return weights (n,) as float64; `BadHistory` unless there is a finite one of 0 or more for each customer."""
    n = np.asarray(weights, dtype=np.float64)
    if n.shape != (customers,):
        raise BadHistory(rows=customers, customers=customers, why=_WEIGHTS)
    _refuse(np.count_nonzero(~((n >= 0) & (n < np.inf))), customers, _WEIGHTS)
    return n


def blocks(rows: int) -> Iterator[slice]:
    """Yield slices of a size whose temporary arrays stay in the cache: half the cost of whole arrays, or less."""
    for first in range(0, rows, _BLOCK):
        yield slice(first, first + _BLOCK)


def looked_up(table: Floats, index: Ints) -> Floats:
    """Return `table[index]` for an index known to lie inside: a third of the cost, for not being checked again."""
    return table.take(index, mode="clip")


def on_pairs(frequency: Ints, age_at: Ints, evaluate: Callable[[Ints, Ints], Floats]) -> Floats:
    """Evaluate once per distinct (frequency, T) and hand the values back row by row.

    Expectations need a series per pair, and ten million customers have some thirty thousand pairs.
    """
    width = int(age_at.max()) + 1
    size = (int(frequency.max()) + 1) * width
    if size > _LARGEST_PAIR_TABLE:
        pairs, back = np.unique(frequency.astype(np.int64) * width + age_at, return_inverse=True)
        return evaluate(*np.divmod(pairs, width))[back]
    seen = np.zeros(size, dtype=np.bool_)
    for rows in blocks(len(frequency)):
        seen[frequency[rows].astype(np.int64) * width + age_at[rows]] = True
    pairs = np.flatnonzero(seen)
    table = np.empty(size)
    table[pairs] = evaluate(*np.divmod(pairs, width))
    made = np.empty(len(frequency))
    for rows in blocks(len(frequency)):
        made[rows] = looked_up(table, frequency[rows].astype(np.int64) * width + age_at[rows])
    return made


_LENGTHS = N_("frequency, recency and T need one value for each customer, and at least one customer.")
_NUMBERS = N_("a value is missing or not a finite number.")
_FREQUENCY = N_("frequency is a whole number of repeat purchase days, 0 or more.")
_RECENCY = N_("recency lies between 0 and T.")
_REPEAT = N_("recency is above 0 exactly when there is a repeat purchase: two orders on one day are one purchase day.")
_WEIGHTS = N_("a weight is a number of customers, 0 or more, one for each row.")


def as_floats(values: NDArray[np.generic]) -> Floats:
    """Return values of any kind as numbers; all NaN where one is no number."""
    try:
        return values.astype(np.float64)
    except (TypeError, ValueError):
        return np.full(values.shape, np.nan)


def _refuse_what_is_no_number(values: NDArray[np.generic]) -> None:
    if values.dtype.kind != "i":
        _refuse(np.count_nonzero(~np.isfinite(as_floats(values))), len(values), _NUMBERS)


def _refuse(rows: int | np.intp, customers: int, why: str) -> None:
    if rows:
        raise BadHistory(rows=int(rows), customers=customers, why=why)


def _time_table(t_x: NDArray[np.generic], age: NDArray[np.generic], unit: float) -> tuple[Floats, Ints, Ints]:
    """Return the distinct times and where each row's two are among them; whole days are their own index."""
    longest = float(age.max())
    if longest <= _LONGEST_DAY_TABLE:
        whole: list[Ints] = [cast(Ints, v) if v.dtype.kind == "i" else v.astype(np.int64) for v in (t_x, age)]
        if all(w is v or np.array_equal(w, v) for w, v in zip(whole, (t_x, age), strict=True)):
            return np.arange(int(longest) + 1) / unit, whole[0], whole[1]
    values, back = np.unique(np.concatenate([t_x, age]).astype(np.float64), return_inverse=True)
    return values / unit, back[: len(t_x)], back[len(t_x) :]


def _keys(x: Ints, recency_at: Ints, age_at: Ints, width: int) -> Ints:
    """Return one number per history, in the order of (x, t_x, T); in 32 bits where it fits, which sorts sooner."""
    largest = (int(x.max()) + 1) * width * width
    key: Ints = np.empty(len(x), np.int32 if largest < np.iinfo(np.int32).max else np.int64)
    for rows in blocks(len(x)):
        key[rows] = (x[rows].astype(np.int64) * width + recency_at[rows]) * width + age_at[rows]
    return key


def _collapse(key: Ints) -> tuple[Ints, Floats]:
    """Return the distinct keys, ascending, with the rows behind each; `key` is sorted in place."""
    key.sort()
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return key[starts].astype(np.int64), np.diff(starts, append=len(key)).astype(np.float64)


def _collapse_weighted(key: Ints, weights: Floats) -> tuple[Ints, Floats]:
    """Return the distinct keys, ascending, with the weights behind each."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[starts].astype(np.int64), np.add.reduceat(weights[order], starts)
