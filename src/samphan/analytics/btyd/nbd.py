"""NBD: customers buy at a steady rate and never leave. The null model that attrition is tested against.

Ehrenberg 1959; Schmittlein, Bemmaor & Morrison 1985.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from samphan.analytics.btyd.betageo import add_gamma_part
from samphan.analytics.btyd.estimator import PurchaseModel, _shaped
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.newton import Objective
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
        ages, back = np.unique(groups.T_at, return_inverse=True)
        customers, purchases = np.bincount(back, groups.n), np.bincount(back, groups.n * groups.frequency)

        def likelihood(parameters: Floats) -> tuple[float, Floats, Floats]:
            r, alpha = parameters.tolist()
            near = alpha + groups.times[ages]
            size, lost = r * customers + purchases, np.log(near)
            gradient = np.array([-(customers @ lost), -(size @ (1.0 / near))])
            cross = -(customers @ (1.0 / near))
            hessian = np.array([[0.0, cross], [cross, size @ (1.0 / near**2)]])
            value = add_gamma_part(r, alpha, x, count, gradient, hessian) - float(size @ lost)
            return value, gradient, hessian

        return likelihood

    def _start(self, groups: Groups) -> Floats:
        return np.array([0.5, max(float(groups.n @ groups.T) / groups.n_customers, 1e-3) / 2])

    def _alive(self, x: Ints, times: Floats, recency_at: Ints, T_at: Ints) -> Floats:  # noqa: N803
        return np.ones(len(x))

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> Floats:  # noqa: N803
        """Refuse: a model without attrition does not know."""
        raise AttritionNotModelled

    def _expected_if_alive(self, t: float, x: Ints, T: Floats) -> Floats:  # noqa: N803
        r, alpha = self._values()
        return (r + x) / (alpha + T) * t

    def _none_if_alive(self, t: float, x: Ints, T: Floats) -> Floats:  # noqa: N803
        r, alpha = self._values()
        return np.exp(-(r + x) * np.log1p(t / (alpha + T)))

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Return E[X(t)] = r t / alpha, same shape as `t`."""
        r, alpha = self._values()
        spans = np.array([self._span(one) for one in np.ravel(np.asarray(t, dtype=np.float64)).tolist()])
        return _shaped((r / alpha * spans).reshape(np.shape(t) or (1,)), t)

    def probability_of_purchases_new(self, t: float, n: ArrayLike) -> Floats:
        """Return P(X(t) = n), negative binomial."""
        r, alpha = self._values()
        span = self._span(t)
        k = np.atleast_1d(np.asarray(n, dtype=np.float64))
        power = np.where(k > 0, k * np.log(max(span / (alpha + span), 1e-300)), 0.0)
        return _shaped(np.exp(gammaln(r + k) - gammaln(r) - gammaln(k + 1) + power - r * np.log1p(span / alpha)), n)
