"""Pareto/NBD: customers buy at a steady rate until they leave, at any moment, without telling.

Schmittlein, Morrison & Colombo, "Counting Your Customers", Management Science 33(1), 1987. Where the published form
subtracts two hypergeometric functions, the integral behind them, over the moment of leaving between t_x and T, is
summed on the grid of times that occur, from the right and in units of its own integrand: nothing cancels, no power
overflows, and the first and second derivatives are integrals of the same kind.
"""

from typing import ClassVar

import numpy as np

from samphan.analytics.btyd.betageo import add_gamma_part, unpacked
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.leaving import LikelihoodOnGroups, alive_by_table, purchases_of_a_new_customer
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.quadrature import Grid, grid, integral
from samphan.analytics.btyd.special import exp, expm1, log, log1p


class ParetoNBDModel(PurchaseModel):
    """Pareto/NBD: rate ~ Gamma(r, alpha), hazard of leaving ~ Gamma(s, beta)."""

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups, with exact gradient and Hessian, in (r, alpha, s, beta)."""
        return ParetoLikelihood(groups)

    def _start(self, groups: Groups) -> Floats:
        age = groups.mean_age
        return np.array([0.5, age / 4, 0.5, age / 3])

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        r, alpha, s, beta = self._values()
        log_b = log(beta + times)
        return alive_by_table(
            x, recency_at, age_at,
            r=r, log_a=log(alpha + times), fall=(s + 1.0) * log_b, hazard=log(s) - log_b,
            lay=lambda largest: grid(times, largest, r, alpha, s, beta, moments=False),
        )  # fmt: skip

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha, s, beta = self._values()
        return (r + x) / (alpha + age) * _lifetime_within(t, s, beta + age)

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        """Return P(no purchase): she neither buys nor leaves, or leaves first (she may leave at any moment)."""
        r, alpha, s, beta = self._values()
        n, rate, hazard = r + x, alpha + age, beta + age
        neither = exp(-n * log1p(t / rate) - s * log1p(t / hazard))
        leaves = integral(
            lambda u: exp(
                -n[:, None] * log1p(u / rate[:, None]) - (s + 1) * log1p(u / hazard[:, None])
            ),
            t, float(np.min(rate / n)), float(np.min(hazard)),
        )  # fmt: skip
        return neither + s / hazard * leaves

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)]."""
        r, alpha, s, beta = self._values()
        return r / alpha * _lifetime_within(spans, s, np.full(len(spans), beta))

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n)."""
        r, alpha, s, beta = self._values()
        return purchases_of_a_new_customer(
            span, n, r=r, alpha=alpha, stays=float(exp(-s * log1p(span / beta))),
            leaves=lambda u: s / beta * exp(-(s + 1) * log1p(u / beta)), scale=beta,
        )  # fmt: skip


class ParetoLikelihood(LikelihoodOnGroups):
    """The log-likelihood of the Pareto/NBD on groups."""

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (r, alpha, s, beta)."""
        r, alpha, s, beta = parameters.tolist()
        g, near, far = self.groups, alpha + self.groups.times, beta + self.groups.times
        table: Grid = grid(g.times, int(self.x[-1]), r, alpha, s, beta, moments=True)
        sums = self.kernels.pareto_sums(
            g.frequency, g.recency_at, g.age_at, g.n, self.x, self.runs, r, s,
            log(near), 1.0 / near, log(far), 1.0 / far, *table,
        )  # fmt: skip
        value, gradient, hessian = unpacked(sums)
        value += add_gamma_part(r, alpha, self.x, self.count, gradient, hessian)
        total = self.count.sum()
        gradient[2:] += total * log(beta), total * s / beta
        hessian[2, 3] += total / beta
        hessian[3, 2] += total / beta
        hessian[3, 3] -= total * s / beta**2
        return value + float(total * s * log(beta)), gradient, hessian


def _lifetime_within(t: float | Floats, s: float, hazard: Floats) -> Floats:
    """Return the expected time alive within the next `t`: hazard/(s-1) (1 - (1 + t/hazard)^-(s-1)), also at s = 1."""
    stay = log1p(t / hazard)
    return hazard * (stay if s == 1.0 else -expm1(-(s - 1.0) * stay) / (s - 1.0))
