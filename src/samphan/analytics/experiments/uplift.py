"""Whom it helps: the effect of treatment on each customer, learned from a randomised experiment.

Sources: S. R. Kuenzel, J. S. Sekhon, P. J. Bickel & B. Yu, PNAS 116, 2019 (S- and T-learner); E. H. Kennedy, "Towards
optimal doubly robust estimation of heterogeneous causal effects", Electronic Journal of Statistics 17, 2023 (DR).
All follow one contract: `fit(covariates, treated, outcome)`, then `predict(covariates)` gives treated minus control in
the outcome's unit. Give an outcome of which more is better (stayed, margin), so that a large effect is worth a treat.
"""

from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from samphan.analytics.experiments.models import Kind, MeanModel, effect_model, is_binary, mean_model
from samphan.analytics.experiments.samples import Floats, finite
from samphan.analytics.experiments.scores import FOLDS, checked_units, doubly_robust


class UpliftLearner(Protocol):
    """Anything that learns each unit's effect."""

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Learn from covariates (n, k), treated (n,) and outcome (n,)."""
        ...

    def predict(self, covariates: ArrayLike) -> Floats:
        """Return the effect on each row, shape (n,)."""
        ...


class SLearner(BaseEstimator):  # type: ignore[misc]
    """One model with treatment as a covariate: steady for few units, but pulls effects towards zero.

    Parameters
    ----------
    kind : Kind
        Model of the outcome.
    seed : int
        Draws the trees; the same seed gives the same answer.

    Attributes
    ----------
    model_ : MeanModel
        Of the outcome, treatment being the last covariate.

    Notes
    -----
    Kuenzel et al. 2019.
    """

    def __init__(self, *, kind: Kind = Kind.BOOSTING, seed: int = 0) -> None:
        self.kind = kind
        self.seed = seed

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Learn the outcome from covariates and treatment together.

        Parameters
        ----------
        covariates : array-like (n, k) of float
        treated : array-like (n,) of bool
        outcome : array-like (n,) of float
            More is better; booleans count as 0 and 1.

        Raises
        ------
        ValueError
            Missing values, other shapes or an arm with too few units.
        """
        units = checked_units(covariates, treated, outcome)
        self.model_ = mean_model(self.kind, is_binary=is_binary(units.outcome), seed=self.seed)
        self.model_.fit(np.column_stack([units.covariates, units.treated]), units.outcome)
        return self

    def predict(self, covariates: ArrayLike) -> Floats:
        """Return the predicted outcome treated minus that left alone, (n,) of float64, for covariates (n, k).

        Raises ValueError for missing covariates, scikit-learn's NotFittedError before `fit`.
        """
        check_is_fitted(self)
        made = finite(covariates, "covariates")
        given = self.model_.predict(np.column_stack([made, np.ones(len(made))]))
        return given - self.model_.predict(np.column_stack([made, np.zeros(len(made))]))


class TLearner(BaseEstimator):  # type: ignore[misc]
    """One model an arm: free to differ, at the price of two models' noise.

    Parameters
    ----------
    kind : Kind
        Model of each arm's outcome.
    seed : int
        Draws the trees; the same seed gives the same answer.

    Attributes
    ----------
    control_, treated_ : MeanModel
        Of the outcome in each arm.

    Notes
    -----
    Kuenzel et al. 2019.
    """

    def __init__(self, *, kind: Kind = Kind.BOOSTING, seed: int = 0) -> None:
        self.kind = kind
        self.seed = seed

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Learn the outcome of each arm by itself.

        Parameters
        ----------
        covariates : array-like (n, k) of float
        treated : array-like (n,) of bool
        outcome : array-like (n,) of float
            More is better; booleans count as 0 and 1.

        Raises
        ------
        ValueError
            Missing values, other shapes or an arm with too few units.
        """
        units = checked_units(covariates, treated, outcome)
        yes_or_no = is_binary(units.outcome)
        self.control_: MeanModel = mean_model(self.kind, is_binary=yes_or_no, seed=self.seed)
        self.treated_: MeanModel = mean_model(self.kind, is_binary=yes_or_no, seed=self.seed)
        self.control_.fit(units.covariates[~units.treated], units.outcome[~units.treated])
        self.treated_.fit(units.covariates[units.treated], units.outcome[units.treated])
        return self

    def predict(self, covariates: ArrayLike) -> Floats:
        """Return the predicted outcome treated minus that left alone, (n,) of float64, for covariates (n, k).

        Raises ValueError for missing covariates, scikit-learn's NotFittedError before `fit`.
        """
        check_is_fitted(self)
        made = finite(covariates, "covariates")
        return self.treated_.predict(made) - self.control_.predict(made)


class DRLearner(BaseEstimator):  # type: ignore[misc]
    """The doubly robust scores smoothed over the covariates: best from about ten thousand randomised units on.

    Parameters
    ----------
    propensity : float or None
        Planned share treated (0..1) of a randomised experiment; None to learn it from the covariates.
    kind : Kind
        Model of outcomes (and of the propensity when it is learned).
    folds : int
        Number of cross-fitting folds, at least 2.
    seed : int
        Draws the folds and the trees; the same seed gives the same answer.

    Attributes
    ----------
    scores_ : Scores (n,)
        The doubly robust scores of each unit.
    model_ : MeanModel
        Of the effect over the covariates.

    Notes
    -----
    Kennedy 2023.
    """

    def __init__(
        self, *, propensity: float | None, kind: Kind = Kind.BOOSTING, folds: int = FOLDS, seed: int = 0
    ) -> None:
        self.propensity = propensity
        self.kind = kind
        self.folds = folds
        self.seed = seed

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Learn cross-fitted scores, then their smooth course over the covariates.

        Parameters
        ----------
        covariates : array-like (n, k) of float
        treated : array-like (n,) of bool
        outcome : array-like (n,) of float
            More is better; booleans count as 0 and 1.

        Raises
        ------
        ValueError
            Missing values, other shapes or an arm with too few units.
        """
        units = checked_units(covariates, treated, outcome, folds=self.folds)
        self.scores_ = doubly_robust(
            units, propensity=self.propensity, kind=self.kind, folds=self.folds, seed=self.seed
        )
        self.model_ = effect_model(seed=self.seed).fit(units.covariates, self.scores_.effect)
        return self

    def predict(self, covariates: ArrayLike) -> Floats:
        """Return the smoothed effect of each row, (n,) of float64, for covariates (n, k).

        Raises ValueError for missing covariates, scikit-learn's NotFittedError before `fit`.
        """
        check_is_fitted(self)
        return self.model_.predict(finite(covariates, "covariates"))
