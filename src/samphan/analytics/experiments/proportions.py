"""The difference of two shares with Newcombe's interval, which stays honest for few customers and rare events.

Source: R. G. Newcombe, Statistics in Medicine 17, 1998, 873-890, method 10 (two Wilson intervals, squared and added).
"""

from math import sqrt

import numpy as np

from samphan.analytics.experiments.effects import LEVEL, Effect, Method, z_of
from samphan.analytics.intervals import wilson_interval


def newcombe(control: tuple[int, int], treated: tuple[int, int], *, level: float = LEVEL) -> Effect:
    """Return treated share minus control share with its interval.

    Parameters
    ----------
    control, treated : tuple of int
        `(successes, n)` of each arm.
    level : float
        Share of experiments whose interval holds the truth, 0..1.

    Returns
    -------
    Effect, arrays of shape ()
        In -1..1. The standard error is that of the plain difference with half a success added to each side of each
        arm, so that an arm without any success does not look certain.

    Raises
    ------
    ValueError
        Unless 0 <= successes <= n and n > 0, or for a level outside 0..1.

    Notes
    -----
    Newcombe 1998, method 10.
    """
    z = z_of(level)
    without, given = wilson_interval(*control, z=z), wilson_interval(*treated, z=z)
    difference = given.estimate - without.estimate
    below = sqrt((given.estimate - given.low) ** 2 + (without.high - without.estimate) ** 2)
    above = sqrt((given.high - given.estimate) ** 2 + (without.estimate - without.low) ** 2)
    return Effect(
        method=Method.NEWCOMBE,
        estimate=np.asarray(difference),
        low=np.asarray(difference - below),
        high=np.asarray(difference + above),
        standard_error=np.asarray(sqrt(_variance(*control) + _variance(*treated))),
        n_control=np.asarray(float(control[1])),
        n_treated=np.asarray(float(treated[1])),
    )


def _variance(successes: int, n: int) -> float:
    share = (successes + 0.5) / (n + 1)
    return share * (1 - share) / n
