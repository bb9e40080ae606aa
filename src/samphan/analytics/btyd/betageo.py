"""BG/NBD and MBG/NBD: customers buy at a steady rate, and after each purchase leave with a chance of their own.

BG/NBD: Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005. It lets nobody
leave before the second purchase, so a customer who bought once is alive for certain. MBG/NBD (Batislam, Denizel &
Filiztekin 2007; Hoppe & Wagner 2007) lets her leave after the first as well, and is the default here.
"""

from typing import ClassVar

import numpy as np

from samphan.analytics.btyd import series
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints, blocks, looked_up
from samphan.analytics.btyd.kernels import kernels
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.special import betainc, betaln, digamma, exp, gammaln, log, log1p, trigamma

UPPER = np.triu_indices(4)


class BetaGeoModel(PurchaseModel):
    """BG/NBD: rate ~ Gamma(r, alpha), chance of leaving after each repeat purchase ~ Beta(a, b).

    P(alive) of a customer with one purchase is 1 by construction; where that matters use `ModifiedBetaGeoModel`.
    """

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    may_leave_at_once: ClassVar[int] = 0

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups, with exact gradient and Hessian, in (r, alpha, a, b)."""
        return BetaGeoLikelihood(groups, self.may_leave_at_once)

    def _start(self, groups: Groups) -> Floats:
        return np.array([0.5, groups.mean_age / 4, 0.7, 2.0])

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        r, alpha, a, b = self._values()
        log_b, _ = by_frequency(int(x.max()), b, self.may_leave_at_once)
        log_b -= log(a)
        certain = not np.isfinite(log_b[0])  # one purchase: alive by construction, and more than half of customers
        log_t = log(alpha + times)
        made = np.ones(len(x))
        with np.errstate(over="ignore"):  # infinite odds of having left: P(alive) is zero
            for rows in blocks(len(x)):
                k, last, age = x[rows], recency_at[rows], age_at[rows]
                asked = np.flatnonzero(k > 0) if certain else slice(None)
                k = k[asked]
                odds = looked_up(log_t, age[asked])
                odds -= looked_up(log_t, last[asked])
                odds *= r + k
                odds -= looked_up(log_b, k)
                np.exp(odds, out=odds)
                odds += 1.0
                made[rows][asked] = 1.0 / odds
        return made

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha, a, b = self._values()
        return series.expected_if_alive(t, x, age, r=r, alpha=alpha, a=a, b=b + self.may_leave_at_once)

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha, _, _ = self._values()
        return exp(-(r + x) * log1p(t / (alpha + age)))

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)] (FHL 2005 eq. 9)."""
        _, _, a, b = self._values()
        stays = b / (a + b) if self.may_leave_at_once else 1.0
        none, zero = np.zeros(1, dtype=np.int64), np.zeros(1)
        return np.array([stays * self.expected_if_alive(span, none, zero)[0] for span in spans.tolist()])

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n) (FHL 2005 eq. 8); its tail by the incomplete beta function, without subtracting."""
        r, alpha, a, b = self._values()
        k, m = n, self.may_leave_at_once
        share = span / (alpha + span)
        exactly = exp(
            gammaln(r + k) - gammaln(r) - gammaln(k + 1) - r * log1p(span / alpha)
            + np.where(k > 0, k * log(max(share, 1e-300)), 0.0)
        )  # fmt: skip
        at_least = np.where(k > 0, betainc(np.maximum(k, 1), r, share), 1.0)
        leaves = np.where(k + m > 0, exp(betaln(a + 1, np.maximum(b + k + m - 1, 1e-300)) - betaln(a, b)), 0.0)
        probability: Floats = exp(betaln(a, b + k + m) - betaln(a, b)) * exactly + leaves * at_least
        return probability


class ModifiedBetaGeoModel(BetaGeoModel):
    """MBG/NBD: as BG/NBD, but a customer may leave right after her first purchase too."""

    may_leave_at_once: ClassVar[int] = 1


class BetaGeoLikelihood:
    """The log-likelihood of (M)BG/NBD on groups: what depends on x alone is summed over distinct frequencies."""

    def __init__(self, groups: Groups, may_leave_at_once: int) -> None:
        self.groups = groups
        self.m = may_leave_at_once
        self.x, self.count = groups.frequency_counts()
        self.kernels = kernels(len(groups.n))

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (r, alpha, a, b)."""
        r, alpha, a, b = parameters.tolist()
        g, near = self.groups, alpha + self.groups.times
        log_b, inv_b = by_frequency(int(self.x[-1]), b, self.m)
        sums = self.kernels.betageo_sums(
            g.frequency, g.recency_at, g.age_at, g.n, log(near), 1.0 / near, log_b, inv_b, r, a
        )
        value, gradient, hessian = unpacked(sums)
        value += add_gamma_part(r, alpha, self.x, self.count, gradient, hessian)
        value += add_beta_part(a, b, self.x + self.m, self.count, gradient, hessian)
        return value, gradient, hessian


def by_frequency(largest: int, b: float, m: int) -> tuple[Floats, Floats]:
    """Return ln(b + x - 1 + m) and its reciprocal for x = 0..largest; (inf, 0) where nobody can have left."""
    chance = b + np.arange(largest + 1) - 1.0 + m
    if m == 0:
        chance[0] = np.inf
    return log(chance), 1.0 / chance


def unpacked(sums: Floats) -> tuple[float, Floats, Floats]:
    """Return value, gradient and symmetric Hessian of a kernel's 15 sums."""
    hessian = np.zeros((4, 4))
    hessian[UPPER] = sums[5:]
    return float(sums[0]), sums[1:5].copy(), hessian + np.triu(hessian, 1).T


def add_gamma_part(r: float, alpha: float, x: Ints, n: Floats, gradient: Floats, hessian: Floats) -> float:
    """Add ln Gamma(r + x)/Gamma(r) alpha^r to gradient and Hessian (first two places); return its value."""
    total = n.sum()
    gradient[0] += n @ (digamma(r + x) - digamma(r)) + total * log(alpha)
    gradient[1] += total * r / alpha
    hessian[0, 0] += n @ (trigamma(r + x) - trigamma(r))
    hessian[0, 1] += total / alpha
    hessian[1, 0] += total / alpha
    hessian[1, 1] -= total * r / alpha**2
    return float(n @ (gammaln(r + x) - gammaln(r)) + total * r * log(alpha))


def add_beta_part(a: float, b: float, k: Ints, n: Floats, gradient: Floats, hessian: Floats) -> float:
    """Add ln B(a, b + k)/B(a, b) to gradient and Hessian (last two places); return its value."""
    both, staying = digamma(a + b) - digamma(a + b + k), digamma(b + k) - digamma(b)
    both2, staying2 = trigamma(a + b) - trigamma(a + b + k), trigamma(b + k) - trigamma(b)
    gradient[2] += n @ both
    gradient[3] += n @ (both + staying)
    hessian[2, 2] += n @ both2
    hessian[2, 3] += n @ both2
    hessian[3, 2] += n @ both2
    hessian[3, 3] += n @ (both2 + staying2)
    return float(n @ (betaln(a, b + k) - betaln(a, b)))
