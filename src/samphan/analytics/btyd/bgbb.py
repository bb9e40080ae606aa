"""BG/BB: customers who can buy once a period (a donation a year) until they leave between periods.

Fader, Hardie & Shang, "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing Science 29(6),
2010. Frequency counts periods with a purchase, recency is the last such period, T the number of periods so far.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma, gammaln, polygamma, softmax

from samphan.analytics.btyd.estimator import PurchaseModel, _shaped
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.newton import Objective
from samphan.kit.errors import N_, Refused


class NotWholePeriods(Refused):
    code: ClassVar[str] = "analytics.btyd.whole_periods"
    message: ClassVar[str] = N_(
        "The BG/BB counts whole periods: recency, T and horizons are whole numbers, and frequency is at most recency."
    )


class BetaGeoBetaBinomModel(PurchaseModel):
    """BG/BB: chance of buying in a period ~ Beta(alpha, beta), chance of leaving before one ~ Beta(gamma, delta)."""

    names: ClassVar[tuple[str, ...]] = ("alpha", "beta", "gamma", "delta")

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups, with exact gradient and Hessian."""
        return DiscreteLikelihood(groups)

    def _start(self, groups: Groups) -> Floats:
        return np.array([1.0, 1.0, 1.0, 3.0])

    def _alive(self, x: Ints, times: Floats, recency_at: Ints, T_at: Ints) -> Floats:  # noqa: N803
        """Return P(alive in the period just ended)."""
        last, periods = _whole(x, times, recency_at, T_at)
        terms, _ = _terms(np.array(self._values()), x, last, periods)
        return softmax(terms, axis=0)[0]

    def probability_alive(
        self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, ahead: int = 0  # noqa: N803
    ) -> Floats:
        """Return P(alive) in period T + `ahead` (0: the period just ended)."""
        _, _, gamma, delta = self._values()
        periods = np.asarray(T, dtype=np.float64) / self.unit
        stays = np.exp(betaln(gamma, delta + periods + ahead) - betaln(gamma, delta + periods))
        return super().probability_alive(frequency, recency, T) * stays

    def _expected_if_alive(self, t: float, x: Ints, T: Floats) -> Floats:  # noqa: N803
        """Sum over the coming periods of P(still there) E[p]: finite and positive, where the closed form has a pole."""
        alpha, beta, gamma, delta = self._values()
        coming = np.arange(1, _whole_horizon(t) + 1)[:, None]
        stays = np.exp(betaln(gamma, delta + T + coming) - betaln(gamma, delta + T)).sum(axis=0)
        return (alpha + x) / (alpha + beta + T) * stays

    def _none_if_alive(self, t: float, x: Ints, T: Floats) -> Floats:  # noqa: N803
        alpha, beta, gamma, delta = self._values()
        steps = np.arange(_whole_horizon(t) + 1)[:, None]
        misses = np.exp(betaln(alpha + x, beta + T - x + steps) - betaln(alpha + x, beta + T - x))
        leaves = np.exp(betaln(gamma + 1, delta + T + steps) - betaln(gamma, delta + T))
        stays = np.exp(betaln(gamma, delta + T + steps[-1]) - betaln(gamma, delta + T))
        return (misses[:-1] * leaves[:-1]).sum(axis=0) + misses[-1] * stays

    def expected_purchases_new(self, t: ArrayLike) -> Floats:
        """Return E[X(t)] over the first `t` periods, same shape as `t`."""
        none, zero = np.zeros(1, dtype=np.int64), np.zeros(1)
        spans = [self._span(one) for one in np.ravel(np.asarray(t, dtype=np.float64)).tolist()]
        made = np.array([self._expected_if_alive(span, none, zero)[0] for span in spans])
        return _shaped(made.reshape(np.shape(t) or (1,)), t)

    def probability_of_purchases_new(self, t: float, n: ArrayLike) -> Floats:
        """Return P(X(t) = n) (FHS 2010 eq. 7): n periods with a purchase among the first `t`."""
        alpha, beta, gamma, delta = self._values()
        count = np.atleast_1d(np.asarray(n, dtype=np.float64))
        periods = np.arange(_whole_horizon(self._span(t)) + 1)[:, None]
        fits = periods >= count
        free = np.where(fits, periods - count, 0.0)
        ways = gammaln(np.maximum(periods, count) + 1) - gammaln(count + 1) - gammaln(free + 1)
        bought = np.where(fits, np.exp(ways + betaln(alpha + count, beta + free) - betaln(alpha, beta)), 0.0)
        leaves = np.exp(betaln(gamma + 1, delta + periods[:-1]) - betaln(gamma, delta))
        stays = np.exp(betaln(gamma, delta + periods[-1]) - betaln(gamma, delta))
        return _shaped((bought[:-1] * leaves).sum(axis=0) + bought[-1] * stays, n)


class DiscreteLikelihood:
    """The log-likelihood of BG/BB on groups: a sum over the periods in which the customer may have left."""

    def __init__(self, groups: Groups) -> None:
        self.n, self.x = groups.n, groups.frequency
        self.last, self.periods = _whole(groups.frequency, groups.times, groups.recency_at, groups.T_at)

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (alpha, beta, gamma, delta)."""
        terms, counts = _terms(parameters, self.x, self.last, self.periods)
        share = softmax(terms, axis=0)
        value = float(self.n @ np.log(np.exp(terms - terms.max(axis=0)).sum(axis=0)) + self.n @ terms.max(axis=0))
        first, second = _beta_derivatives(parameters, counts)
        gradient = np.einsum("jg,ijg->ig", share, first)
        hessian = np.einsum("g,jg,ijg,kjg->ik", self.n, share, first, first)
        hessian -= np.einsum("g,ig,kg->ik", self.n, gradient, gradient)
        hessian += np.einsum("g,jg,ikjg->ik", self.n, share, second)
        return value, gradient @ self.n, hessian


def _terms(parameters: Floats, x: Ints, last: Floats, periods: Floats) -> tuple[Floats, Floats]:
    """Return the log-terms (1 + j, g) and what each adds to (alpha, beta, gamma, delta), (4, 1 + j, g).

    Row 0: still there. Row 1 + i: left after i periods without a purchase; minus infinity where there are not so many.
    """
    alpha, beta, gamma, delta = parameters
    silent = periods - last
    i = np.arange(int(silent.max(initial=0)))[:, None]
    row = np.concatenate([(periods - x)[None], last - x + i])
    counts = np.stack(
        [
            np.broadcast_to(x.astype(np.float64), row.shape),
            row,
            np.concatenate([np.zeros((1, len(x))), np.ones((len(i), len(x)))]),
            np.concatenate([periods[None], last + i]),
        ]
    )
    fits = np.concatenate([np.ones((1, len(x)), dtype=np.bool_), i < silent])
    terms = betaln(alpha + counts[0], beta + counts[1]) - betaln(alpha, beta)
    terms = terms + betaln(gamma + counts[2], delta + counts[3]) - betaln(gamma, delta)
    return np.where(fits, terms, -np.inf), counts


def _beta_derivatives(parameters: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Return first (4, ...) and second (4, 4, ...) derivatives of ln B(p + m, q + n) / B(p, q) for both pairs."""
    first, second = np.zeros(counts.shape), np.zeros((4, *counts.shape))
    for one, other in ((0, 1), (2, 3)):
        p, q = parameters[one], parameters[other]
        both = p + q + counts[one] + counts[other]
        shared, shared2 = digamma(p + q) - digamma(both), polygamma(1, p + q) - polygamma(1, both)
        for i in (one, other):
            first[i] = shared + digamma(parameters[i] + counts[i]) - digamma(parameters[i])
            second[i, i] = shared2 + polygamma(1, parameters[i] + counts[i]) - polygamma(1, parameters[i])
        second[one, other] = second[other, one] = shared2
    return first, second


def _whole(x: Ints, times: Floats, recency_at: Ints, T_at: Ints) -> tuple[Floats, Floats]:  # noqa: N803
    last, periods = times[recency_at], times[T_at]
    if np.any(last != np.round(last)) or np.any(periods != np.round(periods)) or np.any(x > last):
        raise NotWholePeriods
    return last, periods


def _whole_horizon(t: float) -> int:
    if t != round(t):
        raise NotWholePeriods
    return int(t)
