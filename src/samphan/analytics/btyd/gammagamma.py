"""Gamma-Gamma: what customers spend per purchase, and what one with few purchases will come to spend.

Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013 (brucehardie.com/notes/025). It assumes that spend and
frequency do not go together; check their correlation before believing it.
"""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import SMALLEST_N_TO_FIT, Estimator, NoRepeatPurchase, TooFewCustomers, shaped
from samphan.analytics.btyd.groups import Floats, Ints, blocks, checked_frequency, checked_weights
from samphan.analytics.btyd.newton import climb
from samphan.analytics.btyd.special import digamma, gammaln, trigamma
from samphan.kit.errors import N_, Refused

_ROWS_WORTH_A_SAMPLE = 50_000
_SAMPLED_ONE_IN = 16


class SpendNotPositive(Refused):
    code: ClassVar[str] = "analytics.btyd.spend"
    message: ClassVar[str] = N_(
        "{rows} of {customers} repeat customers have a mean spend that is missing, zero or negative. "
        "Take returns and cancellations off the orders they belong to, and leave out customers with nothing left."
    )


class NoMeanSpend(Refused):
    code: ClassVar[str] = "analytics.btyd.no_mean_spend"
    message: ClassVar[str] = N_(
        "Spend varies so much that its mean does not exist (q = {q} is not above 1). Look for outliers in the amounts."
    )


class GammaGammaModel(Estimator):
    """Gamma-Gamma: one customer's spend ~ Gamma(p, nu), nu ~ Gamma(q, gamma). lifetimes calls gamma `v`.

    Attributes
    ----------
    params_, standard_errors_ : dict of str to float
        p, q, gamma; gamma in the amounts' unit.
    covariance_ : float64 (3, 3)
    log_likelihood_, n_customers_ : float
        Of the mean spends, as densities per unit of money; the customers with a repeat purchase, by weight.
    n_iter_ : int
        Newton steps, those on a sample included.
    at_edge_ : bool
        The likelihood kept rising towards zero or infinity: the parameters are a limit, not an estimate.

    Notes
    -----
    In another unit of money (amounts times c) p and q stay, gamma is c times as large, and the log-likelihood falls by
    ln c a customer.
    """

    names: ClassVar[tuple[str, ...]] = ("p", "q", "gamma")

    def fit(self, frequency: ArrayLike, monetary_value: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Learn from customers with a repeat purchase; rows with frequency 0 say nothing of it and are passed over.

        Parameters
        ----------
        frequency : whole numbers (n,)
            Repeat purchase days behind each mean.
        monetary_value : numbers (n,)
            Mean spend per repeat purchase day, above 0.
        weights : numbers (n,), optional
            Customers behind each row, 0 or more; 1 when left out.

        Raises
        ------
        BadHistory
            A frequency is missing, fractional or below 0, or a weight is not a finite number of 0 or more.
        SpendNotPositive, NoRepeatPurchase, TooFewCustomers, NotConverged
        ValueError
            `frequency` and `monetary_value` are not of one length.
        """
        x, mean, weight = _repeaters(frequency, monetary_value, weights)
        likelihood = SpendLikelihood(x, mean, weight)
        few = None
        if len(x) >= _ROWS_WORTH_A_SAMPLE:
            sample = slice(None, None, _SAMPLED_ONE_IN)
            few = SpendLikelihood(x[sample], mean[sample], None if weight is None else weight[sample])
        start = np.array([3.0, 3.0, float(np.average(mean, weights=weight)) * 2 / 3])
        self._learn(climb(likelihood, start, few), float(likelihood.n))
        return self

    def expected_spend(self, frequency: ArrayLike, monetary_value: ArrayLike) -> Floats:
        """Return the mean spend per purchase expected of each customer, same unit and shape.

        Between her own mean and everybody's: the fewer purchases, the nearer to everybody's, and exactly that for a
        customer without a repeat purchase, whatever stands in her `monetary_value` (Fader & Hardie 2013).

        Parameters
        ----------
        frequency, monetary_value : numbers (n,)
            As in `fit`.

        Raises
        ------
        NotFitted, BadHistory
        NoMeanSpend
            q is not above 1.
        SpendNotPositive
            A repeat customer's mean is missing or not above 0.
        ValueError
            `frequency` and `monetary_value` are not of one length.
        """
        p, q, gamma = self._values()
        if q <= 1:
            raise NoMeanSpend(q=round(q, 3))
        x, mean = _columns(frequency, monetary_value)
        made = np.full(len(x), p * gamma / (q - 1.0))  # everybody's, which is all that is known of most customers
        bad = 0
        for rows in blocks(len(x)):
            again = np.flatnonzero(x[rows] > 0)
            k = x[rows][again].astype(np.float64)
            spent = mean[rows][again]
            bad += int(np.count_nonzero(~((spent > 0) & (spent < np.inf))))
            spent *= k
            spent += gamma
            spent *= p
            made[rows][again] = spent / (p * k + (q - 1.0))
        if bad:
            raise SpendNotPositive(rows=bad, customers=int(np.count_nonzero(x > 0)))
        return shaped(made, frequency)


class SpendLikelihood:
    """The log-likelihood of Gamma-Gamma: gamma functions by distinct frequency, one logarithm a customer."""

    def __init__(self, x: Ints, mean: Floats, weight: Floats | None) -> None:
        self.x, self.total, self.weight = x, x * mean, weight
        counts = np.bincount(x, weight)
        self.u = np.flatnonzero(counts)
        self.count = counts[self.u].astype(np.float64)
        self.n = self.count.sum()
        log_mean = np.log(mean)
        self.sum_log = float(log_mean.sum() if weight is None else weight @ log_mean)
        # Of ln(x mean), ln x is of the few frequencies and not of each customer.
        log_mean *= x
        of_means = float(log_mean.sum() if weight is None else weight @ log_mean)
        self.sum_x_log = of_means + float(self.count @ (self.u * np.log(self.u)))

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (p, q, gamma)."""
        p, q, gamma = parameters.tolist()
        u, c, n = self.u, self.count, self.n
        logs, inv, inv2 = self._by_frequency(gamma)
        size = p * u + q
        value = (
            c @ (gammaln(size) - gammaln(p * u)) + n * (q * np.log(gamma) - gammaln(q))
            + p * self.sum_x_log - self.sum_log - size @ logs
        )  # fmt: skip
        gradient = np.array(
            [
                c @ (u * (digamma(size) - digamma(p * u))) + self.sum_x_log - u @ logs,
                c @ digamma(size) + n * (np.log(gamma) - digamma(q)) - logs.sum(),
                n * q / gamma - size @ inv,
            ]
        )
        bend = trigamma(size)
        hessian = np.array(
            [
                [c @ (u * u * (bend - trigamma(p * u))), c @ (u * bend), -(u @ inv)],
                [c @ (u * bend), c @ bend - n * trigamma(q), n / gamma - inv.sum()],
                [-(u @ inv), n / gamma - inv.sum(), size @ inv2 - n * q / gamma**2],
            ]
        )
        return float(value), gradient, hessian

    def _by_frequency(self, gamma: float) -> Floats:
        """Return (3, u): the sums of ln(gamma + m), 1/(gamma + m) and 1/(gamma + m)^2, m being total spend."""
        sums = np.zeros((3, int(self.u[-1]) + 1))
        for rows in blocks(len(self.x)):
            near = gamma + self.total[rows]
            inverse = 1.0 / near
            for i, values in enumerate((np.log(near), inverse, inverse * inverse)):
                weighted = values if self.weight is None else self.weight[rows] * values
                sums[i] += np.bincount(self.x[rows], weighted, minlength=sums.shape[1])
        return sums[:, self.u]


def _columns(frequency: ArrayLike, monetary_value: ArrayLike) -> tuple[Ints, Floats]:
    x, mean = np.atleast_1d(np.asarray(frequency)), np.atleast_1d(np.asarray(monetary_value, dtype=np.float64))
    if x.shape != mean.shape or x.ndim != 1:
        raise ValueError("frequency and monetary_value need one value for each customer")
    return checked_frequency(x), mean


def _repeaters(
    frequency: ArrayLike, monetary_value: ArrayLike, weights: ArrayLike | None
) -> tuple[Ints, Floats, Floats | None]:
    x, mean = _columns(frequency, monetary_value)
    weight = None if weights is None else checked_weights(weights, len(x))
    customers, again = len(x), np.flatnonzero(x > 0 if weight is None else (x > 0) & (weight > 0))
    if len(again) < customers:
        x, mean = x.take(again), mean.take(again)
        weight = None if weight is None else weight.take(again)
    if len(x) == 0:
        raise NoRepeatPurchase(customers=customers)
    if len(x) < SMALLEST_N_TO_FIT and (weight is None or weight.sum() < SMALLEST_N_TO_FIT):
        raise TooFewCustomers(customers=len(x), needed=SMALLEST_N_TO_FIT)
    _check_spend(x, mean)
    return x.astype(np.int64), mean, weight


def _check_spend(x: Floats | Ints, mean: Floats) -> None:
    bad = sum(
        int(np.count_nonzero((x[rows] > 0) & ~((mean[rows] > 0) & (mean[rows] < np.inf)))) for rows in blocks(len(x))
    )
    if bad:
        raise SpendNotPositive(rows=bad, customers=int(np.count_nonzero(x > 0)))
