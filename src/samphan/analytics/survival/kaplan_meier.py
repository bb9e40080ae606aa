"""Who is still there after t: the Kaplan-Meier curve with honest intervals, and the log-rank test of segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from samphan.analytics.survival.lifetimes import ROUNDING, Flags, Floats, LifetimesUnusable, checked_lifetimes, places
from samphan.kit.errors import N_


class KaplanMeier(BaseEstimator):  # type: ignore[misc]
    """The product-limit estimate of the share of customers still there after a time.

    Parameters
    ----------
    confidence : float
        Coverage of the interval, 0..1.

    Attributes
    ----------
    times_ : ndarray (k,) of float64
        Distinct durations, ascending, in the unit given.
    at_risk_, ends_ : ndarray (k,) of int64
        Customers followed at least that long, and those whose end was seen then.
    survival_, low_, high_ : ndarray (k,) of float64
        Share still there just after each time with its log-log interval; the bounds are NaN where that interval does
        not exist (before the first end, and once the share is 0).
    standard_error_ : ndarray (k,) of float64
        Greenwood's.
    median_ : float or None
        The first time at which half or more have left, in the unit given; None while more than half are still there.
    n_, end_count_ : int
        Customers, and ends seen.

    Notes
    -----
    E. L. Kaplan and P. Meier, JASA 53(282), 1958; M. Greenwood, 1926; the log(-log) interval after Kalbfleisch and
    Prentice stays inside 0..1.
    """

    def __init__(self, *, confidence: float = 0.95) -> None:
        self.confidence = confidence

    def fit(self, durations: ArrayLike, observed: ArrayLike) -> Self:
        """Learn the curve.

        Parameters
        ----------
        durations : array-like (n,) of float
            How long each customer was followed, in any one unit, not negative.
        observed : array-like (n,) of bool
            Whether her end was seen (True) or she is still there (False).

        Raises
        ------
        LifetimesUnusable
            There is no customer, a duration is missing, infinite or negative, or an end is neither yes nor no.
        ValueError
            The two are not lists of one length.
        """
        times, ends = checked_lifetimes(durations, observed)
        self.times_, self.at_risk_, self.ends_ = _risk_table(times, ends)
        self.n_, self.end_count_ = len(times), int(ends.sum())
        self.survival_: Floats = np.cumprod((self.at_risk_ - self.ends_) / self.at_risk_).astype(np.float64)
        spread = _greenwood(self.at_risk_, self.ends_)
        self.standard_error_ = self.survival_ * np.sqrt(spread)
        self.low_, self.high_ = _log_log(self.survival_, spread, self.confidence)
        # Each factor and each product rounds by half an epsilon: twelve of 24 left are 0.5000000000000001 still there.
        half = np.flatnonzero(self.survival_ <= 0.5 * (1.0 + len(self.survival_) * np.finfo(np.float64).eps))
        self.median_ = float(self.times_[half[0]]) if len(half) else None
        return self

    def survival_at(self, times: ArrayLike) -> Floats:
        """Return the share still there after each time.

        Parameters
        ----------
        times : array-like (m,) of float
            In the unit of the durations. A time counts as reached by a duration that differs by rounding alone.

        Returns
        -------
        ndarray (m,) of float64
            0..1; NaN past the longest duration, where nobody was followed. Once everybody is seen to have left, the
            share stays 0.
        """
        check_is_fitted(self)
        return self._step(self.survival_, times, before=1.0)

    def interval_at(self, times: ArrayLike) -> tuple[Floats, Floats]:
        """Return the lower and upper bound of the share at each time, in the unit of the durations.

        Returns
        -------
        low, high : ndarray (m,) of float64
            0..1; NaN where the interval does not exist.
        """
        check_is_fitted(self)
        return self._step(self.low_, times, before=np.nan), self._step(self.high_, times, before=np.nan)

    def _step(self, values: Floats, times: ArrayLike, *, before: float) -> Floats:
        asked = np.asarray(times, dtype=np.float64)
        read = np.append(before, values)[places(self.times_, asked)]
        if self.survival_[-1] > 0.0:
            read = np.where(asked > self.times_[-1] * (1.0 + ROUNDING), np.nan, read)
        return np.asarray(read, dtype=np.float64)


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """The log-rank test of several curves.

    `statistic` is chi-square on `degrees` degrees of freedom, `p_value` (0..1) how often chance alone is as large;
    `observed` and `expected` count ends, one entry a segment in the order of `segments`.
    """

    statistic: float
    degrees: int
    p_value: float
    segments: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def compare_survival(durations: ArrayLike, observed: ArrayLike, segments: Sequence[str]) -> LogRank:
    """Say whether segments of customers stay equally long (Mantel's log-rank test).

    Parameters
    ----------
    durations : array-like (n,) of float
        How long each customer was followed, in any one unit, not negative.
    observed : array-like (n,) of bool
        Whether her end was seen.
    segments : sequence of str (n,)
        The segment of each customer; two or more distinct ones.

    Returns
    -------
    LogRank
        The smaller its `p_value`, the less chance alone explains the difference.

    Raises
    ------
    LifetimesUnusable
        Fewer than two segments, the ends seen do not tell them apart (none at all, or one segment alone at risk), or a
        duration or end cannot be used.
    ValueError
        Durations and ends are not lists of one length.

    Notes
    -----
    N. Mantel, Cancer Chemotherapy Reports 50(3), 1966, with the hypergeometric variance.
    """
    times, ends = checked_lifetimes(durations, observed)
    names, member = np.unique(np.asarray(segments, dtype=np.str_), return_inverse=True)
    if len(names) < 2 or member.shape != times.shape:
        raise LifetimesUnusable(reason=N_("a comparison needs at least two segments"))
    at, risk, seen = _risk_table(times, ends)
    tables = [_risk_table(times[member == k], ends[member == k], at=at) for k in range(len(names))]
    n_k = np.stack([table[1] for table in tables]).astype(np.float64)
    d_k = np.stack([table[2] for table in tables]).astype(np.float64)
    expected = n_k * (seen / risk)
    scale = np.where(risk > 1, seen * (risk - seen) / np.maximum(risk - 1.0, 1.0), 0.0)
    share = n_k / risk
    covariance = np.diag((share * scale).sum(axis=1)) - (share * scale) @ share.T
    gap = (d_k - expected).sum(axis=1)[:-1]
    inner = covariance[:-1, :-1]
    if np.linalg.matrix_rank(inner) < len(inner):
        raise LifetimesUnusable(reason=N_("too few ends were seen to compare the segments"))
    statistic = float(gap @ np.linalg.solve(inner, gap))
    return LogRank(
        statistic=statistic,
        degrees=len(names) - 1,
        p_value=float(chi2.sf(statistic, len(names) - 1)),
        segments=tuple(names.tolist()),
        observed=tuple(d_k.sum(axis=1).tolist()),
        expected=tuple(expected.sum(axis=1).tolist()),
    )


def _risk_table(
    times: Floats, ends: Flags, *, at: Floats | None = None
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct times (or `at`), the customers followed at least that long, and the ends seen then."""
    distinct = np.unique(times) if at is None else at
    at_risk = len(times) - np.searchsorted(np.sort(times), distinct, side="left")
    ended = np.bincount(np.searchsorted(distinct, times[ends]), minlength=len(distinct))
    return distinct, at_risk.astype(np.int64), ended.astype(np.int64)


def _greenwood(at_risk: NDArray[np.int64], ended: NDArray[np.int64]) -> Floats:
    """Return the cumulative sum of d / (n (n - d)): the variance of log S; NaN once everybody has left."""
    left = at_risk - ended
    terms = np.where(left > 0, ended / (at_risk * np.maximum(left, 1)), np.nan)
    return np.cumsum(terms)


def _log_log(survival: Floats, spread: Floats, confidence: float) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    inside = (survival > 0.0) & (survival < 1.0)
    log_s = np.log(np.where(inside, survival, 0.5))
    half = z * np.sqrt(np.where(inside, spread, 0.0)) / np.abs(log_s)
    low = np.where(inside, np.exp(log_s * np.exp(half)), np.nan)
    high = np.where(inside, np.exp(log_s * np.exp(-half)), np.nan)
    return low, high
