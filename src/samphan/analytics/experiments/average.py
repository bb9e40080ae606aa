"""The average effect adjusted for covariates: narrower than Welch where covariates explain the outcome.

It is also the estimate for treatment that was not drawn by lot, as far as the covariates hold everything that decided
who was treated, which data cannot prove: such an effect is *estimated*, never *measured*.
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from samphan.analytics.experiments.effects import LEVEL, Effect, Method, NoVariation, z_of
from samphan.analytics.experiments.models import Kind
from samphan.analytics.experiments.scores import FOLDS, checked_units, doubly_robust

# Above this share of cut-back propensities the two arms hold different customers.
LARGEST_CLIPPED_SHARE = 0.05


class NoOverlap(ValueError):
    """Treated and untreated are different kinds of customers: nothing in the data says what would have been."""

    def __init__(self, clipped: float) -> None:
        super().__init__(f"{clipped:.0%} of the customers have nobody comparable in the other arm: they do not overlap")


class AverageEffect(BaseEstimator):  # type: ignore[misc]
    """Average treatment effect by augmented inverse-propensity weighting (AIPW) with cross-fitting.

    Parameters
    ----------
    propensity : float or None
        Planned share treated (0..1) of a randomised experiment; None to learn it from the covariates.
    kind : Kind
        Model of outcomes (and of the propensity when it is learned).
    folds : int
        Number of cross-fitting folds, at least 2.
    level : float
        Share of experiments whose interval holds the truth (0..1).
    seed : int
        Draws the folds and the trees; the same seed gives the same answer.

    Attributes
    ----------
    effect_ : Effect
        The effect in the outcome's unit, with its interval: normal, from the spread of the scores.
    scores_ : Scores (n,)
        The doubly robust scores of each unit.

    Notes
    -----
    The sources are those of `scores.doubly_robust`.
    """

    def __init__(
        self,
        *,
        propensity: float | None,
        kind: Kind = Kind.BOOSTING,
        folds: int = FOLDS,
        level: float = LEVEL,
        seed: int = 0,
    ) -> None:
        self.propensity = propensity
        self.kind = kind
        self.folds = folds
        self.level = level
        self.seed = seed

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Estimate the effect; one row a randomised unit.

        Parameters
        ----------
        covariates : array-like (n, k) of float
            Known before the treatment.
        treated : array-like (n,) of bool
        outcome : array-like (n,) of float
            In any one unit; booleans count as 0 and 1.

        Raises
        ------
        ValueError
            Missing values, other shapes, an arm with fewer units than folds, or a parameter out of range.
        NoOverlap
            A learned propensity says that the arms cannot be compared.
        NoVariation
            The models leave nothing to chance.
        """
        z = z_of(self.level)
        units = checked_units(covariates, treated, outcome, folds=self.folds)
        self.scores_ = doubly_robust(
            units, propensity=self.propensity, kind=self.kind, folds=self.folds, seed=self.seed
        )
        if self.scores_.clipped > LARGEST_CLIPPED_SHARE:
            raise NoOverlap(self.scores_.clipped)
        each = self.scores_.effect
        estimate, error = each.mean(), each.std(ddof=1) / np.sqrt(len(each))
        if error == 0:
            raise NoVariation
        self.effect_ = Effect(
            method=Method.AIPW,
            estimate=np.asarray(estimate),
            low=np.asarray(estimate - z * error),
            high=np.asarray(estimate + z * error),
            standard_error=np.asarray(error),
            n_control=np.asarray(float(np.count_nonzero(~units.treated))),
            n_treated=np.asarray(float(np.count_nonzero(units.treated))),
        )
        return self
