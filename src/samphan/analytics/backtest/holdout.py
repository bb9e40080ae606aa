"""The judge: cuts the log, hands the past to a forecaster, and compares its forecast with what came after."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.accuracy import CountScores, ProbabilityScores, bootstrap_noise, count_scores, probability_scores
from samphan.analytics.backtest.forecasters import Forecast, Forecaster
from samphan.analytics.backtest.purchases import PurchaseLog, PurchaseLogUnusable
from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class HoldoutRow:
    """One forecaster at one origin.

    `ranking` holds AUC and average precision for all; its Brier score, log loss and calibration error mean something
    only where `has_probability`. `noise` is the standard error of each figure over resampled customers. `failure` is
    the reason of a forecaster that could not forecast; then there are no figures.
    """

    name: str
    counts: CountScores | None = None
    ranking: ProbabilityScores | None = None
    has_probability: bool = False
    noise: Mapping[str, float] | None = None
    cpu_seconds: float = 0.0
    failure: str = ""


def holdout(
    log: PurchaseLog, forecasters: Mapping[str, Forecaster], *, origin: int, horizon: int, replicates: int = 0
) -> list[HoldoutRow]:
    """Judge forecasters on the `horizon` days after `origin`.

    Parameters
    ----------
    log : PurchaseLog
        All purchases; each forecaster is handed `log.until(origin)` only.
    origin, horizon : int
        The last day known (`date.toordinal()`), and days after it.
    replicates : int
        Resamples of customers for the noise; 0 leaves it out.

    Raises
    ------
    PurchaseLogUnusable
        The log ends before the horizon does, or all customers did alike in it, so that nothing can be judged.
    """
    if log.last_day < origin + horizon:
        raise PurchaseLogUnusable(reason=N_("it ends before the period to be forecast does"))
    past = log.until(origin)
    customers = past.histories(origin).customer
    truth = log.between(origin, origin + horizon).purchase_days(customers).astype(np.float64)
    if not 0 < np.count_nonzero(truth) < len(truth):
        raise PurchaseLogUnusable(reason=N_("all customers, or none, bought in the period to be forecast"))
    return [_judged(name, one, past, origin, horizon, truth, replicates) for name, one in forecasters.items()]


def rolling_origin(
    log: PurchaseLog, forecasters: Mapping[str, Forecaster], *, origins: Sequence[int], horizon: int
) -> dict[str, list[HoldoutRow]]:
    """Judge forecasters at several origins; returns each one's rows in the order of `origins`."""
    rows = [holdout(log, forecasters, origin=origin, horizon=horizon) for origin in origins]
    return {name: [at_origin[at] for at_origin in rows] for at, name in enumerate(forecasters)}


def _judged(
    name: str, forecaster: Forecaster, past: PurchaseLog, origin: int, horizon: int, truth: Floats, replicates: int
) -> HoldoutRow:
    started = time.process_time()
    try:
        made = forecaster.forecast(past, origin, horizon)
    except Refused as refused:
        return HoldoutRow(name=name, failure=refused.explain(str))
    spent = time.process_time() - started
    score = _as_score(made)
    noise: dict[str, float] = {}
    if replicates:
        noise = bootstrap_noise(count_scores, truth, made.expected, replicates=replicates)
        noise |= bootstrap_noise(probability_scores, truth > 0, score, replicates=replicates)
    return HoldoutRow(
        name=name,
        counts=count_scores(truth, made.expected),
        ranking=probability_scores(truth > 0, score),
        has_probability=made.probability is not None,
        noise=noise,
        cpu_seconds=spent,
    )


def _as_score(made: Forecast) -> Floats:
    """Return the probability, or a count squeezed into 0..1 that ranks the same."""
    return made.expected / (1.0 + made.expected) if made.probability is None else made.probability
