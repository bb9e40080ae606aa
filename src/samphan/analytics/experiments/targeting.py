"""Whom to treat when there is money for some only, and what choosing so was worth.

With fewer than 10 000 randomised customers single effects are mostly noise, and treating those at risk does better;
above it the doubly robust uplift wins (measured in bench/experiments.py). What a choice was worth is answered on
randomised customers the ranking has not seen, never on those it was learned from.
"""

from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from samphan.analytics.experiments.effects import LEVEL, z_of
from samphan.analytics.experiments.models import Kind, MeanModel, is_binary, mean_model
from samphan.analytics.experiments.samples import Floats, finite
from samphan.analytics.experiments.scores import checked_units, doubly_robust
from samphan.analytics.experiments.uplift import DRLearner
from samphan.analytics.intervals import Interval

SMALLEST_N_FOR_UPLIFT = 10_000


class Ranking(StrEnum):
    """What customers are ranked by."""

    RISK = "risk"
    UPLIFT = "uplift"


class TargetingPolicy(BaseEstimator):  # type: ignore[misc]
    """Rank customers for treatment: by risk below 10 000 randomised units, by doubly robust uplift from there on.

    The outcome must be one of which more is better (stayed, margin): risk is the outcome expected when left alone,
    lowest first.

    Parameters
    ----------
    propensity : float
        Planned share treated, 0..1.
    kind : Kind
        Model of outcomes.
    seed : int
        Draws folds and trees; the same seed gives the same ranking.

    Attributes
    ----------
    ranking_ : Ranking
        Which of the two was used.
    uplift_ : DRLearner
        Where it is uplift.
    baseline_ : MeanModel
        Of the outcome when left alone, where it is risk.
    """

    def __init__(self, *, propensity: float, kind: Kind = Kind.BOOSTING, seed: int = 0) -> None:
        self.propensity = propensity
        self.kind = kind
        self.seed = seed

    def fit(self, covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike) -> Self:
        """Learn from a randomised experiment.

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
        self.ranking_ = Ranking.UPLIFT if len(units) >= SMALLEST_N_FOR_UPLIFT else Ranking.RISK
        if self.ranking_ is Ranking.UPLIFT:
            self.uplift_ = DRLearner(propensity=self.propensity, kind=self.kind, seed=self.seed)
            self.uplift_.fit(units.covariates, units.treated, units.outcome)
        else:
            self.baseline_: MeanModel = mean_model(self.kind, is_binary=is_binary(units.outcome), seed=self.seed)
            self.baseline_.fit(units.covariates[~units.treated], units.outcome[~units.treated])
        return self

    def predict(self, covariates: ArrayLike) -> Floats:
        """Return the rank score of each row, (n,) of float64, for covariates (n, k): treat the highest first.

        Under risk the scores are no effects. Raises ValueError for missing covariates, scikit-learn's NotFittedError
        before `fit`.
        """
        check_is_fitted(self)
        if self.ranking_ is Ranking.UPLIFT:
            return self.uplift_.predict(covariates)
        return -self.baseline_.predict(finite(covariates, "covariates"))


def chosen(rank: ArrayLike, *, share: float) -> Floats:
    """Return 1.0 for the `share` (0..1) of rows ranked highest, else 0.0, shape (n,); ties go to the earlier row.

    Rounded down to whole rows. Raises ValueError for a share outside 0..1 and for missing scores.
    """
    if not 0 < share <= 1:
        raise ValueError(f"the share to treat lies between 0 and 1, not {share}")
    scores = finite(rank, "rank scores")
    made = np.zeros(len(scores))
    count = int(share * len(scores) + 1e-9)  # 0.29 of 100 is 28.999999999999996, and means 29
    made[np.argsort(-scores, kind="stable")[:count]] = 1.0
    return made


def value_of_targeting(
    rank: ArrayLike,
    covariates: ArrayLike,
    treated: ArrayLike,
    outcome: ArrayLike,
    *,
    propensity: float,
    share: float,
    cost: float,
    level: float = LEVEL,
    seed: int = 0,
) -> Interval:
    """Return what treating the top `share` by `rank` gains over treating nobody, a customer, net of cost.

    Parameters
    ----------
    rank : array-like (n,) of float
        Scores, highest treated first; the rows must be randomised and not those the ranking was learned from.
    covariates : array-like (n, k) of float
    treated : array-like (n,) of bool
    outcome : array-like (n,) of float
        More is better; booleans count as 0 and 1.
    propensity : float
        Planned share treated in the experiment, 0..1.
    share : float
        Of the customers to treat, 0..1.
    cost : float
        Of one treatment, in the outcome's unit.
    level : float
        Share of evaluations whose interval holds the truth, 0..1.
    seed : int
        Draws the folds.

    Returns
    -------
    Interval
        Per customer of the evaluated population, in the outcome's unit.

    Raises
    ------
    ValueError
        Missing values, other shapes, or a share, propensity or level out of range.

    Notes
    -----
    The mean of chosen * (doubly robust effect - cost): S. Athey & S. Wager, "Policy learning with observational data",
    Econometrica 89, 2021, eq. 6.
    """
    z = z_of(level)
    units = checked_units(covariates, treated, outcome)
    picked = chosen(rank, share=share)
    if len(picked) != len(units):
        raise ValueError(f"{len(picked)} rank scores for {len(units)} units: one each is needed")
    scores = doubly_robust(units, propensity=propensity, kind=Kind.LINEAR, seed=seed)
    each = picked * (scores.effect - cost)
    estimate, error = float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each)))
    return Interval(estimate=estimate, low=estimate - z * error, high=estimate + z * error)
