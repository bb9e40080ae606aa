"""What makes customers leave sooner: Cox's proportional hazards with a ridge penalty and Efron's ties."""

from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from samphan.analytics.survival.concordance import concordance_index
from samphan.analytics.survival.lifetimes import Flags, Floats, LifetimesUnusable, checked_lifetimes, places
from samphan.kit.errors import N_, Refused

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_SMALLEST_INFORMATION = 1e-7  # per customer, in standardised units: below it a coefficient runs off to infinity
_ENOUGH = 1e-10


class CoxNotConverged(Refused):
    code = "analytics.survival.cox_not_converged"
    message = N_(
        "No stable answer: some facts tell exactly who leaves, or say the same as others. "
        "Leave them out, or set a penalty above 0."
    )


class CoxRegression(BaseEstimator):  # type: ignore[misc]
    """Cox proportional hazards by Newton's method.

    Parameters
    ----------
    penalty : float
        Ridge strength: `penalty / 2 * sum(b ** 2)` of the standardised coefficients is taken from the mean partial log
        likelihood, so that it means the same at any number of customers and in any unit. 0 is the plain Cox model.

    Attributes
    ----------
    coef_, standard_error_ : ndarray (p,) of float64
        Log hazard ratio per unit of each column, with its standard error from the penalised information; a column that
        does not vary says nothing: coefficient 0, error NaN.
    log_likelihood_ : float
        Partial log likelihood at the estimate, without the penalty.
    concordance_ : float
        Harrell's index on the customers learnt from (optimistic; judge on others).
    baseline_times_, baseline_hazard_ : ndarray (k,) of float64
        Distinct end times and Breslow's cumulative hazard at the mean customer.
    n_, end_count_ : int

    Notes
    -----
    D. R. Cox, JRSS B 34(2), 1972; ties after B. Efron, JASA 72(359), 1977; baseline after N. E. Breslow, 1972.
    """

    def __init__(self, *, penalty: float = 0.1) -> None:
        self.penalty = penalty

    def fit(self, X: ArrayLike, durations: ArrayLike, observed: ArrayLike) -> Self:  # noqa: N803 (scikit-learn's name)
        """Learn how each fact moves the hazard.

        Parameters
        ----------
        X : array-like (n, p) of float
            Facts known at the start, without missing values, one row a customer.
        durations : array-like (n,) of float
            How long each customer was followed, in any one unit, not negative.
        observed : array-like (n,) of bool
            Whether her end was seen.

        Raises
        ------
        LifetimesUnusable
            A duration or fact is missing, or nobody's end was seen.
        ValueError
            The shapes do not belong together.
        CoxNotConverged
            The likelihood has no maximum (separation) or not one alone (collinear columns without a penalty).
        """
        facts = _checked_facts(X)
        times, ends = checked_lifetimes(durations, observed)
        if facts.shape[0] != len(times):
            raise ValueError("every customer needs one row of facts and one duration")
        if not ends.any():
            raise LifetimesUnusable(reason=N_("nobody's end was seen"))
        self.mean_, spread = facts.mean(axis=0), facts.std(axis=0)
        varies = spread > 1e-12 * np.maximum(1.0, np.abs(self.mean_))
        data = _Sorted.of((facts[:, varies] - self.mean_[varies]) / spread[varies], times, ends)
        beta, likelihood = _newton(data, self.penalty)
        self.coef_ = np.zeros(facts.shape[1])
        self.coef_[varies] = beta / spread[varies]
        self.standard_error_ = np.full(facts.shape[1], np.nan)
        self.standard_error_[varies] = np.sqrt(np.diag(_covariance(likelihood, data, self.penalty))) / spread[varies]
        self.log_likelihood_ = likelihood.value
        self.n_, self.end_count_ = len(times), int(ends.sum())
        self.baseline_times_, self.baseline_hazard_ = _breslow(data, beta)
        self.concordance_ = concordance_index(times, ends, self.predict_log_hazard(facts))
        return self

    def predict_log_hazard(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Return the log hazard of each customer relative to the mean customer, (n,) of float64, for facts X (n, p).

        Raises ValueError for another number of columns, LifetimesUnusable for a missing fact.
        """
        check_is_fitted(self)
        facts = _checked_facts(X)
        if facts.shape[1] != len(self.coef_):
            raise ValueError(f"expected {len(self.coef_)} columns of facts, not {facts.shape[1]}")
        return np.asarray((facts - self.mean_) @ self.coef_, dtype=np.float64)

    def predict_survival(self, X: ArrayLike, times: ArrayLike) -> Floats:  # noqa: N803
        """Return the share expected to be still there, 0..1, (n, len(times)) of float64, flat after the last end seen.

        X (n, p) as for `fit`, `times` (m,) in the unit of the durations. Raises as `predict_log_hazard` does.
        """
        check_is_fitted(self)
        hazard = np.append(0.0, self.baseline_hazard_)[places(self.baseline_times_, times)]
        return np.asarray(np.exp(-np.exp(self.predict_log_hazard(X))[:, None] * hazard), dtype=np.float64)

    def score(self, X: ArrayLike, durations: ArrayLike, observed: ArrayLike) -> float:  # noqa: N803
        """Return the concordance index, 0..1, on these customers; raises as `concordance_index` does."""
        return concordance_index(durations, observed, self.predict_log_hazard(X))


class _Sorted(NamedTuple):
    """Customers from the longest duration to the shortest, cut into blocks of equal duration."""

    facts: Floats
    times: Floats
    ends: Flags
    borders: list[tuple[int, int]]

    @classmethod
    def of(cls, facts: Floats, times: Floats, ends: Flags) -> "_Sorted":
        order = np.argsort(-times, kind="stable")
        cuts = [0, *(np.flatnonzero(np.diff(times[order])) + 1).tolist(), len(times)]
        return cls(facts[order], times[order], ends[order], list(pairwise(cuts)))


class _Likelihood(NamedTuple):
    value: float
    score: Floats
    information: Floats


def _partial_likelihood(data: _Sorted, beta: Floats) -> _Likelihood:
    """Return Efron's partial log likelihood with score and information, in one walk from the longest duration."""
    eta = data.facts @ beta
    shift = eta.max(initial=0.0)
    weight = np.exp(eta - shift)
    p = len(beta)
    value, score, information = 0.0, np.zeros(p), np.zeros((p, p))
    sum0, sum1, sum2 = 0.0, np.zeros(p), np.zeros((p, p))
    for start, stop in data.borders:
        x, w = data.facts[start:stop], weight[start:stop]
        sum0 += w.sum()
        sum1 = sum1 + w @ x
        sum2 = sum2 + (x * w[:, None]).T @ x
        ended = data.ends[start:stop]
        d = int(ended.sum())
        if not d:
            continue
        x, w = x[ended], w[ended]
        tied1, tied2 = w @ x, (x * w[:, None]).T @ x
        part = np.arange(d) / d
        inverse = 1.0 / (sum0 - part * w.sum())
        mean = (sum1 - part[:, None] * tied1) * inverse[:, None]
        value += float((eta[start:stop][ended] - shift).sum() + np.log(inverse).sum())
        score += x.sum(axis=0) - mean.sum(axis=0)
        information += sum2 * inverse.sum() - tied2 * (part * inverse).sum() - mean.T @ mean
    return _Likelihood(value, score, information)


def _newton(data: _Sorted, penalty: float) -> tuple[Floats, _Likelihood]:
    n, p = data.facts.shape
    ridge = n * penalty
    beta = np.zeros(p)
    at = _partial_likelihood(data, beta)
    for _ in range(_MOST_STEPS):
        gradient = at.score - ridge * beta
        step = _solve(at.information + ridge * np.eye(p), gradient, n)
        gain = float(gradient @ step)
        if gain < _ENOUGH * n:
            return beta, at
        goal = at.value - ridge / 2 * float(beta @ beta)
        for halving in range(_MOST_HALVINGS):
            tried = beta + step * 0.5**halving
            there = _partial_likelihood(data, tried)
            if there.value - ridge / 2 * float(tried @ tried) > goal:
                break
        else:
            return beta, at
        beta, at = tried, there
    raise CoxNotConverged


def _solve(information: Floats, gradient: Floats, n: int) -> Floats:
    if len(gradient) and np.linalg.eigvalsh(information)[0] < _SMALLEST_INFORMATION * n:
        raise CoxNotConverged
    return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)


def _covariance(at: _Likelihood, data: _Sorted, penalty: float) -> Floats:
    p = len(at.score)
    return np.asarray(np.linalg.inv(at.information + len(data.times) * penalty * np.eye(p)), dtype=np.float64)


def _breslow(data: _Sorted, beta: Floats) -> tuple[Floats, Floats]:
    """Return the distinct end times, ascending, and the cumulative hazard of the mean customer after each."""
    at_risk = np.cumsum(np.exp(data.facts @ beta))
    rows = [(data.times[stop - 1], data.ends[start:stop].sum() / at_risk[stop - 1]) for start, stop in data.borders]
    seen = [(time, jump) for time, jump in reversed(rows) if jump > 0.0]
    return np.array([time for time, _ in seen]), np.cumsum([jump for _, jump in seen])


def _checked_facts(rows: ArrayLike) -> Floats:
    facts = np.asarray(rows, dtype=np.float64)
    if facts.ndim != 2:
        raise ValueError("facts must be a table: one row a customer, one column a fact")
    if not np.isfinite(facts).all():
        raise LifetimesUnusable(reason=N_("a fact is missing or infinite"))
    return facts
