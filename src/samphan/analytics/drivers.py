"""What the outcome hangs on: shares of explained variance (LMG, the Shapley value) of touchpoint and topic scores.

Scores of touchpoints rise and fall together, so that a regression coefficient says little about importance: it changes
with what else is in the model. LMG averages what a driver adds to R2 over every order in which drivers can enter, the
only division of R2 that is fair in Shapley's sense. Shares are associations: a driver that explains much need not be
the cause.

Sources: R. H. Lindeman, P. F. Merenda and R. Z. Gold, "Introduction to Bivariate and Multivariate Analysis", 1980,
p. 119; U. Grömping, "Relative Importance for Linear Regression in R: The Package relaimpo", Journal of Statistical
Software 17(1), 2006; S. Holm, Scandinavian Journal of Statistics 6(2), 1979.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import f as f_distribution
from sklearn.base import BaseEstimator

from samphan.analytics.columns import as_table
from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]

MOST_EXACT = 12  # 2**12 regressions on a covariance matrix: some milliseconds
MOST_DRIVERS = 60
SMALLEST_N = 30
_ORDERS = 2_000
_ORDERS_IN_A_RESAMPLE = 200
_USABLE_RESAMPLES = 0.9
_SINGULAR = 1e-9  # smallest eigenvalue of the correlation matrix


class TooFewForDrivers(Refused):
    code = "analytics.drivers.too_few"
    message = N_("{n} complete answers are too few to tell {drivers} drivers apart: {needed} are needed.")


class DriverUnusable(Refused):
    code = "analytics.drivers.unusable"
    message = N_("“{driver}” cannot be a driver: {reason}.")
    worded = ("reason",)


class DriversCollinear(Refused):
    code = "analytics.drivers.collinear"
    message = N_("These drivers say the same thing: {drivers}. Leave one of them out.")


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One driver: its share of the variance (0..1) with interval, test, and what it counts for.

    `counted` is the share, or 0 where the driver is not significant.
    """

    name: str
    share: float
    low: float
    high: float
    coefficient: float
    p_value: float
    is_significant: bool
    counted: float


class Drivers(BaseEstimator):  # type: ignore[misc]
    """Divides the R2 of a linear model of the outcome among its drivers.

    Exact for up to 12 drivers; beyond that averaged over random orders, whose shares still sum to R2.

    Parameters
    ----------
    level : float
        A driver is significant when its partial F test, corrected for the number of drivers (Holm), is below it.
    resamples : int
        Bootstrap resamples behind the intervals. They are NaN for 0, and where one resample in ten holds a driver that
        no longer varies or has become collinear.
    seed : int

    Attributes
    ----------
    drivers_ : tuple of Driver
        In the order of the columns.
    shares_, p_values_, counted_ : ndarray (p,) of float64
        Shares sum to `r2_`; `counted_` holds 0 for drivers that are not significant, so it may sum to less.
    r2_, adjusted_r2_ : float
        Share of the variance of the outcome that all drivers explain together.
    n_, left_out_ : int
        Complete rows used, and rows left out for a missing value.
    is_exact_ : bool
    """

    def __init__(self, *, level: float = 0.05, resamples: int = 200, seed: int = 0) -> None:
        self.level = level
        self.resamples = resamples
        self.seed = seed

    def fit(self, X: object, y: ArrayLike) -> Self:  # noqa: N803 (scikit-learn's name)
        """Learn from scores (n, p), a DataFrame or array of numbers, and the outcome (n,); NaN is missing.

        Rows with a missing value are left out and counted.

        Raises
        ------
        TooFewForDrivers, DriverUnusable, DriversCollinear
            The answer would be noise or is not unique; each says what to do.
        """
        table = as_table(X)
        names = [str(name) for name in table.columns]
        scores, outcome, self.left_out_ = _complete_rows(table.to_numpy(dtype=np.float64), y)
        self.n_ = len(outcome)
        _check(names, scores, outcome)
        random = np.random.default_rng(self.seed)
        correlation = _correlation(np.column_stack([scores, outcome]))
        self.is_exact_ = len(names) <= MOST_EXACT
        self.shares_ = _shares(correlation[None], random, _ORDERS)[0]
        self.r2_ = float(self.shares_.sum())
        free = self.n_ - len(names) - 1
        self.adjusted_r2_ = 1.0 - (1.0 - self.r2_) * (self.n_ - 1) / free
        coefficients, self.p_values_ = _partial_tests(scores, outcome, correlation, free)
        significant = _holm(self.p_values_, self.level)
        self.counted_ = np.where(significant, self.shares_, 0.0)
        low, high = self._intervals(scores, outcome, random)
        self.drivers_ = tuple(
            Driver(
                name=name,
                share=float(self.shares_[at]),
                low=float(low[at]),
                high=float(high[at]),
                coefficient=float(coefficients[at]),
                p_value=float(self.p_values_[at]),
                is_significant=bool(significant[at]),
                counted=float(self.counted_[at]),
            )
            for at, name in enumerate(names)
        )
        return self

    def _intervals(self, scores: Floats, outcome: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the 2.5 % and 97.5 % percentiles of the shares over resampled rows, or NaN."""
        nothing = np.full(scores.shape[1], np.nan)
        if not self.resamples:
            return nothing, nothing
        joined = np.column_stack([scores, outcome])
        joined = (joined - joined.mean(axis=0)) / joined.std(axis=0)
        drawn = random.multinomial(self.n_, np.full(self.n_, 1.0 / self.n_), size=self.resamples) / self.n_
        stack = np.stack([_weighted_correlation(joined, weight) for weight in drawn])
        usable = stack[np.linalg.eigvalsh(stack[:, :-1, :-1])[:, 0] > _SINGULAR]
        if len(usable) < _USABLE_RESAMPLES * self.resamples:
            return nothing, nothing
        shares = _shares(usable, random, _ORDERS_IN_A_RESAMPLE)
        low, high = np.quantile(shares, (0.025, 0.975), axis=0)
        return low, high


def _shares(correlations: Floats, random: np.random.Generator, orders: int) -> Floats:
    """Return LMG shares (b, p) of correlation matrices (b, p+1, p+1) whose last row is the outcome."""
    p = correlations.shape[1] - 1
    if p <= MOST_EXACT:
        return _exact_shares(correlations)
    shares = [_shares_in_order(correlations, random.permutation(p)) for _ in range(orders)]
    return np.asarray(np.mean(shares, axis=0), dtype=np.float64)


def _exact_shares(correlations: Floats) -> Floats:
    """Return LMG by all 2**p regressions: share_i = sum over S without i of w(|S|) (R2(S+i) - R2(S))."""
    p = correlations.shape[1] - 1
    r2 = np.zeros((len(correlations), 1 << p))
    for size in range(1, p + 1):
        subsets = np.array(list(combinations(range(p), size)))
        inner = correlations[:, subsets[:, :, None], subsets[:, None, :]]
        outer = correlations[:, subsets, p]
        explained = np.linalg.solve(inner, outer[..., None])[..., 0]
        r2[:, (1 << subsets).sum(axis=1)] = np.einsum("bsk,bsk->bs", explained, outer)
    masks = np.arange(1 << p)
    sizes = np.array([mask.bit_count() for mask in range(1 << p)])
    weight = np.array([1.0 / (p * comb(p - 1, size)) for size in range(p)])
    shares = np.empty((len(correlations), p))
    for at in range(p):
        without = masks[(masks >> at) & 1 == 0]
        shares[:, at] = (r2[:, without | (1 << at)] - r2[:, without]) @ weight[sizes[without]]
    return shares


def _shares_in_order(correlations: Floats, order: NDArray[np.int64]) -> Floats:
    """Return what each driver adds to R2 when they enter in `order`: the squared last row of a Cholesky factor."""
    p = len(order)
    entry = np.append(order, p)
    factor = np.linalg.cholesky(correlations[:, entry[:, None], entry])
    shares = np.empty((len(correlations), p))
    shares[:, order] = factor[:, -1, :-1] ** 2
    return shares


def _partial_tests(scores: Floats, outcome: Floats, correlation: Floats, free: int) -> tuple[Floats, Floats]:
    """Return the coefficients per unit of each score, and the p value of each one's partial F test (1 and n-p-1)."""
    inverse = np.linalg.inv(correlation[:-1, :-1])
    standard = inverse @ correlation[:-1, -1]
    unexplained = max(0.0, 1.0 - float(standard @ correlation[:-1, -1]))
    spread = np.maximum(np.diag(inverse) * unexplained / free, np.finfo(float).tiny)
    p_values = f_distribution.sf(standard**2 / spread, 1, free)
    return standard * outcome.std() / scores.std(axis=0), np.asarray(p_values, dtype=np.float64)


def _holm(p_values: Floats, level: float) -> NDArray[np.bool_]:
    """Return which hypotheses fall by Holm's step-down, so that one false driver appears in `level` of reports."""
    order = np.argsort(p_values, kind="stable")
    holds = p_values[order] > level / np.arange(len(p_values), 0, -1)
    falls = np.zeros(len(p_values), dtype=np.bool_)
    falls[order[: int(holds.argmax()) if holds.any() else len(order)]] = True
    return falls


def _correlation(columns: Floats) -> Floats:
    return np.atleast_2d(np.asarray(np.corrcoef(columns, rowvar=False), dtype=np.float64))


def _weighted_correlation(standardised: Floats, weight: Floats) -> Floats:
    centred = standardised - weight @ standardised
    covariance = (centred * weight[:, None]).T @ centred
    spread = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    return np.asarray(covariance / np.outer(spread, spread), dtype=np.float64)


def _complete_rows(scores: Floats, outcome: ArrayLike) -> tuple[Floats, Floats, int]:
    y = np.asarray(outcome, dtype=np.float64)
    if y.shape != (len(scores),):
        raise ValueError("every row of scores needs one outcome")
    complete = ~(np.isnan(scores).any(axis=1) | np.isnan(y))
    return scores[complete], y[complete], int((~complete).sum())


def _check(names: Sequence[str], scores: Floats, outcome: Floats) -> None:
    n, p = scores.shape
    if not 1 <= p <= MOST_DRIVERS:
        raise ValueError(f"1 to {MOST_DRIVERS} drivers can be told apart, not {p}")
    needed = max(SMALLEST_N, 3 * p)
    if n < needed:
        raise TooFewForDrivers(n=n, drivers=p, needed=needed)
    joined = np.column_stack([scores, outcome])
    for name, values in zip([*names, N_("the outcome")], joined.T, strict=True):
        if not np.isfinite(values).all():
            raise DriverUnusable(driver=name, reason=N_("it holds an infinite number"))
        if values.min() == values.max():
            raise DriverUnusable(driver=name, reason=N_("it is the same for everybody"))
    eigenvalues, vectors = np.linalg.eigh(_correlation(scores))
    if eigenvalues[0] < _SINGULAR:
        alike = np.abs(vectors[:, 0]) > 1e-3
        raise DriversCollinear(drivers=", ".join(name for name, is_alike in zip(names, alike, strict=True) if is_alike))
