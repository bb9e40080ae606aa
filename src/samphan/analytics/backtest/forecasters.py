"""Who forecasts purchases: naive rules, and models of the BTYD family behind one small protocol."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.backtest.purchases import PurchaseHistories, PurchaseLog
from samphan.analytics.btyd import (
    BetaGeoModel,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    ParetoNBDModel,
)

Floats = NDArray[np.float64]
Reals = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]

DAYS_IN_A_WEEK = 7.0
_REGULARITIES = (1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """For each customer known at the origin, ascending: expected purchase days (n,), and the probability of any.

    `probability` is None for a rule that only counts; such a rule ranks by its count and has no Brier score.
    """

    expected: Floats
    probability: Floats | None


class Forecaster(Protocol):
    """Forecasts the `horizon` days after `origin` from `past`, a log that holds no later purchase."""

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Learn from the past and forecast every customer in it."""


class PurchaseModel(Protocol):
    """What a model of repeat purchases must do to be tested here; all of `samphan.analytics.btyd` do."""

    def fit(self, frequency: Ints, recency: Ints, T: Ints) -> Self:  # noqa: N803 (the field's own letter)
        """Learn from histories (n,) in days."""

    def expected_purchases(self, t: float, frequency: Ints, recency: Ints, T: Ints) -> Reals:  # noqa: N803
        """Return the purchases expected in the next `t` days (n,)."""

    def probability_of_purchase(self, t: float, frequency: Ints, recency: Ints, T: Ints) -> Reals:  # noqa: N803
        """Return the probability of at least one purchase in the next `t` days (n,)."""


class RegularPurchaseModel(PurchaseModel, Protocol):
    """A purchase model with a regularity of purchases, which is chosen by the likelihood."""

    log_likelihood_: float

    def fit(self, frequency: Ints, recency: Ints, T: Ints, *, log_gaps: float | None = None) -> Self:  # noqa: N803
        """Learn from histories (n,) in days; `log_gaps` is the sum of ln(gap in days) over all purchases."""


@dataclass(frozen=True)
class ModelForecaster:
    """A purchase model as a forecaster: `make` returns one that is not fitted yet."""

    make: Callable[[], PurchaseModel]

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Fit the model to the histories at the origin."""
        known = past.histories(origin)
        return forecast_of(self.make().fit(known.frequency, known.recency, known.age), known, horizon)


@dataclass(frozen=True)
class RegularityForecaster:
    """MBG/CNBD-k with the regularity k of 1, 2 or 3 that has the highest likelihood."""

    make: Callable[[int], RegularPurchaseModel]

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Fit all regularities to the histories at the origin, and forecast with the likeliest."""
        known = past.histories(origin)
        history = (known.frequency, known.recency, known.age)
        fitted = [self.make(k).fit(*history, log_gaps=known.log_gaps) for k in _REGULARITIES]
        return forecast_of(max(fitted, key=lambda model: model.log_likelihood_), known, horizon)


class SameRate:
    """Naive: everybody goes on at her own mean rate so far."""

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Return frequency per day of age, times the horizon."""
        known = past.histories(origin)
        return Forecast(expected=known.frequency / np.maximum(known.age, 1) * horizon, probability=None)


class SameAsLastPeriod:
    """Naive: everybody buys as often as in the `horizon` days before the origin."""

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Return the purchase days of the period just over."""
        customers = past.histories(origin).customer
        counts = past.between(origin - horizon, origin).purchase_days(customers)
        return Forecast(expected=counts.astype(np.float64), probability=None)


def forecasters_without_features() -> dict[str, Forecaster]:
    """Return the naive rules and the purchase models, by their names in the field; parameters are a week's."""
    return {
        "same rate": SameRate(),
        "same as last period": SameAsLastPeriod(),
        "NBD": ModelForecaster(lambda: NBDModel(unit=DAYS_IN_A_WEEK)),
        "BG/NBD": ModelForecaster(lambda: BetaGeoModel(unit=DAYS_IN_A_WEEK)),
        "MBG/NBD": ModelForecaster(lambda: ModifiedBetaGeoModel(unit=DAYS_IN_A_WEEK)),
        "Pareto/NBD": ModelForecaster(lambda: ParetoNBDModel(unit=DAYS_IN_A_WEEK)),
        "MBG/CNBD-k": RegularityForecaster(lambda k: ModifiedBetaGeoCNBDModel(k=k, unit=DAYS_IN_A_WEEK)),
    }


def forecast_of(model: PurchaseModel, known: PurchaseHistories, horizon: int) -> Forecast:
    """Return what a fitted model says of these histories."""
    history = (known.frequency, known.recency, known.age)
    return Forecast(
        expected=np.asarray(model.expected_purchases(float(horizon), *history), dtype=np.float64),
        probability=np.clip(model.probability_of_purchase(float(horizon), *history), 0.0, 1.0),
    )
