"""What an arm boils down to: count, mean and variance, with those of a covariate; from rows or from a database's sums.

Everything broadcasts: the moments of one arm are arrays of one shape, one cell an experiment, a metric or a day, so a
thousand comparisons cost one pass. A single experiment is the shape ().
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Covariate:
    """Moments of what was known of each unit before the experiment, e.g. its margin in the period before.

    `covariance` is that with the outcome; it and `variance` divide by n - 1.
    """

    mean: Floats
    variance: Floats
    covariance: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Moments:
    """Count, mean and sample variance (divided by n - 1) of an outcome in one arm, all of one shape."""

    n: Floats
    mean: Floats
    variance: Floats
    before: Covariate | None = None

    def __post_init__(self) -> None:
        if np.any(self.n < 2):
            raise ValueError("an arm needs at least two units before its spread is known")
        if not np.all(np.isfinite(self.mean) & np.isfinite(self.variance)) or np.any(self.variance < 0):
            raise ValueError("the mean and the variance of an arm must be finite, and no variance below zero")

    def __add__(self, other: Self) -> "Moments":
        """Return the moments of both together (Chan, Golub & LeVeque 1983), e.g. of two days or of two arms."""
        n = self.n + other.n
        weight = self.n * other.n / n
        step = other.mean - self.mean
        before = None
        if self.before is not None and other.before is not None:
            step_before = other.before.mean - self.before.mean
            before = Covariate(
                mean=self.before.mean + step_before * other.n / n,
                variance=self._pool(other, self.before.variance, other.before.variance, weight * step_before**2),
                covariance=self._pool(
                    other, self.before.covariance, other.before.covariance, weight * step * step_before
                ),
            )
        return Moments(
            n=n,
            mean=self.mean + step * other.n / n,
            variance=self._pool(other, self.variance, other.variance, weight * step**2),
            before=before,
        )

    def _pool(self, other: Self, own: Floats, others: Floats, between: Floats) -> Floats:
        return (own * (self.n - 1) + others * (other.n - 1) + between) / (self.n + other.n - 1)


def moments(values: ArrayLike, *, before: ArrayLike | None = None) -> Moments:
    """Return the moments of `values` over its last axis.

    Parameters
    ----------
    values : array-like (..., n) of float
        One outcome a unit, n at least 2, of any unit; booleans count as 0 and 1.
    before : array-like (..., n) of float, optional
        A covariate known before the experiment.

    Returns
    -------
    Moments
        Arrays (...) of float64.

    Raises
    ------
    ValueError
        Fewer than two units, other shapes, and NaN or infinite values: decide what a missing outcome means (often 0:
        no order is no margin) before comparing, because leaving units out breaks the randomisation.
    """
    own = finite(values, "outcomes")
    if own.ndim == 0:
        raise ValueError("outcomes must be a row of values, one a unit")
    n = np.full(own.shape[:-1], float(own.shape[-1]))
    if own.shape[-1] < 2:
        raise ValueError("an arm needs at least two units before its spread is known")
    first = own[..., :1]
    # Around the first value, equal outcomes have a variance of exactly zero, and large ones lose no digits.
    mean = first[..., 0] + (own - first).mean(axis=-1)
    covariate = None
    if before is not None:
        known = finite(before, "covariate")
        if known.shape != own.shape:
            raise ValueError(f"the covariate has shape {known.shape}, the outcomes {own.shape}: one value a unit")
        covariate = _covariate(own - mean[..., None], known)
    return Moments(n=n, mean=mean, variance=(own - first).var(axis=-1, ddof=1), before=covariate)


def _covariate(centred: Floats, known: Floats) -> Covariate:
    mean = known.mean(axis=-1)
    return Covariate(
        mean=mean,
        variance=known.var(axis=-1, ddof=1),
        covariance=(centred * (known - mean[..., None])).sum(axis=-1) / (known.shape[-1] - 1),
    )


def ratio_moments(numerator: ArrayLike, denominator: ArrayLike) -> Moments:
    """Return the moments of a ratio of sums, e.g. margin an order, by linearising it (delta method).

    Parameters
    ----------
    numerator, denominator : array-like (..., n) of float
        Both of one randomised unit, e.g. a customer's margin and the number of her orders; n at least 2.

    Returns
    -------
    Moments
        Arrays (...) of float64, in the numerator's unit a unit of the denominator. The mean is sum(numerator) /
        sum(denominator); the variance that of (numerator - ratio * denominator) / mean denominator, so that Welch's
        interval applies to it although orders of one customer hang together.

    Raises
    ------
    ValueError
        Other shapes, fewer than two units, NaN or infinite values, or denominators that sum to zero.

    Notes
    -----
    Deng, Knoblich & Lu, KDD 2018, eq. 3.
    """
    above, below = finite(numerator, "numerators"), finite(denominator, "denominators")
    if above.shape != below.shape:
        raise ValueError(f"numerators have shape {above.shape}, denominators {below.shape}: one pair a unit")
    base = below.mean(axis=-1)
    if np.any(base == 0):
        raise ValueError("the denominators sum to zero: there is no ratio")
    ratio = above.mean(axis=-1) / base
    linear = (above - ratio[..., None] * below) / base[..., None]
    return Moments(n=np.full(base.shape, float(above.shape[-1])), mean=ratio, variance=linear.var(axis=-1, ddof=1))


def finite(values: ArrayLike, what: str) -> Floats:
    """Return `values` as float64, or raise ValueError naming `what` and how many of them are missing or infinite."""
    made = np.asarray(values, dtype=np.float64)
    wrong = int(made.size - np.count_nonzero(np.isfinite(made)))
    if wrong:
        raise ValueError(f"{wrong} of {made.size} {what} are missing or infinite; decide what they mean first")
    return made
