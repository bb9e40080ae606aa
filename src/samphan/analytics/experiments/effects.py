"""The difference of two arms with its interval: Welch's, and CUPED where something was known before.

Sources: B. L. Welch, Biometrika 34, 1947 (unequal variances, Satterthwaite's degrees of freedom); A. Deng, Y. Xu,
R. Kohavi & T. Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment Data",
WSDM 2013 (CUPED, eqs. 4-6).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from scipy import stats

from samphan.analytics.experiments.samples import Covariate, Floats, Moments
from samphan.analytics.intervals import Interval

LEVEL = 0.95


class Method(StrEnum):
    """How a difference was computed."""

    WELCH = "welch"
    CUPED = "cuped"
    NEWCOMBE = "newcombe"
    AIPW = "aipw"


class Bounds(StrEnum):
    """What the bounds promise: to hold for one look at the planned end, or for all looks together."""

    FIXED = "fixed"
    SEQUENCE = "sequence"


class NoVariation(ValueError):
    """The outcomes do not vary within either arm: a difference without any error is not knowledge."""

    def __init__(self) -> None:
        super().__init__("within each arm every unit has the same outcome: no interval can be computed from it")


@dataclass(frozen=True, kw_only=True, eq=False)
class Effect:
    """Treated minus control, in the outcome's unit, with its interval; all arrays of one shape, () for one experiment.

    `n_control` and `n_treated` count units. `bounds` says what `low` and `high` promise.
    """

    method: Method
    estimate: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    n_control: Floats
    n_treated: Floats
    bounds: Bounds = Bounds.FIXED

    @property
    def interval(self) -> Interval:
        """Return the one interval as plain numbers. Raises ValueError when this holds many experiments."""
        return Interval(estimate=self.estimate.item(), low=self.low.item(), high=self.high.item())


def welch(control: Moments, treated: Moments, *, level: float = LEVEL) -> Effect:
    """Return the difference of means with Welch's t interval, for arms of any sizes and spreads.

    Parameters
    ----------
    control, treated : Moments, arrays of one shape
    level : float
        Share of experiments whose interval holds the truth, 0..1.

    Returns
    -------
    Effect
        Of the same shape, in the outcome's unit.

    Raises
    ------
    NoVariation
        Both arms of an experiment have no spread.
    ValueError
        A level outside 0..1.

    Notes
    -----
    Welch 1947, with Satterthwaite's degrees of freedom.
    """
    own, others = treated.variance / treated.n, control.variance / control.n
    if np.any(own + others == 0):
        raise NoVariation
    standard_error = np.sqrt(own + others)
    freedom = (own + others) ** 2 / (own**2 / (treated.n - 1) + others**2 / (control.n - 1))
    half = stats.t.ppf(tail_of(level), freedom) * standard_error
    estimate = treated.mean - control.mean
    return Effect(
        method=Method.WELCH,
        estimate=np.asarray(estimate),
        low=np.asarray(estimate - half),
        high=np.asarray(estimate + half),
        standard_error=np.asarray(standard_error),
        n_control=np.asarray(control.n),
        n_treated=np.asarray(treated.n),
    )


def cuped(control: Moments, treated: Moments, *, level: float = LEVEL) -> Effect:
    """Return the difference of means without what the covariate explains: the same effect, a narrower interval.

    Parameters
    ----------
    control, treated : Moments, arrays of one shape
        Both with `before`, measured before assignment: a covariate the treatment can change makes the answer wrong,
        and no check can see it.
    level : float
        Share of experiments whose interval holds the truth, 0..1.

    Returns
    -------
    Effect
        Of the same shape, in the outcome's unit. With correlation r the interval shrinks by sqrt(1 - r^2).

    Raises
    ------
    NoVariation
        Both arms of an experiment have no spread left.
    ValueError
        An arm has no covariate, or a level lies outside 0..1.

    Notes
    -----
    Deng et al. 2013, eqs. 4-6. The slope is that of both arms together; where the covariate does not vary it explains
    nothing and the answer is Welch's.
    """
    adjusted = _adjusted(control, treated)
    return replace(welch(*adjusted, level=level), method=Method.CUPED)


def _adjusted(control: Moments, treated: Moments) -> tuple[Moments, Moments]:
    together = (control + treated).before
    if together is None or control.before is None or treated.before is None:
        raise ValueError("CUPED needs a covariate known before the experiment in both arms")
    varies = together.variance > 0
    slope = np.where(varies, together.covariance / np.where(varies, together.variance, 1.0), 0.0)
    return _without(control, control.before, slope, together), _without(treated, treated.before, slope, together)


def _without(arm: Moments, before: Covariate, slope: Floats, together: Covariate) -> Moments:
    variance = arm.variance - 2 * slope * before.covariance + slope**2 * before.variance
    return Moments(
        n=arm.n,
        mean=arm.mean - slope * (before.mean - together.mean),
        variance=np.maximum(variance, 0.0),  # exactly explained outcomes may round below zero
    )


def tail_of(level: float) -> float:
    """Return the quantile a two-sided interval of this level ends at: .975 for .95. Raises ValueError outside 0..1."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1 (0.95 is usual), not {level}")
    return 1 - (1 - level) / 2


def z_of(level: float) -> float:
    """Return how many standard errors a two-sided normal interval of this level reaches: 1.959964 for .95."""
    return NormalDist().inv_cdf(tail_of(level))
