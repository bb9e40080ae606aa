# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""BG/BB: customers who can buy once a period (a donation a year) until they leave between periods.

Fader, Hardie & Shang, "Customer-Base Analysis in a Discrete-Time Noncontractual Setting", Marketing Science 29(6),
2010. Frequency counts periods with a purchase, recency is the last such period, T the number of periods so far.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.special import betaln, digamma, exp, gammaln, log, shares, trigamma
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

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        """Return P(alive in the period just ended)."""
        last, periods = _whole(x, times, recency_at, age_at)
        terms, _ = _terms(np.array(self._values()), x, last, periods)
        still_there: Floats = shares(terms)[0]
        return still_there

    def probability_alive(
        self,
        frequency: ArrayLike,
        recency: ArrayLike,
        T: ArrayLike,
        ahead: int = 0,
    ) -> Floats:
        """Return P(alive) in period T + `ahead` (0: the period just ended), float64 (n,) or one.

        `ahead` is a whole number of periods; the rest, and the errors, as in every model, and `NotWholePeriods`
        (Fader, Hardie & Shang 2010).
        """
        _, _, gamma, delta = self._values()
        periods = np.asarray(T, dtype=np.float64) / self.unit
        coming = _whole_horizon(self.span(ahead))
        stays = exp(betaln(gamma, delta + periods + coming) - betaln(gamma, delta + periods))
        return super().probability_alive(frequency, recency, T) * stays

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        """Sum over the coming periods of P(still there) E[p]: finite and positive, where the closed form has a pole."""
        alpha, beta, gamma, delta = self._values()
        coming = np.arange(1, _whole_horizon(t) + 1)[:, None]
        stays = exp(betaln(gamma, delta + age + coming) - betaln(gamma, delta + age)).sum(axis=0)
        expected: Floats = (alpha + x) / (alpha + beta + age) * stays
        return expected

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        alpha, beta, gamma, delta = self._values()
        steps = np.arange(_whole_horizon(t) + 1)[:, None]
        misses = exp(betaln(alpha + x, beta + age - x + steps) - betaln(alpha + x, beta + age - x))
        leaves = exp(betaln(gamma + 1, delta + age + steps) - betaln(gamma, delta + age))
        stays = exp(betaln(gamma, delta + age + steps[-1]) - betaln(gamma, delta + age))
        none: Floats = (misses[:-1] * leaves[:-1]).sum(axis=0) + misses[-1] * stays
        return none

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)] over the first `spans` periods."""
        none, zero = np.zeros(1, dtype=np.int64), np.zeros(1)
        return np.array([self.expected_if_alive(span, none, zero)[0] for span in spans.tolist()])

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n) (FHS 2010 eq. 7): n periods with a purchase among the first `span`."""
        alpha, beta, gamma, delta = self._values()
        periods = np.arange(_whole_horizon(span) + 1)[:, None]
        fits = periods >= n
        free = np.where(fits, periods - n, 0.0)
        ways = gammaln(np.maximum(periods, n) + 1) - gammaln(n + 1) - gammaln(free + 1)
        bought = np.where(fits, exp(ways + betaln(alpha + n, beta + free) - betaln(alpha, beta)), 0.0)
        leaves = exp(betaln(gamma + 1, delta + periods[:-1]) - betaln(gamma, delta))
        stays = exp(betaln(gamma, delta + periods[-1]) - betaln(gamma, delta))
        probability: Floats = (bought[:-1] * leaves).sum(axis=0) + bought[-1] * stays
        return probability


class DiscreteLikelihood:
    """The log-likelihood of BG/BB on groups: a sum over the periods in which the customer may have left."""

    def __init__(self, groups: Groups) -> None:
        self.n, self.x = groups.n, groups.frequency
        self.last, self.periods = _whole(groups.frequency, groups.times, groups.recency_at, groups.age_at)

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (alpha, beta, gamma, delta)."""
        terms, counts = _terms(parameters, self.x, self.last, self.periods)
        share = shares(terms)
        value = float(self.n @ log(exp(terms - terms.max(axis=0)).sum(axis=0)) + self.n @ terms.max(axis=0))
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
        shared, shared2 = digamma(p + q) - digamma(both), trigamma(p + q) - trigamma(both)
        for i in (one, other):
            first[i] = shared + digamma(parameters[i] + counts[i]) - digamma(parameters[i])
            second[i, i] = shared2 + trigamma(parameters[i] + counts[i]) - trigamma(parameters[i])
        second[one, other] = second[other, one] = shared2
    return first, second


def _whole(x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> tuple[Floats, Floats]:
    last, periods = times[recency_at], times[age_at]
    if np.any(last != np.round(last)) or np.any(periods != np.round(periods)) or np.any(x > last):
        raise NotWholePeriods
    return last, periods


def _whole_horizon(t: float) -> int:
    if t != round(t):
        raise NotWholePeriods
    return int(t)
