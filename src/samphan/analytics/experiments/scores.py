"""Doubly robust scores: for each unit, an unbiased guess of its outcome if treated and if left alone.

score_1 = m1(x) + t (y - m1(x)) / e(x), score_0 = m0(x) + (1 - t) (y - m0(x)) / (1 - e(x)), where the outcome models
m0, m1 and the propensity e are learned on the other folds (cross-fitting). Their mean difference is the average
effect, right when either the outcome models or the propensity are right; in a randomised experiment the propensity is
known and the answer is right whatever the models say: they only narrow the interval.

Sources: J. M. Robins, A. Rotnitzky & L. P. Zhao, JASA 89, 1994; V. Chernozhukov et al., "Double/debiased machine
learning", Econometrics Journal 21, 2018.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samphan.analytics.experiments.models import Kind, is_binary, mean_model
from samphan.analytics.experiments.samples import Floats, finite

FOLDS = 5
# A propensity nearer to 0 or 1 than this would let one unit outweigh fifty.
CLIP = 0.02


@dataclass(frozen=True, kw_only=True, eq=False)
class Units:
    """Randomised (or observed) units, checked: covariates (n, k), whether treated (n,), outcome (n,)."""

    covariates: Floats
    treated: NDArray[np.bool_]
    outcome: Floats

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.outcome)


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """Doubly robust outcomes of each unit under both arms, shape (n,), in the outcome's unit.

    `clipped` is the share of units whose learned propensity had to be cut back (0 when it is known): many of them mean
    that the arms hold different kinds of customers and cannot be compared.
    """

    control: Floats
    treated: Floats
    propensity: Floats
    clipped: float

    @property
    def effect(self) -> Floats:
        """Return each unit's noisy effect: treated minus control."""
        return self.treated - self.control


def checked_units(covariates: ArrayLike, treated: ArrayLike, outcome: ArrayLike, *, folds: int = FOLDS) -> Units:
    """Return the units, or raise ValueError naming what is wrong with them.

    Covariates (n, k) and outcomes (n,) must be finite, `treated` boolean or 0/1, all of one length, and each arm must
    hold at least `folds` units.
    """
    made = finite(covariates, "covariates")
    flags = np.asarray(treated)
    values = finite(outcome, "outcomes")
    if made.ndim != 2 or values.ndim != 1 or flags.shape != values.shape or len(made) != len(values):
        raise ValueError(
            f"covariates {made.shape}, treated {flags.shape} and outcome {values.shape} must be (n, k), (n,) and (n,)"
        )
    if not np.all((flags == 0) | (flags == 1)):
        raise ValueError("treated must say yes or no (True/False or 1/0) for each unit")
    if folds < 2 or min(np.count_nonzero(flags), np.count_nonzero(flags == 0)) < folds:
        raise ValueError(f"each arm needs at least {max(folds, 2)} units, one a fold")
    return Units(covariates=made, treated=flags.astype(bool), outcome=values)


def fold_of(units: Units, *, folds: int, seed: int) -> NDArray[np.intp]:
    """Return the fold of each unit, 0..folds-1: drawn by seed, equal in size within each arm."""
    made = np.empty(len(units), dtype=np.intp)
    rng = np.random.default_rng(seed)
    for arm in (units.treated, ~units.treated):
        (members,) = np.nonzero(arm)
        made[rng.permutation(members)] = np.arange(len(members)) % folds
    return made


def doubly_robust(
    units: Units, *, propensity: float | None, kind: Kind = Kind.BOOSTING, folds: int = FOLDS, seed: int = 0
) -> Scores:
    """Return the cross-fitted scores of each unit.

    `propensity` is the planned share treated (0..1) of a randomised experiment, or None where treatment was not drawn
    and must be learned from the covariates. The same seed gives the same scores.
    """
    if propensity is not None and not 0 < propensity < 1:
        raise ValueError(f"a planned share treated lies between 0 and 1, not {propensity}")
    n = len(units)
    fold = fold_of(units, folds=folds, seed=seed)
    yes_or_no = is_binary(units.outcome)
    without, given, chance = np.empty(n), np.empty(n), np.full(n, propensity or 0.0)
    for k in range(folds):
        learn, own = fold != k, fold == k
        for arm, into in ((~units.treated, without), (units.treated, given)):
            rows = learn & arm
            model = mean_model(kind, is_binary=yes_or_no, seed=seed)
            into[own] = model.fit(units.covariates[rows], units.outcome[rows]).predict(units.covariates[own])
        if propensity is None:
            model = mean_model(kind, is_binary=True, seed=seed)
            model.fit(units.covariates[learn], units.treated[learn].astype(np.float64))
            chance[own] = model.predict(units.covariates[own])
    kept = np.clip(chance, CLIP, 1 - CLIP) if propensity is None else chance
    return Scores(
        control=without + ~units.treated * (units.outcome - without) / (1 - kept),
        treated=given + units.treated * (units.outcome - given) / kept,
        propensity=kept,
        clipped=float(np.mean(kept != chance)),
    )
