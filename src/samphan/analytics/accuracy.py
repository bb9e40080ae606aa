"""How good a forecast was: the figures every model and every naive rule beside it are judged by.

Rank (AUC, average precision, lift, capture), honesty of probabilities (Brier, log loss, calibration error) and size
(mean absolute and root mean square error, bias). One vocabulary for `risk` and `backtest`, so that their tables can be
read side by side.

Sources: G. W. Brier, Monthly Weather Review 78(1), 1950; calibration error in bins of equal mass after A. Nguyen and
B. O'Connor, EMNLP 2015 (with equal-width bins the sparse ones decide).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

Floats = NDArray[np.float64]

TOP_SHARE = 0.1
BINS = 10
REPLICATES = 200


@dataclass(frozen=True, kw_only=True)
class ProbabilityScores:
    """How well probabilities (0..1) foretold a yes or no for `n` customers; `base_rate` is the share of yes."""

    n: int
    base_rate: float
    auc: float
    average_precision: float
    brier: float
    log_loss: float
    calibration_error: float
    lift: float


@dataclass(frozen=True, kw_only=True)
class CountScores:
    """How well expected counts foretold counts: errors in the counts' unit, `bias` and `capture` as shares.

    `bias` is the forecast total over the true total minus one; `capture` is the share of the true total that the top
    tenth by forecast brought.
    """

    n: int
    mae: float
    rmse: float
    bias: float
    capture: float


def probability_scores(outcome: ArrayLike, probability: ArrayLike) -> ProbabilityScores:
    """Judge probabilities against what happened.

    Parameters
    ----------
    outcome : array-like (n,) of bool or 0/1
    probability : array-like (n,) of float in 0..1

    Returns
    -------
    ProbabilityScores
        All as shares but `log_loss` (nats) and `lift` (times the base rate among the riskiest tenth).

    Raises
    ------
    ValueError
        The lengths differ, a probability is missing or outside 0..1, or all outcomes are alike (no rank exists).
    """
    y = np.asarray(outcome, dtype=np.float64)
    p = np.asarray(probability, dtype=np.float64)
    _check_pair(y, p)
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("probabilities must lie in 0..1")
    if not (y.min() == 0.0 and y.max() == 1.0 and np.isin(y, (0.0, 1.0)).all()):
        raise ValueError("a forecast is judged on outcomes of both kinds, 0 and 1")
    top = _top(p)
    return ProbabilityScores(
        n=len(y),
        base_rate=float(y.mean()),
        auc=float(roc_auc_score(y, p)),
        average_precision=float(average_precision_score(y, p)),
        brier=float(brier_score_loss(y, p)),
        log_loss=float(log_loss(y, p)),
        calibration_error=calibration_error(y, p),
        lift=float(y[top].mean() / y.mean()),
    )


def count_scores(counts: ArrayLike, expected: ArrayLike) -> CountScores:
    """Judge expected counts (or sums) against the true ones.

    Parameters
    ----------
    counts, expected : array-like (n,) of float, not negative

    Raises
    ------
    ValueError
        The lengths differ, a value is missing, or the true total is zero (bias and capture have no meaning).
    """
    y = np.asarray(counts, dtype=np.float64)
    e = np.asarray(expected, dtype=np.float64)
    _check_pair(y, e)
    if y.sum() <= 0.0:
        raise ValueError("nothing was counted: a forecast of nothing cannot be judged")
    return CountScores(
        n=len(y),
        mae=float(np.abs(y - e).mean()),
        rmse=float(np.sqrt(((y - e) ** 2).mean())),
        bias=float(e.sum() / y.sum() - 1.0),
        capture=float(y[_top(e)].sum() / y.sum()),
    )


def calibration_error(outcome: Floats, probability: Floats, *, bins: int = BINS) -> float:
    """Return the expected calibration error: mean gap of forecast and observed share over bins of equal mass (0..1)."""
    return float(sum(b.share * abs(b.observed - b.forecast) for b in reliability(outcome, probability, bins=bins)))


@dataclass(frozen=True, kw_only=True)
class ReliabilityBin:
    """One bin of a reliability chart: its share of customers, mean forecast and observed share (all 0..1)."""

    share: float
    forecast: float
    observed: float


def reliability(outcome: Floats, probability: Floats, *, bins: int = BINS) -> list[ReliabilityBin]:
    """Return the reliability chart: forecast beside observed in bins of equal mass, lowest first, empty ones left out.

    Equal probabilities share a bin, so a forecast with few distinct values has few bins.
    """
    edges = np.quantile(probability, np.linspace(0.0, 1.0, bins + 1))
    which = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, bins - 1)
    mass = np.bincount(which, minlength=bins)
    forecast = np.bincount(which, weights=probability, minlength=bins)
    observed = np.bincount(which, weights=outcome, minlength=bins)
    return [
        ReliabilityBin(share=m / len(which), forecast=f / m, observed=o / m)
        for m, f, o in zip(mass.tolist(), forecast.tolist(), observed.tolist(), strict=True)
        if m
    ]


def bootstrap_noise(
    judge: Callable[[Floats, Floats], ProbabilityScores | CountScores],
    truth: ArrayLike,
    forecast: ArrayLike,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> dict[str, float]:
    """Return the standard error of each figure of `judge` over resampled customers.

    This is the noise of the sample of customers, with the model as fitted: enough to say whether a figure is worse
    than a printed one, which was measured on the same customers.
    """
    y, p = np.asarray(truth, dtype=np.float64), np.asarray(forecast, dtype=np.float64)
    random = np.random.default_rng(seed)
    draws = [asdict(judge(y[rows], p[rows])) for rows in random.integers(0, len(y), (replicates, len(y)))]
    return {name: float(np.std([draw[name] for draw in draws], ddof=1)) for name in draws[0] if name != "n"}


def _top(score: Floats) -> NDArray[np.int64]:
    """Return the rows of the highest tenth (at least one row); ties keep the order given."""
    return np.argsort(-score, kind="stable")[: max(1, int(len(score) * TOP_SHARE))]


def _check_pair(truth: Floats, forecast: Floats) -> None:
    if truth.ndim != 1 or truth.shape != forecast.shape or not len(truth):
        raise ValueError("truth and forecast must be two lists of the same length, not empty")
    if not (np.isfinite(truth).all() and np.isfinite(forecast).all()):
        raise ValueError("truth and forecast must be finite numbers")
