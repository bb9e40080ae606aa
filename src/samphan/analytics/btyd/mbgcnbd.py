# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""MBG/CNBD-k: as MBG/NBD, but purchases come at more regular intervals (Erlang-k instead of exponential gaps).

Platzer & Reutterer, "Ticking Away the Moments", Marketing Science 35(5), 2016, and the BTYDplus package's description
of (M)BG/CNBD-k. Where buying has a rhythm (groceries), silence says more, and k = 2 or 3 forecasts better; where it
has none, k = 1 wins and this is `ModifiedBetaGeoModel`.
"""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.betageo import ModifiedBetaGeoModel, add_beta_part, add_gamma_part, by_frequency
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.special import betainc, betaln, exp, expit, gammaln, log
from samphan.kit.errors import N_, Refused


class BadRegularity(Refused):
    code: ClassVar[str] = "analytics.btyd.regularity"
    message: ClassVar[str] = N_("Regularity k is a whole number of 1 or more, not {k}.")


class ModifiedBetaGeoCNBDModel(ModifiedBetaGeoModel):
    """MBG/CNBD-k: gaps ~ Erlang(k, rate), rate ~ Gamma(r, alpha), chance of leaving after each purchase ~ Beta(a, b).

    Parameters
    ----------
    k : int
        Regularity; 1 is MBG/NBD. Choose it by `log_likelihood_`, `aic_` or `bic_`, of fits that were told `log_gaps`.
    unit : float
        As in every model.

    Notes
    -----
    Expected purchases of a customer with a history are approximate for k > 1: those of the MBG/NBD with the rate
    slowed k times, as in BTYDplus. P(alive), the likelihood and P(X(t) = n | p) are exact.
    """

    def __init__(self, *, k: int = 2, unit: float = 1.0) -> None:
        super().__init__(unit=unit)
        self.k = k

    def fit(
        self,
        frequency: "ArrayLike | Groups",
        recency: ArrayLike | None = None,
        T: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        *,
        log_gaps: float | None = None,
    ) -> Self:
        """Learn the parameters.

        Parameters
        ----------
        frequency, recency, T, weights
            As in every model.
        log_gaps : float, optional
            Sum over all purchases of ln(gap to the one before), gaps in the data's unit: `summarise` gives it for days.
            Weighted customers count by their weight. The parameters do not depend on it, but likelihoods of different k
            compare only with it: without it `log_likelihood_`, `aic_` and `bic_` are NaN for k > 1.

        Raises
        ------
        BadRegularity
            k is not a whole number of 1 or more.
        BadHistory, TooFewCustomers, NoRepeatPurchase, NotConverged
        """
        if self.k != int(self.k) or self.k < 1:
            raise BadRegularity(k=self.k)
        groups = self.groups(frequency, recency, T, weights)
        super().fit(groups)
        constant = self._constant(groups, log_gaps)
        self.log_likelihood_ += constant
        self.aic_ -= 2 * constant
        self.bic_ -= 2 * constant
        return self

    def log_likelihood(self, groups: Groups, *, log_gaps: float | None = None) -> float:
        """Return the log-likelihood of other histories; `log_gaps` as in `fit`, and NaN without it for k > 1."""
        return super().log_likelihood(groups) + self._constant(groups, log_gaps)

    def _constant(self, groups: Groups, log_gaps: float | None) -> float:
        """Return what the parameters leave alone of the log-likelihood: the gaps, in the parameters' unit."""
        if self.k == 1:
            return 0.0
        if log_gaps is None:
            return float("nan")
        gaps = float(groups.n @ groups.frequency)
        return float((self.k - 1) * (log_gaps - gaps * log(groups.unit)) - gammaln(self.k) * gaps)

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups but for its constant, with exact gradient and Hessian."""
        return RegularLikelihood(groups, self.k)

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        r, alpha, a, b = self._values()
        size = r + self.k * x
        rise = log((alpha + times[age_at]) / (alpha + times[recency_at]))
        silent, _, _ = silence(size, (times[age_at] - times[recency_at]) / (alpha + times[age_at]), self.k)
        return expit(log(silent) - size * rise - log(a) + log(b + x))

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        _, alpha, _, _ = self._values()
        return super().expected_if_alive(t, x, age + (self.k - 1) * alpha)

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        _, alpha, _, _ = self._values()
        return super().none_if_alive(t, x, age + (self.k - 1) * alpha)

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)], exactly, by summing P(X(t) >= n)."""
        return np.array([self._expected_new(span) for span in spans.tolist()])

    def _expected_new(self, span: float) -> float:
        """Sum over n >= 1 of P(still there before the n-th) P(n-th within span): she survives n chances to leave."""
        r, alpha, a, b = self._values()
        total = 0.0
        for first in range(1, 1_000_000, 256):
            n = np.arange(first, first + 256, dtype=np.float64)
            terms = exp(betaln(a, b + n) - betaln(a, b)) * self._at_least(span, n, r, alpha)
            total += float(terms.sum())
            if terms[-1] <= 1e-14 * total:
                break
        return total

    def _at_least(self, span: float, n: Floats, r: float, alpha: float) -> Floats:
        """Return P(n gaps fit into `span`): k n exponential parts do, a negative binomial tail."""
        if span == 0:
            return np.where(n > 0, 0.0, 1.0)
        return np.where(n > 0, betainc(np.maximum(self.k * n, 1), r, span / (alpha + span)), 1.0)

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n): she stayed n + 1 times and bought n, or left after the n-th that came in time."""
        r, alpha, a, b = self._values()
        reached = self._at_least(span, n, r, alpha)
        exactly = reached - self._at_least(span, n + 1, r, alpha)
        stays = exp(betaln(a, b + n + 1) - betaln(a, b))
        return stays * exactly + exp(betaln(a + 1, b + n) - betaln(a, b)) * reached


class RegularLikelihood:
    """The log-likelihood of MBG/CNBD-k on groups: two ways to end in silence, left or between two purchases."""

    def __init__(self, groups: Groups, k: int) -> None:
        self.groups, self.k = groups, k
        self.x, self.count = groups.frequency_counts()
        self.silence_length = groups.T - groups.recency

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (r, alpha, a, b)."""
        r, alpha, a, b = parameters.tolist()
        g, k = self.groups, self.k
        size, late, early = r + k * g.frequency, alpha + g.T, alpha + g.recency
        inv_t, inv_x = 1.0 / late, 1.0 / early
        log_b, inv_b = by_frequency(int(self.x[-1]), b, 1)
        silent, slope, bend = silence(size, self.silence_length * inv_t, k)
        # Both terms in logarithms, over (alpha + T)^-(r + kx): left (4) and silent (3), with their derivatives.
        log_left = log(a) - log_b[g.frequency] + size * log(late / early)
        log_silent = log(silent)
        zero = np.zeros(len(size))
        d4 = np.stack([log(late / early), size * (inv_t - inv_x), zero + 1 / a, -inv_b[g.frequency]])
        d3 = np.stack([slope[0] / silent, -inv_t * slope[1] / silent, zero, zero])
        p4 = expit(log_left - log_silent)
        p3 = 1.0 - p4
        gradient = p3 * d3 + p4 * d4
        hessian = np.einsum("g,ig,jg->ij", g.n * p4, d4, d4) - np.einsum("g,ig,jg->ij", g.n, gradient, gradient)
        w3, w4 = g.n * p3 / silent, g.n * p4
        hessian[0, 0] += w3 @ bend[0]
        hessian[0, 1] += w3 @ (-inv_t * bend[1]) + w4 @ (inv_t - inv_x)
        hessian[1, 1] += w3 @ (inv_t**2 * bend[2]) + w4 @ (size * (inv_x**2 - inv_t**2))
        hessian[2, 2] -= w4.sum() / a**2
        hessian[3, 3] += w4 @ inv_b[g.frequency] ** 2
        # The factor (alpha + T)^-(r + kx) in front of both.
        value = float(g.n @ (np.logaddexp(log_left, log_silent) - size * log(late)))
        summed = gradient @ g.n
        summed[0] -= g.n @ log(late)
        summed[1] -= g.n @ (size * inv_t)
        hessian[0, 1] -= g.n @ inv_t
        hessian[1, 1] += g.n @ (size * inv_t**2)
        hessian[1, 0] = hessian[0, 1]
        value += add_gamma_part(r, alpha, k * self.x, self.count, summed, hessian)
        value += add_beta_part(a, b, self.x + 1, self.count, summed, hessian)
        return value, summed, hessian


def silence(size: Floats, share: Floats, k: int) -> tuple[Floats, Floats, Floats]:
    """Return the sum over j < k of Gamma(size + j)/(Gamma(size) j!) share^j, and its derivatives.

    The probability (up to a factor) that fewer than k exponential parts fell in the silence: `share` is its length
    over alpha + T. The derivatives are (d/dsize, s d/ds) and (d2/dsize2, s d/ds d/dsize, sum of j(j+1) terms), as
    d/dalpha is -1/(alpha + T) times s d/ds.
    """
    total, slope, bend = np.ones(len(size)), np.zeros((2, len(size))), np.zeros((3, len(size)))
    term, digammas, trigammas = np.ones(len(size)), np.zeros(len(size)), np.zeros(len(size))
    for j in range(1, k):
        part = 1.0 / (size + j - 1)
        term = term * (size + j - 1) / j * share
        digammas = digammas + part
        trigammas = trigammas - part**2
        total += term
        slope += np.stack([term * digammas, j * term])
        bend += np.stack([term * (digammas**2 + trigammas), j * term * digammas, j * (j + 1) * term])
    return total, slope, bend
