"""Estimated evidence: treated customers against comparable ones, where nobody was drawn by lot.

Each treated customer gets the untreated one nearest in propensity, used once, within a caliper. The comparison counts
only where it passes three gates: enough treated customers found a match, the matched groups are alike in everything
known (standardised mean differences below 0.1), and they are shown to have been alike in a period before the programme
(placebo): its whole interval holds zero and stays within 0.1 standard deviations. An interval that merely holds zero
would let through whatever is too noisy to tell. What none of this can see is a reason to join that the covariates do
not hold: therefore *estimated*, never *measured*.

Sources: P. R. Rosenbaum & D. B. Rubin, Biometrika 70, 1983; P. C. Austin, Pharmaceutical Statistics 10, 2011 (caliper
of 0.2 standard deviations of the logit) and Statistics in Medicine 28, 2009 (balance); E. Hartman & F. D. Hidalgo, "An
equivalence approach to balance and placebo tests", AJPS 62, 2018 (likeness is what must be shown, not assumed);
A. Abadie & J. Spiess, "Robust post-matching inference", JASA 117, 2022 (regression on the pairs, errors by pair).
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator

from samphan.analytics.experiments.effects import LEVEL, z_of
from samphan.analytics.experiments.linear import LogisticRegression
from samphan.analytics.experiments.samples import Floats
from samphan.analytics.experiments.scores import Units, checked_units
from samphan.analytics.intervals import SMALLEST_N_FOR_A_RATE, Interval
from samphan.analytics.ror.accounts import Accounts, Basis, Doubt, Evidence, Unidentified
from samphan.analytics.ror.pairing import nearest_pairs

CALIPER = 0.2
# In standard deviations: of a covariate between the matched groups, and of the placebo with its whole interval.
LARGEST_DIFFERENCE = 0.1
SMALLEST_MATCHED_SHARE = 0.8
# Just enough to stay finite where covariates tell the groups apart: balance, not parsimony, is what matching is for.
PROPENSITY_PENALTY = 0.01
# A regression on the pairs needs this many of them for each covariate.
PAIRS_A_COVARIATE = 5
_ROUNDING = 1e-9  # a spread below this share of the largest amount is none


class MatchedCohort(BaseEstimator):  # type: ignore[misc]
    """Matched comparison of treated and untreated customers.

    Parameters
    ----------
    caliper : float
        Largest distance of a pair, in standard deviations of the logit propensity.
    level : float
        Of the placebo's interval, 0..1.

    Attributes
    ----------
    pairs_ : ndarray (m, 2) of intp
        Rows of treated and untreated customers matched.
    matched_share_ : float
        Share of treated customers that found a match, 0..1.
    unmatched_differences_, standardised_differences_ : ndarray (k,) of float64
        Absolute standardised mean difference of each covariate before and after matching; the scale is the spread
        within the groups before matching.
    placebo_ : Interval or None
        Difference of the margin before the programme, in its unit: it must hold zero and lie within `placebo_margin_`.
        None with too few pairs.
    placebo_margin_ : float
        The largest difference that does no harm: 0.1 standard deviations within the groups of the own margin or of
        `before`, whichever varies less, so that a restless period before buys no wider margin.
    evidence_ : Evidence or Unidentified
        The differences with their covariance, or why they are not identified.

    Notes
    -----
    The placebo asks for customers: with margins of which the covariates explain a third, some 1 800 pairs pass it four
    times out of five where nothing is wrong, and fewer than 500 never do. Fewer customers need a holdout.
    """

    def __init__(self, *, caliper: float = CALIPER, level: float = LEVEL) -> None:
        self.caliper = caliper
        self.level = level

    def fit(self, covariates: ArrayLike, treated: ArrayLike, accounts: Accounts, before: ArrayLike) -> Self:
        """Match and compare; one row a customer.

        Parameters
        ----------
        covariates : array-like (n, k) of float
            What decided who joined, all known before.
        treated : array-like (n,) of bool
        accounts : Accounts (n,)
        before : array-like (n,) of float
            The own margin of a period before the programme, in the unit of the accounts, that is *not* among the
            covariates: matched on, it would be alike by construction and prove nothing.

        Raises
        ------
        ValueError
            For missing values, other shapes, a caliper that is not positive or a placebo that cannot fail.
        """
        z = z_of(self.level)
        if not self.caliper > 0:
            raise ValueError(f"a caliper must be positive, not {self.caliper}")
        units = checked_units(covariates, treated, before)
        if len(accounts) != len(units):
            raise ValueError(f"{len(accounts)} accounts for {len(units)} customers: one each is needed")
        _check_placebo(units)
        model = LogisticRegression(penalty=PROPENSITY_PENALTY).fit(units.covariates, units.treated.astype(np.float64))
        logit = model.logit(units.covariates)
        (given,), (without,) = np.nonzero(units.treated), np.nonzero(~units.treated)
        rows = nearest_pairs(logit[given], logit[without], caliper=self.caliper * float(logit.std(ddof=1)))
        self.pairs_: NDArray[np.intp] = np.column_stack([given[rows[:, 0]], without[rows[:, 1]]])
        self.matched_share_ = len(self.pairs_) / len(given)
        scale = _scale(units.covariates, units.treated)
        self.unmatched_differences_ = _standardised(units.covariates[given], units.covariates[without], scale)
        self.placebo_: Interval | None = None
        money = np.column_stack([accounts.own_margin, units.outcome])
        spreads = _within(money, units.treated)
        varying = spreads > _ROUNDING * np.abs(money).max(axis=0)
        self.placebo_margin_ = LARGEST_DIFFERENCE * float(spreads[varying].min()) if varying.any() else 0.0
        if len(self.pairs_) < max(SMALLEST_N_FOR_A_RATE, PAIRS_A_COVARIATE * units.covariates.shape[1]):
            self.standardised_differences_ = np.full(units.covariates.shape[1], np.inf)
            self.evidence_: Evidence | Unidentified = Unidentified(doubts=(Doubt.TOO_FEW_MATCHED,))
            return self
        left, right = self.pairs_.T
        self.standardised_differences_ = _standardised(units.covariates[left], units.covariates[right], scale)
        gaps = (units.covariates[left] - units.covariates[right]) / scale
        outcomes = np.column_stack([accounts.columns, units.outcome])
        differences, covariance = _at_no_gap(outcomes[left] - outcomes[right], gaps)
        self.placebo_ = _interval(differences[-1], covariance[-1, -1], z)
        self.evidence_ = self._judged(differences[:-1], covariance[:-1, :-1])
        return self

    def _judged(self, differences: Floats, covariance: Floats) -> Evidence | Unidentified:
        doubts = []
        if self.matched_share_ < SMALLEST_MATCHED_SHARE:
            doubts.append(Doubt.TOO_FEW_MATCHED)
        if np.any(self.standardised_differences_ >= LARGEST_DIFFERENCE):
            doubts.append(Doubt.UNBALANCED)
        doubts += self._placebo_doubts()
        if doubts:
            return Unidentified(doubts=tuple(doubts))
        pairs = len(self.pairs_)
        return Evidence(
            basis=Basis.ESTIMATED,
            differences=differences,
            covariance=covariance,
            n_treated=round(pairs / self.matched_share_),
            n_compared=pairs,
        )

    def _placebo_doubts(self) -> list[Doubt]:
        placebo = self.placebo_
        if placebo is None or not placebo.low <= 0 <= placebo.high:
            return [Doubt.PLACEBO]
        is_close = max(-placebo.low, placebo.high) < self.placebo_margin_
        return [] if is_close else [Doubt.PLACEBO_TOO_NOISY]


def _check_placebo(units: Units) -> None:
    """Refuse a placebo that would pass whatever the groups are: one that does not vary, or that is matched on."""
    if np.ptp(units.outcome) == 0:
        raise ValueError("the placebo outcome is the same for everybody: it would pass whatever the groups are")
    varying = units.covariates[:, np.ptp(units.covariates, axis=0) > 0]
    likeness = np.corrcoef(np.column_stack([units.outcome, varying]), rowvar=False).reshape(1 + varying.shape[1], -1)
    if np.any(np.abs(likeness[0, 1:]) > 1 - 1e-9):
        raise ValueError("the placebo outcome is one of the covariates: it would be alike by construction")


def _scale(covariates: Floats, treated: NDArray[np.bool_]) -> Floats:
    """Return each covariate's standard deviation within the groups, before matching; 1 where it does not vary."""
    within = _within(covariates, treated)
    return np.where(within > 0, within, 1.0)


def _within(columns: Floats, treated: NDArray[np.bool_]) -> Floats:
    """Return each column's standard deviation within the groups, in its own unit."""
    made: Floats = np.sqrt((columns[treated].var(axis=0, ddof=1) + columns[~treated].var(axis=0, ddof=1)) / 2)
    return made


def _standardised(given: Floats, without: Floats, scale: Floats) -> Floats:
    made: Floats = np.abs(given.mean(axis=0) - without.mean(axis=0)) / scale
    return made


def _at_no_gap(differences: Floats, gaps: Floats) -> tuple[Floats, Floats]:
    """Return the mean pair difference where the pair's covariates agree, and its covariance by pair.

    Least squares of differences (m, q) on gaps (m, k) with an intercept, which is the answer; the sandwich with each
    pair as one cluster gives the covariance. The pseudo-inverse bears covariates that repeat one another.
    """
    design = np.column_stack([np.ones(len(gaps)), gaps])
    inverse = np.linalg.pinv(design)
    coefficients = inverse @ differences
    residuals = differences - design @ coefficients
    spare = len(design) - np.linalg.matrix_rank(design)
    moved = inverse[0][:, None] * residuals
    return coefficients[0], moved.T @ moved * (len(design) / spare)


def _interval(estimate: float, variance: float, z: float) -> Interval:
    half = z * float(np.sqrt(variance))
    return Interval(estimate=float(estimate), low=float(estimate) - half, high=float(estimate) + half)
