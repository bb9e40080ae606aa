"""The probability that a customer leaves: four candidates compete on unseen customers, the best one serves."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from samphan.analytics.accuracy import ReliabilityBin, probability_scores, reliability
from samphan.analytics.columns import ColumnReader, as_table
from samphan.analytics.risk.candidates import Candidate, competitors, probability
from samphan.analytics.risk.reasons import FEWEST_REFITS, Explanation, explanations
from samphan.analytics.risk.validation import (
    Validation,
    calibration,
    check_outcomes,
    compete,
    crossed_folds,
    judged_rows,
    later_fold,
)

Floats = NDArray[np.float64]

_SUM_TOLERANCE = 1e-6


class ChurnRisk(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """How likely each customer is to leave, with drivers that hold when the customers are resampled.

    Parameters
    ----------
    boosting : str
        "auto" (LightGBM where it is installed), "scikit-learn" or "lightgbm".
    refits : int
        Models fitted to resamples for `explain`; 0 leaves explanations out, else at least 20.
    horizon_days : float
        Days until an outcome is known; keeps rows out of training that would have looked into the future.
    seed : int

    Attributes
    ----------
    classes_ : ndarray (2,)
        False (stays), True (leaves).
    champion_ : str
        The candidate with the lowest Brier score on unseen customers.
    scorecards_ : dict of str to ProbabilityScores
        Every candidate on the same unseen customers, the naive ones included.
    calibrated_scorecard_ : ProbabilityScores or None
        The champion after calibration, cross-fitted; None when none was needed.
    reliability_ : list of ReliabilityBin
        Forecast beside observed for the champion, as it serves.
    unfit_ : dict of str to str
        Candidates that could not be fitted, with the reason.
    validation_ : Validation
        Out of time where `at` was given, else cross-validation.
    n_, left_ : int
        Customers learnt from, and how many of them left.
    facts_ : tuple of str
    """

    def __init__(
        self,
        *,
        boosting: str = "auto",
        refits: int = FEWEST_REFITS,
        horizon_days: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.boosting = boosting
        self.refits = refits
        self.horizon_days = horizon_days
        self.seed = seed

    def fit(self, X: object, y: ArrayLike, at: ArrayLike | None = None) -> Self:  # noqa: N803 (scikit-learn's name)
        """Let the candidates compete and fit the champion to all customers.

        Parameters
        ----------
        X : DataFrame or array (n, p)
            Facts known on the day of observation: numbers (NaN: missing), and categories as text, bool or category.
        y : array-like (n,) of bool or 0/1
            Who left.
        at : array-like (n,) of float, optional
            The day each row was observed (`date.toordinal()`).

        Raises
        ------
        TooFewOutcomes, HistoryTooShort, TooManyCategories, NumberNotFinite
            Each says what to do.
        """
        if 0 < self.refits < FEWEST_REFITS:
            raise ValueError(f"explanations need at least {FEWEST_REFITS} refits; 0 leaves them out")
        table = as_table(X)
        outcome = _checked_outcome(y, len(table))
        check_outcomes(outcome)
        makers = competitors(self.boosting)
        self._reader = ColumnReader().fit(table)
        codes = self._reader.codes(table)
        if at is None:
            self.validation_, folds = Validation.CROSS_VALIDATION, crossed_folds(outcome, seed=self.seed)
        else:
            self.validation_ = Validation.OUT_OF_TIME
            folds = later_fold(at, outcome, horizon=self.horizon_days)
        trials, self.unfit_ = compete(makers, self._reader, codes, outcome, folds, self.seed)
        self.scorecards_ = {name: trial.scores for name, trial in trials.items()}
        self.champion_ = min(self.scorecards_, key=lambda name: self.scorecards_[name].brier)
        self._calibrate(outcome[judged_rows(folds)], trials[self.champion_].probabilities)
        maker = makers[self.champion_]
        self._model = maker(self._reader, self.seed).fit(codes, outcome)
        self._refits = [
            maker(self._reader, self.seed).fit(codes[rows], outcome[rows]) for rows in self._resamples(outcome)
        ]
        self.classes_ = np.array([False, True])
        self.facts_ = self._reader.names
        self.n_, self.left_ = len(outcome), int(outcome.sum())
        return self

    def predict_proba(self, X: object) -> Floats:  # noqa: N803
        """Return the probabilities to stay and to leave (n, 2)."""
        codes = self._codes(X)
        p = self._served(probability(self._model.log_odds(codes)))
        return np.column_stack([1.0 - p, p])

    def predict(self, X: object) -> NDArray[np.bool_]:  # noqa: N803
        """Return who is more likely to leave than to stay (n,)."""
        return self.predict_proba(X)[:, 1] > 0.5

    def contributions(self, X: object) -> tuple[Floats, float]:  # noqa: N803
        """Return what each fact adds to the champion's log odds, before calibration (n, p), and their common base.

        Raises RuntimeError when they do not sum to the forecast, which a change in a library could cause.
        """
        codes = self._codes(X)
        added, base = self._model.contributions(codes)
        if not np.allclose(added.sum(axis=1) + base, self._model.log_odds(codes), atol=_SUM_TOLERANCE):
            raise RuntimeError("contributions do not sum to the forecast; this is a defect, please report it")
        return added, base

    def explain(self, X: object) -> list[Explanation]:  # noqa: N803
        """Return the stable drivers of each customer's risk: associations, never causes.

        Costs some milliseconds a customer, so ask for those who are at risk.
        """
        codes = self._codes(X)
        return explanations(self.facts_, [model.contributions(codes)[0] for model in self._refits])

    def _codes(self, rows: object) -> Floats:
        check_is_fitted(self)
        return self._reader.codes(as_table(rows, self._reader.names))

    def _served(self, p: Floats) -> Floats:
        return p if self._isotonic is None else np.asarray(self._isotonic.predict(p), dtype=np.float64)

    def _calibrate(self, outcome: NDArray[np.bool_], forecast: Floats) -> None:
        """Learn the correction from all judged customers; judge it by correcting each half with the other."""
        self._isotonic = calibration(outcome, forecast, seed=self.seed)
        self.calibrated_scorecard_ = None
        served = forecast
        if self._isotonic is not None:
            half = np.random.default_rng(self.seed).permutation(len(outcome)) % 2 == 0
            served = np.empty_like(forecast)
            for side in (half, ~half):
                model = type(self._isotonic)(y_min=0.0, y_max=1.0, out_of_bounds="clip")
                served[side] = model.fit(forecast[~side], outcome[~side]).predict(forecast[side])
            self.calibrated_scorecard_ = probability_scores(outcome, served)
        self.reliability_: list[ReliabilityBin] = reliability(outcome.astype(np.float64), served)

    def _resamples(self, outcome: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
        """Return rows drawn with replacement within each outcome, so that no resample lacks one."""
        random = np.random.default_rng(self.seed)
        sides = [np.flatnonzero(outcome), np.flatnonzero(~outcome)]
        return [np.concatenate([random.choice(side, len(side)) for side in sides]) for _ in range(self.refits)]

    _model: Candidate


def _checked_outcome(y: ArrayLike, n: int) -> NDArray[np.bool_]:
    outcome = np.asarray(y)
    if outcome.shape != (n,):
        raise ValueError("every customer needs one outcome")
    if not np.isin(outcome, (0, 1)).all():
        raise ValueError("an outcome is yes or no (True or False, 1 or 0) for every customer")
    return outcome.astype(np.bool_)
