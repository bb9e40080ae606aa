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

    `planned_n` is the number of units, both arms together, at the planned end; the sequence is narrowest there. With
    n units so far the half width is standard error * sqrt((n rho^2 + 1) / (n rho^2) * log((n rho^2 + 1) / alpha^2)).
    Raises ValueError unless the plan has at least four units.
    """
    if planned_n < 4:
        raise ValueError(f"a plan needs at least two units an arm, not {planned_n} in all")
    alpha = 2 * (1 - tail_of(level))
    growth = (effect.n_control + effect.n_treated) * mixture_variance(planned_n, alpha)
    half = effect.standard_error * np.sqrt((growth + 1) / growth * np.log((growth + 1) / alpha**2))
    return replace(
        effect,
        low=np.asarray(effect.estimate - half),
        high=np.asarray(effect.estimate + half),
        bounds=Bounds.SEQUENCE,
    )


def mixture_variance(planned_n: int, alpha: float) -> float:
    """Return rho^2, the mixture's variance that makes the sequence narrowest at `planned_n` units.

    Setting the derivative of the squared half width to zero gives log(x / alpha^2) = x - 1 with x = n rho^2 + 1, hence
    x = -W(-alpha^2 / e) on Lambert's lower branch.
    """
    return float(-lambertw(-(alpha**2) / e, k=-1).real - 1) / planned_n
