"""Before the launch: how many customers an answer needs, and which change a given number can show.

Normal approximation with each arm's own variance, two-sided; the far tail's tiny part of the power is left out, as
usual (J. Cohen, Statistical Power Analysis, 1988; Fleiss, Levin & Paik 2003, ch. 4, without continuity correction).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

from scipy import optimize

from samphan.analytics.experiments.effects import LEVEL, tail_of, z_of

POWER = 0.8


@dataclass(frozen=True, kw_only=True)
class SampleSize:
    """Units each arm needs, rounded up."""

    control: int
    treated: int

    @property
    def total(self) -> int:
        """Return the units both arms need together."""
        return self.control + self.treated


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is fixed before the numbers are asked for.

    `treated_share` of the units is treated (0..1); `power` is the chance to see a true change; `level` the share of
    intervals that hold the truth; `correlation` that of the outcome with the covariate CUPED will use (0: none), which
    takes 1 - r^2 off the variance.
    """

    treated_share: float = 0.5
    power: float = POWER
    level: float = LEVEL
    correlation: float = 0.0

    def __post_init__(self) -> None:
        tail_of(self.level)
        if not 0 < self.treated_share < 1:
            raise ValueError(f"the treated share lies between 0 and 1, not {self.treated_share}")
        if not 0.5 <= self.power < 1:
            raise ValueError(f"power lies between 0.5 and 1 (0.8 is usual), not {self.power}")
        if not -1 < self.correlation < 1:
            raise ValueError(f"a correlation lies between -1 and 1, not {self.correlation}")

    @property
    def reach(self) -> float:
        """Return how many standard errors a change must measure to be seen with this power."""
        return z_of(self.level) + NormalDist().inv_cdf(self.power)

    def variance(self, control: float, treated: float) -> float:
        """Return n times the variance of the difference, from the outcome's in each arm, in its squared unit."""
        kept = 1 - self.correlation**2
        return kept * (control / (1 - self.treated_share) + treated / self.treated_share)

    def size(self, change: float, variance: float) -> SampleSize:
        """Return the units needed to see `change` where n times the difference's variance is `variance`.

        The change is in the outcome's unit and not zero, the variance in its square, as the method of that name gives
        it.
        """
        n = self.reach**2 * variance / change**2
        return SampleSize(control=ceil(n * (1 - self.treated_share)), treated=ceil(n * self.treated_share))

    def power_at(self, n: float, change: float, variance: float) -> float:
        """Return the chance (0..1) that n units, both arms together, show `change`; units as for `size`."""
        return NormalDist().cdf(abs(change) * sqrt(n / variance) - z_of(self.level))


STANDARD = Design()


def size_for_share(*, base: float, change: float, design: Design = STANDARD) -> SampleSize:
    """Return the units needed to see a share move.

    Parameters
    ----------
    base : float
        The share without treatment, 0..1.
    change : float
        What treatment is hoped to do to it, signed, as a share: -0.03 for 26.5 % to 23.5 %.
    design : Design

    Returns
    -------
    SampleSize
        Units an arm.

    Raises
    ------
    ValueError
        The change is zero or leads out of 0..1.

    Notes
    -----
    Fleiss, Levin & Paik 2003, ch. 4, each arm with its own variance.
    """
    return design.size(change, _share_variance(base, change, design))


def power_for_share(*, base: float, change: float, n: int, design: Design = STANDARD) -> float:
    """Return the chance that `n` units in all show a share moving.

    Parameters
    ----------
    base : float
        The share without treatment, 0..1.
    change : float
        What treatment does to it, signed, as a share.
    n : int
        Units, both arms together, at least 4.
    design : Design
        Its `power` is not used.

    Returns
    -------
    float
        0..1.

    Raises
    ------
    ValueError
        Fewer than four units, or a change that is zero or leads out of 0..1.

    Notes
    -----
    `size_for_share` the other way round, from the same approximation.
    """
    return design.power_at(_enough(n), change, _share_variance(base, change, design))


def detectable_share_change(*, base: float, n: int, rise: bool, design: Design = STANDARD) -> float:
    """Return the smallest change of a share that `n` units in all show with the design's power.

    Parameters
    ----------
    base : float
        The share without treatment, between 0 and 1.
    n : int
        Units, both arms together, at least 4.
    rise : bool
        The direction that is hoped for: near 0 and 1 the two differ.
    design : Design

    Returns
    -------
    float
        As a share, signed.

    Raises
    ------
    ValueError
        Fewer than four units, a base of 0 or 1, or even a move to the end of the scale would stay unseen: then the
        experiment is too small to be worth starting.

    Notes
    -----
    `size_for_share` solved for the change.
    """
    _enough(n)
    room = 1 - base if rise else base
    sign = 1.0 if rise else -1.0

    def missing(size: float) -> float:
        return _share_variance(base, sign * size, design) * design.reach**2 - n * size**2

    if not 0 < base < 1 or missing(room) > 0:
        raise ValueError(f"{n} units cannot show any change of a share of {base}: take more of them")
    return sign * _root(missing, room)


def size_for_mean(*, deviation: float, change: float, design: Design = STANDARD) -> SampleSize:
    """Return the units needed to see a mean move.

    Parameters
    ----------
    deviation : float
        The outcome's standard deviation, in its unit, equal in both arms.
    change : float
        What treatment is hoped to do to the mean, in the same unit.
    design : Design

    Returns
    -------
    SampleSize
        Units an arm.

    Raises
    ------
    ValueError
        The deviation is not positive, or the change is zero.

    Notes
    -----
    Cohen 1988, ch. 2, by the normal approximation.
    """
    return design.size(change, _mean_variance(deviation, change, design))


def power_for_mean(*, deviation: float, change: float, n: int, design: Design = STANDARD) -> float:
    """Return the chance that `n` units in all show a mean moving.

    Parameters
    ----------
    deviation : float
        The outcome's standard deviation, in its unit, equal in both arms.
    change : float
        What treatment does to the mean, in the same unit.
    n : int
        Units, both arms together, at least 4.
    design : Design
        Its `power` is not used.

    Returns
    -------
    float
        0..1.

    Raises
    ------
    ValueError
        Fewer than four units, a deviation that is not positive, or a change of zero.

    Notes
    -----
    `size_for_mean` the other way round, from the same approximation.
    """
    return design.power_at(_enough(n), change, _mean_variance(deviation, change, design))


def detectable_mean_change(*, deviation: float, n: int, design: Design = STANDARD) -> float:
    """Return the smallest change of a mean that `n` units in all show with the design's power.

    Parameters
    ----------
    deviation : float
        The outcome's standard deviation, in its unit, equal in both arms.
    n : int
        Units, both arms together, at least 4.
    design : Design

    Returns
    -------
    float
        In the outcome's unit, positive; the same downwards.

    Raises
    ------
    ValueError
        Fewer than four units, or a deviation that is not positive.

    Notes
    -----
    `size_for_mean` solved for the change.
    """
    return design.reach * sqrt(_mean_variance(deviation, 1.0, design) / _enough(n))


def _share_variance(base: float, change: float, design: Design) -> float:
    after = base + change
    if change == 0 or not 0 <= base <= 1 or not 0 <= after <= 1:
        raise ValueError(f"a share must move by more than nothing and stay within 0..1: {base} by {change} does not")
    return design.variance(base * (1 - base), after * (1 - after))


def _mean_variance(deviation: float, change: float, design: Design) -> float:
    if not deviation > 0 or change == 0:
        raise ValueError(f"a mean needs a positive deviation and a change, not {deviation} and {change}")
    return design.variance(deviation**2, deviation**2)


def _enough(n: int) -> int:
    if n < 4:
        raise ValueError(f"an experiment needs at least two units an arm, not {n} in all")
    return n


def _root(missing: Callable[[float], float], room: float) -> float:
    return float(optimize.brentq(missing, 1e-12 * room, room, xtol=1e-14))
