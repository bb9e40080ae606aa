"""Looking early without fooling oneself: an interval that holds at all looks together.

An ordinary 95 % interval looked at every day until it leaves zero out finds "something" in far more than 5 % of
experiments in which nothing happens. A confidence sequence pays for all looks in advance by being wider.

Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy & A. Ramdas, "Time-uniform central limit theory and
asymptotic confidence sequences", Annals of Statistics 52(6), 2024, section 2 (Robbins' normal mixture with the
estimated variance). It is asymptotic, as Welch's interval is: hence a smallest arm before the first look.
"""

from dataclasses import replace
from math import e

import numpy as np
from scipy.special import lambertw

from samphan.analytics.experiments.effects import LEVEL, Bounds, Effect, tail_of


def confidence_sequence(effect: Effect, *, planned_n: int, level: float = LEVEL) -> Effect:
    """Return the effect with bounds that hold at every look together, for any estimator with a standard error.

    Parameters
    ----------
    effect : Effect, arrays of any one shape
        With its standard error from the units so far.
    planned_n : int
        Units, both arms together, at the planned end, at least 4; the sequence is narrowest there.
    level : float
        Share of experiments in which the bounds hold the truth at every look, 0..1.

    Returns
    -------
    Effect
        Of the same shape and unit, `bounds` being SEQUENCE. With n units so far the half width is standard error *
        sqrt((n rho^2 + 1) / (n rho^2) * log((n rho^2 + 1) / alpha^2)).

    Raises
    ------
    ValueError
        A plan below four units, or a level outside 0..1.
    """
    check_plan(planned_n)
    alpha = 2 * (1 - tail_of(level))
    growth = (effect.n_control + effect.n_treated) * mixture_variance(planned_n, alpha)
    half = effect.standard_error * np.sqrt((growth + 1) / growth * np.log((growth + 1) / alpha**2))
    return replace(
        effect,
        low=np.asarray(effect.estimate - half),
        high=np.asarray(effect.estimate + half),
        bounds=Bounds.SEQUENCE,
    )


def check_plan(planned_n: int) -> None:
    """Raise ValueError unless a plan has at least two units an arm: without a plan there is no planned end."""
    if not planned_n >= 4:
        raise ValueError(f"a plan needs at least two units an arm, not {planned_n} in all")


def mixture_variance(planned_n: int, alpha: float) -> float:
    """Return rho^2, the mixture's variance that makes the sequence narrowest at `planned_n` units.

    Setting the derivative of the squared half width to zero gives log(x / alpha^2) = x - 1 with x = n rho^2 + 1, hence
    x = -W(-alpha^2 / e) on Lambert's lower branch.
    """
    return float(-lambertw(-(alpha**2) / e, k=-1).real - 1) / planned_n
