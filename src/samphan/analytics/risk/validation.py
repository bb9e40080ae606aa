"""Judging candidates on customers they have not seen: later ones where time is known, else others.

A model is used on tomorrow's customers, so it is judged on later ones. Training rows whose outcome was not yet known on
the day the judged ones were observed are left out: they would have looked into the future.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import StratifiedKFold

from samphan.analytics.accuracy import ProbabilityScores, calibration_error, probability_scores
from samphan.analytics.columns import ColumnReader
from samphan.analytics.risk.candidates import CandidateUnfit, Maker, probability
from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALLEST_SIDE = 30  # customers who left, and customers who stayed, in all
_SMALLEST_SIDE_OF_A_FOLD = 10
_LATER_SHARE = 0.25
FOLDS = 5
ECE_TO_CALIBRATE = 0.02
_CHANCE_DRAWS = 200


class TooFewOutcomes(Refused):
    code = "analytics.risk.too_few_outcomes"
    message = N_(
        "{left} customers left and {stayed} stayed; {needed} of each are needed to learn from. "
        "Choose a longer period or more customers."
    )


class HistoryTooShort(Refused):
    code = "analytics.risk.history_too_short"
    message = N_(
        "The history is too short to judge on later customers: {days} days of observations, and outcomes that take "
        "{horizon} days to be known. Add earlier observations."
    )


class Validation(StrEnum):
    """How the candidates were judged."""

    OUT_OF_TIME = "out of time"
    CROSS_VALIDATION = "cross-validation"


@dataclass(frozen=True, kw_only=True)
class Fold:
    """Rows to learn from, and rows to judge on."""

    learn: Ints
    judge: Ints


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One candidate's forecasts for the judged rows, and its scores."""

    probabilities: Floats
    scores: ProbabilityScores


def check_outcomes(outcome: Flags) -> None:
    """Refuse what cannot be learnt from: too few customers who left, or too few who stayed."""
    left = int(outcome.sum())
    if min(left, len(outcome) - left) < SMALLEST_SIDE:
        raise TooFewOutcomes(left=left, stayed=len(outcome) - left, needed=SMALLEST_SIDE)


def later_fold(at: ArrayLike, outcome: Flags, *, horizon: float) -> list[Fold]:
    """Return one fold: judge on the latest quarter, learn from rows whose outcome was known by its first day.

    Parameters
    ----------
    at : array-like (n,) of float
        When each row was observed, in days (`date.toordinal()`).
    horizon : float
        Days until a row's outcome is known.

    Raises
    ------
    HistoryTooShort
        All rows are of one time, or none is `horizon` before the judged ones.
    TooFewOutcomes
        One of the two parts holds too few of either outcome.
    """
    days = np.asarray(at, dtype=np.float64)
    if days.shape != outcome.shape or not np.isfinite(days).all():
        raise ValueError("every row needs the day it was observed")
    first_judged = np.quantile(days, 1.0 - _LATER_SHARE, method="higher")
    learn, judge = np.flatnonzero(days + horizon <= first_judged), np.flatnonzero(days >= first_judged)
    if horizon == 0.0:
        learn = np.flatnonzero(days < first_judged)
    if not len(learn):
        raise HistoryTooShort(days=int(np.ptp(days)) + 1, horizon=int(horizon))
    for rows in (learn, judge):
        left = int(outcome[rows].sum())
        if min(left, len(rows) - left) < _SMALLEST_SIDE_OF_A_FOLD:
            raise TooFewOutcomes(left=left, stayed=len(rows) - left, needed=_SMALLEST_SIDE_OF_A_FOLD)
    return [Fold(learn=learn, judge=judge)]


def crossed_folds(outcome: Flags, *, seed: int) -> list[Fold]:
    """Return five folds that keep the share who left."""
    splitter = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return [Fold(learn=learn, judge=judge) for learn, judge in splitter.split(np.zeros(len(outcome)), outcome)]


def try_candidate(
    maker: Maker, reader: ColumnReader, codes: Floats, outcome: Flags, folds: list[Fold], seed: int
) -> Trial:
    """Fit a candidate on each fold and judge it on the rows left out; raises CandidateUnfit."""
    forecasts = [
        probability(maker(reader, seed).fit(codes[fold.learn], outcome[fold.learn]).log_odds(codes[fold.judge]))
        for fold in folds
    ]
    made = np.concatenate(forecasts)
    judged = judged_rows(folds)
    return Trial(probabilities=made, scores=probability_scores(outcome[judged], made))


def judged_rows(folds: list[Fold]) -> Ints:
    """Return the judged rows of all folds in the order of a trial's probabilities."""
    return np.concatenate([fold.judge for fold in folds])


def compete(
    makers: dict[str, Maker], reader: ColumnReader, codes: Floats, outcome: Flags, folds: list[Fold], seed: int
) -> tuple[dict[str, Trial], dict[str, str]]:
    """Return the trial of every candidate that could be fitted, and the reason of every one that could not."""
    trials: dict[str, Trial] = {}
    unfit: dict[str, str] = {}
    for name, maker in makers.items():
        try:
            trials[name] = try_candidate(maker, reader, codes, outcome, folds, seed)
        except CandidateUnfit as reason:
            unfit[name] = str(reason)
    return trials, unfit


def calibration(outcome: Flags, probabilities: Floats, *, seed: int) -> IsotonicRegression | None:
    """Return an isotonic correction, or None where the probabilities are honest enough.

    They are corrected when the expected calibration error is above 0.02 and above what 95 % of perfectly honest
    forecasts would show by chance with as many customers: correcting noise makes good probabilities worse.
    """
    error = calibration_error(outcome.astype(np.float64), probabilities)
    if error <= ECE_TO_CALIBRATE or error <= _error_by_chance(probabilities, seed):
        return None
    return IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(probabilities, outcome)


def _error_by_chance(probabilities: Floats, seed: int) -> float:
    random = np.random.default_rng(seed)
    draws = random.random((_CHANCE_DRAWS, len(probabilities))) < probabilities
    return float(np.quantile([calibration_error(draw.astype(np.float64), probabilities) for draw in draws], 0.95))
