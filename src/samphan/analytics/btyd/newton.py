"""Newton's method in the logarithms of positive parameters, with the derivatives given exactly.

Five or six steps where a simplex needs hundreds; a step is held back until the likelihood rises, and the method says
so when it cannot end. A change of unit (satang for baht, seconds for days) only shifts a logarithm, so every decision
here is one about logarithms' differences: the same data in another unit climb by the same steps.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np

from samphan.analytics.btyd.groups import Floats
from samphan.kit.errors import N_, Refused

_LONGEST_STEP = 2.0  # in log-parameters: a factor of about 7
_FLATTEST = 1e-9  # curvature below this share of the steepest is lifted before solving
# A parameter e^11 times what is usual, or as small a part of it, is infinity or zero in every model: the likelihood is
# within a hundred-thousandth a customer of its limit, and beyond e^12 rounding hides which way is up.
_EDGE = 11.0
_OPEN = 1e-6  # curvature in log-parameters: a standard error of a thousand, which no estimate has


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

    @property
    def curvature(self) -> Floats:
        """Return minus the Hessian in the parameters' logarithms (p, p), at a flat point; it has no unit."""
        return -self.hessian * np.outer(self.parameters, self.parameters)


def maximise(
    objective: Objective,
    start: Floats,
    *,
    usual: Floats | None = None,
    tolerance: float = 1e-8,
    most_steps: int = 200,
) -> Optimum:
    """Climb from `start` until a further step would gain less than `tolerance` of log-likelihood.

    The last step is taken without evaluating again: it is a ten-thousandth of a standard error, and what it leaves is
    of that order squared.

    Parameters
    ----------
    objective : Objective
        The log-likelihood, of parameters in any unit.
    start : float64 (p,)
        Positive.
    usual : float64 (p,), optional
        The parameters' usual size for these data, in their own unit, from which an edge is told; `start` unless given.
    tolerance : float
        In log-likelihood.
    most_steps : int
        Steps after which there is no result.

    Raises
    ------
    NotConverged
        The likelihood is not finite at the start, or the steps run out.
    """
    theta = np.log(np.asarray(start, dtype=np.float64))
    middle = theta if usual is None else np.log(np.asarray(usual, dtype=np.float64))
    value, gradient, hessian = objective(np.exp(theta))
    if not np.isfinite(value):
        raise NotConverged(steps=0)
    for step in range(1, most_steps + 1):
        direction, gain = _ascent(np.exp(theta), gradient, hessian)
        if gain < tolerance:
            return _optimum(theta + direction, value + gain / 2, hessian, step, middle)
        share = 1.0
        while True:
            tried = objective(np.exp(theta + share * direction))
            if np.isfinite(tried[0]) and tried[0] >= value - 1e-13 * abs(value):
                break
            share /= 2
            if share < 1e-9:
                if gain < 1e-7:  # rounding hides the last digits of the value: there is nothing left to climb
                    return _optimum(theta, value, hessian, step, middle)
                raise NotConverged(steps=step)
        theta = theta + share * direction
        value, gradient, hessian = tried
        if np.abs(theta - middle).max() > _EDGE:
            return _optimum(theta, value, hessian, step, middle)
    raise NotConverged(steps=most_steps)


def climb(objective: Objective, start: Floats, sample: Objective | None = None) -> Optimum:
    """Climb from `start` (p,), or from where a cheap `sample` of the same ends: the last steps are the dear ones.

    A sample that ends at an edge, or does not end, says nothing of where the whole does. `steps` counts both climbs.
    Raises `NotConverged` as `maximise` does.
    """
    begin, before = start, 0
    if sample is not None:
        try:
            rough = maximise(sample, start, tolerance=1e-4)
        except NotConverged:
            pass
        else:
            begin, before = (start if rough.at_edge else rough.parameters), rough.steps
    best = maximise(objective, begin, usual=start)
    return replace(best, steps=before + best.steps)


def covariance(optimum: Optimum) -> Floats:
    """Return the inverse of the negative Hessian (p, p); NaN where the data leave a parameter open.

    Inverted in the parameters' own sizes: money in millions beside shapes of one would cost it its digits.
    """
    try:
        found: Floats = np.linalg.inv(optimum.curvature) * np.outer(optimum.parameters, optimum.parameters)
    except np.linalg.LinAlgError:
        return np.full(optimum.hessian.shape, np.nan)
    return found if bool(np.all(np.diag(found) > 0)) else np.full(found.shape, np.nan)


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


def _optimum(theta: Floats, value: float, hessian: Floats, steps: int, middle: Floats) -> Optimum:
    """Return the optimum; at an edge when a parameter has gone too far, or may still go anywhere at no cost."""
    found = Optimum(parameters=np.exp(theta), value=float(value), hessian=hessian, steps=steps, at_edge=False)
    is_far = np.abs(theta - middle).max() > _EDGE
    return replace(found, at_edge=bool(is_far or np.linalg.eigvalsh(found.curvature)[0] < _OPEN))
