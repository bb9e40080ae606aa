"""Newton's method in the logarithms of positive parameters, with the derivatives given exactly.

Five or six steps where a simplex needs hundreds; a step is held back until the likelihood rises, and the method says
so when it cannot end.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from samphan.analytics.btyd.groups import Floats
from samphan.kit.errors import N_, Refused

_LONGEST_STEP = 2.0  # in log-parameters: a factor of about 7
_FLATTEST = 1e-9  # curvature below this share of the steepest is lifted before solving
_EDGE = 14.0  # |ln parameter| beyond this is infinity or zero for every model here


class NotConverged(Refused):
    code: ClassVar[str] = "analytics.btyd.not_converged"
    message: ClassVar[str] = N_(
        "The fit did not end after {steps} steps, so there is no result. "
        "Check the histories for mistakes, or use more customers or a longer period."
    )


class Objective(Protocol):
    """A log-likelihood of positive parameters with its gradient and Hessian in those parameters."""

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient (p,) and Hessian (p, p) at `parameters` (p,)."""


@dataclass(frozen=True)
class Optimum:
    """Where the log-likelihood is largest.

    `at_edge` says that it kept rising towards zero or infinity in some parameter: the value is the limit, but the
    parameter itself says only "beyond what these data can tell".
    """

    parameters: Floats
    value: float
    hessian: Floats
    steps: int
    at_edge: bool


def maximise(objective: Objective, start: Floats, *, tolerance: float = 1e-8, most_steps: int = 200) -> Optimum:
    """Climb from `start` until a further step would gain less than `tolerance` of log-likelihood.

    The last step is taken without evaluating again: it is a ten-thousandth of a standard error, and what it leaves is
    of that order squared. Raises `NotConverged` when the likelihood is not finite at the start or the steps run out.
    """
    theta = np.log(np.asarray(start, dtype=np.float64))
    value, gradient, hessian = objective(np.exp(theta))
    if not np.isfinite(value):
        raise NotConverged(steps=0)
    for step in range(1, most_steps + 1):
        direction, gain = _ascent(np.exp(theta), gradient, hessian)
        if gain < tolerance:
            return _optimum(theta + direction, value + gain / 2, hessian, step)
        share = 1.0
        while True:
            tried = objective(np.exp(theta + share * direction))
            if np.isfinite(tried[0]) and tried[0] >= value - 1e-13 * abs(value):
                break
            share /= 2
            if share < 1e-9:
                if gain < 1e-7:  # rounding hides the last digits of the value: there is nothing left to climb
                    return _optimum(theta, value, hessian, step)
                raise NotConverged(steps=step)
        theta = theta + share * direction
        value, gradient, hessian = tried
        if np.abs(theta).max() > _EDGE:
            return _optimum(theta, value, hessian, step)
    raise NotConverged(steps=most_steps)


def covariance(hessian: Floats) -> Floats:
    """Return the inverse of the negative Hessian; NaN where the data leave a parameter open."""
    try:
        found = np.linalg.inv(-hessian)
    except np.linalg.LinAlgError:
        return np.full(hessian.shape, np.nan)
    return found if bool(np.all(np.diag(found) > 0)) else np.full(hessian.shape, np.nan)


def _ascent(p: Floats, gradient: Floats, hessian: Floats) -> tuple[Floats, float]:
    """Return the step in log-parameters, and the gain a quadratic model promises of it (times two)."""
    slope = gradient * p
    curvature = -(hessian * np.outer(p, p) + np.diag(slope))
    eigenvalues, vectors = np.linalg.eigh(curvature)
    floor = _FLATTEST * max(np.abs(eigenvalues).max(), 1e-300)
    lifted = np.where(eigenvalues > floor, eigenvalues, np.maximum(np.abs(eigenvalues), 1e3 * floor))
    step = vectors @ ((vectors.T @ slope) / lifted)
    step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
    return step, float(slope @ step)


def _optimum(theta: Floats, value: float, hessian: Floats, steps: int) -> Optimum:
    return Optimum(
        parameters=np.exp(theta),
        value=float(value),
        hessian=hessian,
        steps=steps,
        at_edge=bool(np.abs(theta).max() > _EDGE),
    )
