"""Boosted trees on twenty facts of a customer's purchases, taught at origins before the one they forecast from.

A model of facts needs examples with a known end: customers as they were some time ago, with what they did since. Here
they come from four origins so early that the whole of their horizon was over by the origin to be forecast from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from samphan.analytics.backtest.features import purchase_features
from samphan.analytics.backtest.forecasters import Forecast, Forecaster
from samphan.analytics.backtest.purchases import PurchaseLog, PurchaseLogUnusable
from samphan.kit.errors import N_

Floats = NDArray[np.float64]

_LESSONS = 4
_DAYS_BETWEEN_LESSONS = 14
_SHORTEST_PAST = 30
_LEAVES = 15
_SMALLEST_LEAF = 60
_LEARNING_RATE = 0.05
_TREES_FOR_COUNTS = 150
_TREES_FOR_PROBABILITY = 120
_SURE = 1e-4


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Examples with a known end: facts (m, p), and purchase days in the `horizon` days after (m,)."""

    facts: Floats
    counts: Floats
    horizon: int


def lessons(past: PurchaseLog, origin: int, horizon: int, helpers: Sequence[Forecaster]) -> Lessons:
    """Return examples from up to four earlier origins, two weeks apart, all of which had ended by `origin`.

    The horizon of the examples is the one asked for, or half the history where that is shorter. The forecasts of
    `helpers`, made at each origin for the same horizon, stand beside the twenty facts.

    Raises PurchaseLogUnusable when the history is too short for a single lesson, or all did alike in the lessons.
    """
    span = origin - past.first_day
    taught = min(horizon, span // 2)
    offsets = [taught + _DAYS_BETWEEN_LESSONS * at for at in range(_LESSONS)]
    origins = [origin - offset for offset in offsets if span - offset > _SHORTEST_PAST]
    if not origins or taught < 1:
        raise PurchaseLogUnusable(reason=N_("its history is too short to learn from earlier customers"))
    facts, counts = [], []
    for day in origins:
        known = past.until(day).histories(day).customer
        facts.append(facts_at(past.until(day), day, taught, helpers))
        counts.append(past.between(day, day + taught).purchase_days(known).astype(np.float64))
    learnt = np.concatenate(counts)
    if not 0 < np.count_nonzero(learnt) < len(learnt):
        raise PurchaseLogUnusable(reason=N_("all customers, or none, bought in the periods to learn from"))
    return Lessons(facts=np.vstack(facts), counts=learnt, horizon=taught)


def facts_at(past: PurchaseLog, origin: int, horizon: int, helpers: Sequence[Forecaster]) -> Floats:
    """Return the facts of every customer at an origin (n, 20 + 2 a helper)."""
    columns = [purchase_features(past, origin)]
    for helper in helpers:
        made = helper.forecast(past, origin, horizon)
        columns.append(
            np.column_stack([made.expected, made.expected if made.probability is None else made.probability])
        )
    return np.hstack(columns)


@dataclass(frozen=True)
class BoostedTrees:
    """Boosted trees for counts (Poisson) and for any purchase.

    `helpers` add their forecasts to the facts. Where the lessons are shorter than the horizon, `clock` says how much
    more happens in the longer one, customer by customer; without it counts are stretched in proportion, which is too
    much where customers leave.
    """

    helpers: tuple[Forecaster, ...] = ()
    clock: Forecaster | None = None

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Learn from earlier origins and forecast the customers of this one."""
        taught = lessons(past, origin, horizon, self.helpers)
        now = facts_at(past, origin, taught.horizon, self.helpers)
        with threadpool_limits(limits=1):
            counts, chances = fit_counts(taught.facts, taught.counts), fit_chances(taught.facts, taught.counts > 0)
            short = Forecast(expected=counts.predict(now), probability=chances.predict_proba(now)[:, 1])
        if taught.horizon == horizon:
            return short
        if self.clock is None:
            return Forecast(expected=short.expected * (horizon / taught.horizon), probability=short.probability)
        return _stretched(
            short, self.clock.forecast(past, origin, taught.horizon), self.clock.forecast(past, origin, horizon)
        )


def log_odds(probability: Floats) -> Floats:
    """Return log odds, with probabilities kept one in ten thousand away from 0 and 1."""
    return np.asarray(logit(np.clip(probability, _SURE, 1.0 - _SURE)), dtype=np.float64)


def _stretched(made: Forecast, short: Forecast, long: Forecast) -> Forecast:
    """Return a forecast for the longer horizon: counts times the clock's ratio, log odds plus the clock's step."""
    if made.probability is None or short.probability is None or long.probability is None:
        raise ValueError("a clock is a forecaster that gives probabilities")
    return Forecast(
        expected=made.expected * long.expected / np.maximum(short.expected, _SURE),
        probability=expit(log_odds(made.probability) + log_odds(long.probability) - log_odds(short.probability)),
    )


def fit_counts(facts: Floats, counts: Floats) -> HistGradientBoostingRegressor:
    """Return trees for counts of purchases."""
    return HistGradientBoostingRegressor(
        loss="poisson", max_iter=_TREES_FOR_COUNTS, learning_rate=_LEARNING_RATE, max_leaf_nodes=_LEAVES,
        min_samples_leaf=_SMALLEST_LEAF, early_stopping=False, random_state=0,
    ).fit(facts, counts)  # fmt: skip


def fit_chances(facts: Floats, bought: NDArray[np.bool_]) -> HistGradientBoostingClassifier:
    """Return trees for the chance of any purchase."""
    return HistGradientBoostingClassifier(
        max_iter=_TREES_FOR_PROBABILITY, learning_rate=_LEARNING_RATE, max_leaf_nodes=_LEAVES,
        min_samples_leaf=_SMALLEST_LEAF, early_stopping=False, random_state=0,
    ).fit(facts, bought)  # fmt: skip
