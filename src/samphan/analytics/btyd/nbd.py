# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""NBD: customers buy at a steady rate and never leave. The null model that attrition is tested against.

Ehrenberg 1959; Schmittlein, Bemmaor & Morrison 1985.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.betageo import add_gamma_part
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.special import exp, gammaln, log, log1p
from samphan.kit.errors import N_, Refused


class AttritionNotModelled(Refused):
    code: ClassVar[str] = "analytics.btyd.attrition_not_modelled"
    message: ClassVar[str] = N_(
        "The NBD has nobody leave, so it cannot say who is still a customer. Use a model with attrition."
    )


class NBDModel(PurchaseModel):
    """NBD: rate ~ Gamma(r, alpha). It has no P(alive) to give, and refuses to print a 1 in its place."""

    names: ClassVar[tuple[str, ...]] = ("r", "alpha")

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups, with exact gradient and Hessian, in (r, alpha)."""
        x, count = groups.frequency_counts()
        ages, back = np.unique(groups.age_at, return_inverse=True)
        customers, purchases = np.bincount(back, groups.n), np.bincount(back, groups.n * groups.frequency)

        def likelihood(parameters: Floats) -> tuple[float, Floats, Floats]:
            r, alpha = parameters.tolist()
            near = alpha + groups.times[ages]
            size, lost = r * customers + purchases, log(near)
            gradient = np.array([-(customers @ lost), -(size @ (1.0 / near))])
            cross = -(customers @ (1.0 / near))
            hessian = np.array([[0.0, cross], [cross, size @ (1.0 / near**2)]])
            value = add_gamma_part(r, alpha, x, count, gradient, hessian) - float(size @ lost)
            return value, gradient, hessian

        return likelihood

    def _start(self, groups: Groups) -> Floats:
        return np.array([0.5, groups.mean_age / 2])

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        return np.ones(len(x))

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> Floats:
        """Refuse: a model without attrition does not know."""
        raise AttritionNotModelled

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha = self._values()
        return (r + x) / (alpha + age) * t

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha = self._values()
        return exp(-(r + x) * log1p(t / (alpha + age)))

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)] = r t / alpha."""
        r, alpha = self._values()
        return r / alpha * spans

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n), negative binomial."""
        r, alpha = self._values()
        power = np.where(n > 0, n * log(max(span / (alpha + span), 1e-300)), 0.0)
        return exp(gammaln(r + n) - gammaln(r) - gammaln(n + 1) + power - r * log1p(span / alpha))
