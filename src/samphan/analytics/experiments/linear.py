"""Ridge and logistic regression on standardised covariates, solved directly.

Cross-fitting fits dozens of small models an answer; closed form and a few Newton steps do it in a tenth of the time of
general solvers, always to the same bits. The penalty is on standardised slopes, never on the intercept; it keeps
separated data and covariates that repeat one another finite.
"""

from typing import Self

import numpy as np

from samphan.analytics.experiments.samples import Floats

_MOST_STEPS = 50
_CLOSE = 1e-10


class _Standardised:
    """Covariates shifted and scaled to mean 0 and spread 1, with a leading column of ones."""

    def _learn_scale(self, covariates: Floats) -> None:
        spread = covariates.std(axis=0)
        self.mean_ = covariates.mean(axis=0)
        self.spread_ = np.where(spread > 0, spread, 1.0)

    def _design(self, covariates: Floats) -> Floats:
        return np.column_stack([np.ones(len(covariates)), (covariates - self.mean_) / self.spread_])

    def _penalties(self, penalty: float) -> Floats:
        return np.concatenate([[0.0], np.full(len(self.mean_), penalty)])


class RidgeRegression(_Standardised):
    """The conditional mean of an amount: least squares with a penalty on the squared slopes.

    Learns `coefficients_`, shape (k + 1,), intercept first.
    """

    def __init__(self, *, penalty: float = 1.0) -> None:
        self.penalty = penalty

    def fit(self, covariates: Floats, outcome: Floats) -> Self:
        """Learn from covariates (n, k) and outcomes (n,)."""
        self._learn_scale(covariates)
        design = self._design(covariates)
        self.coefficients_ = np.linalg.solve(
            design.T @ design + np.diag(self._penalties(self.penalty)), design.T @ outcome
        )
        return self

    def predict(self, covariates: Floats) -> Floats:
        """Return the expected amount of each row."""
        made: Floats = self._design(covariates) @ self.coefficients_
        return made


class LogisticRegression(_Standardised):
    """The probability of a yes: penalised maximum likelihood by Newton steps, halved where they overshoot.

    Learns `coefficients_`, shape (k + 1,), intercept first. Needs at least one yes and one no.
    """

    def __init__(self, *, penalty: float = 1.0) -> None:
        self.penalty = penalty

    def fit(self, covariates: Floats, outcome: Floats) -> Self:
        """Learn from covariates (n, k) and outcomes (n,) that are 0 or 1."""
        self._learn_scale(covariates)
        design, penalties = self._design(covariates), self._penalties(self.penalty)
        made = np.zeros(design.shape[1])
        made[0] = np.log(outcome.mean() / (1 - outcome.mean()))
        loss = _loss(design, outcome, made, penalties)
        for _ in range(_MOST_STEPS):
            chance = _chance(design @ made)
            gradient = design.T @ (chance - outcome) + penalties * made
            curvature = (design.T * (chance * (1 - chance))) @ design + np.diag(penalties)
            # The intercept alone has no penalty: where every chance is 0 or 1 its curvature would vanish.
            curvature[0, 0] += _CLOSE
            step = np.linalg.solve(curvature, gradient)
            size = 1.0
            while (nearer := _loss(design, outcome, made - size * step, penalties)) > loss and size > _CLOSE:
                size /= 2
            gained = loss - nearer
            made, loss = made - size * step, min(loss, nearer)
            if gained <= _CLOSE * (1 + loss):
                break
        self.coefficients_ = made
        return self

    def logit(self, covariates: Floats) -> Floats:
        """Return the log odds of each row."""
        made: Floats = self._design(covariates) @ self.coefficients_
        return made

    def predict(self, covariates: Floats) -> Floats:
        """Return the probability of a yes for each row."""
        return _chance(self.logit(covariates))


def _chance(logit: Floats) -> Floats:
    made: Floats = 0.5 * (1 + np.tanh(0.5 * logit))  # the logistic function, without overflow
    return made


def _loss(design: Floats, outcome: Floats, coefficients: Floats, penalties: Floats) -> float:
    logit = design @ coefficients
    return float(np.logaddexp(0, logit).sum() - outcome @ logit + 0.5 * penalties @ coefficients**2)
