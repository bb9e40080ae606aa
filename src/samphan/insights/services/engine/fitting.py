"""Fitting: which model tells best who is still a customer here, whether anybody leaves at all, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max

from samphan.analytics.backtest.choice import NAIVE, Choice, choose_model
from samphan.analytics.backtest.purchases import PurchaseLog
from samphan.analytics.backtest.seasonal import SEASONAL
from samphan.analytics.btyd import (
    AttritionTest,
    BetaGeoModel,
    GammaGammaModel,
    Groups,
    Horizon,
    ModifiedBetaGeoModel,
    NBDModel,
    ParetoNBDModel,
    PurchaseModel,
    attrition_test,
    customer_lifetime_value,
    is_mean_spend_sure,
)
from samphan.insights.models import FittedModel
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.storing import storable
from samphan.insights.services.engine.history import SATANG, Floats, History
from samphan.insights.services.engine.season import HORIZON_DAYS, WEEK, Histories, Season
from samphan.kit.errors import Refused

HORIZON_MONTHS = 12
REFITS = 20
_SEED = 2569
_DEFAULT = "mbg_nbd"
_MODELS: Mapping[str, type[PurchaseModel]] = {
    _DEFAULT: ModifiedBetaGeoModel,
    "bg_nbd": BetaGeoModel,
    "pareto_nbd": ParetoNBDModel,
}
_NULL = "nbd"
_EPOCH = date(1970, 1, 1).toordinal()
# Beyond so many customers a sample of them chooses the model; the chosen one is fitted to all.
_MOST_TO_CHOOSE_BY = 100_000


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A model of purchases and one of spend, None where spend cannot be told (`_sure_spend`)."""

    purchases: PurchaseModel
    spend: GammaGammaModel | None


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What was chosen and learnt; `refits` are the same fitted to resampled customers, for intervals."""

    chosen: str
    pair: Pair
    attrition: AttritionTest
    season: Season | None = None
    refits: tuple[Pair, ...] = ()
    checks: Value = field(default_factory=dict)

    @property
    def is_attrition_detected(self) -> bool:
        """Say whether anybody may be called lost."""
        return self.attrition.is_detectable

    def histories(self, history: History) -> Histories:
        """Return every buyer's (frequency, recency, age) in the days the model counts in."""
        if self.season is None:
            return history.frequency, history.recency, history.age
        return self.season.histories(history)

    @property
    def year_days(self) -> float:
        """Return how many of the model's days the coming 365 are."""
        return float(HORIZON_DAYS) if self.season is None else self.season.year_days

    @property
    def year_ahead(self) -> Horizon:
        """Return the coming year; its money costs a tenth, the usual rate of the literature."""
        month = self.year_days / HORIZON_DAYS * 365.25 / 12
        return Horizon(months=HORIZON_MONTHS, month=month, discount_rate=1.1 ** (1 / 12) - 1)


def fit_models(history: History) -> Fit:
    """Choose, fit and test the models on a history.

    Raises `Refused` (too few customers, no repeat purchase) with what to do about it.
    """
    choice = _choose(history)
    best = choice.best if choice is not None and choice.best != NAIVE else _DEFAULT
    season = Season.of(history) if best.endswith(SEASONAL) else None
    timed = season.histories(history) if season else (history.frequency, history.recency, history.age)
    groups = Groups.of(*timed, unit=WEEK)
    model = _MODELS[best.removesuffix(SEASONAL)](unit=WEEK).fit(groups)
    test = attrition_test(model, groups)
    chosen = best
    if not test.is_detectable:
        chosen, model = _NULL + (SEASONAL if season else ""), NBDModel(unit=WEEK).fit(groups)
    random = np.random.default_rng(_SEED)
    again = [_refit(type(model), timed, history, random) for _ in range(REFITS)]
    return Fit(
        chosen=chosen,
        pair=Pair(purchases=model, spend=_sure_spend(history)),
        attrition=test,
        season=season,
        refits=tuple(pair for pair in again if pair is not None),
        checks=_checks(choice, best) if test.is_detectable else {},  # the null model stood for no choice
    )


def lifetime_value(fit: Fit, pair: Pair, history: History, *, margin: float) -> Floats:
    """Return each customer's value over the coming year in satang, discounted; margin 1 gives revenue.

    `pair` is the fit's own or one of its refits; NaN where it knows no spend: unknown is not worthless.
    """
    if pair.spend is None:
        return np.full(len(history.key), np.nan)
    of = (*fit.histories(history), history.mean_spend)
    return customer_lifetime_value(pair.purchases, pair.spend, *of, horizon=fit.year_ahead, margin=margin) * SATANG


def store_fit(fit: Fit, *, history: History, since: date, now: datetime) -> FittedModel:
    """Keep what was fitted under the next version."""
    model = fit.pair.purchases
    spend = fit.pair.spend
    parameters: dict[str, Any] = {
        "purchases": model.params_,
        "spend": spend.params_ if spend else None,
        "months": fit.season.index.tolist() if fit.season else None,
    }
    test = fit.attrition
    quality = {
        "log_likelihood": model.log_likelihood_,
        "at_edge": model.at_edge_,
        "attrition": {"statistic": test.statistic, "p_value": test.p_value, "detected": test.is_detectable},
        "checks": fit.checks,
        "refits": len(fit.refits),
    }
    with transaction.atomic():
        newest = FittedModel.objects.filter(purpose="attrition").aggregate(newest=Max("version"))["newest"]
        return FittedModel.objects.create(
            purpose="attrition",
            chosen=fit.chosen,
            version=(newest or 0) + 1,
            parameters=storable(parameters),
            quality=storable(quality),
            n=len(history.key),
            since_date=since,
            until_date=history.until,
            fitted_at=now,
        )


def _choose(history: History) -> Choice | None:
    """Return the backtest of the models on this history, with and without a season; None where it is too short."""
    customer, day = history.bought_row.astype(np.int64), history.bought_day.astype(np.int64) + _EPOCH
    sampled = customer % max(1, -(-len(history.key) // _MOST_TO_CHOOSE_BY)) == 0
    try:
        log = PurchaseLog.of(customer[sampled], day[sampled], np.ones(np.count_nonzero(sampled)))
        horizon = (log.last_day - log.first_day) // 4
        return choose_model(
            log,
            {name: partial(make, unit=WEEK) for name, make in _MODELS.items()},
            origins=[log.last_day - 2 * horizon, log.last_day - horizon],
            horizon=horizon,
            with_season=True,
        )
    except Refused:
        return None


def _sure_spend(history: History) -> GammaGammaModel | None:
    """Return the model of spend, None too where its mean may as well not exist: values would run to any amount."""
    fitted = _fit_spend(history, None)
    return fitted if fitted is not None and is_mean_spend_sure(fitted) else None


def _fit_spend(history: History, weights: Floats | None) -> GammaGammaModel | None:
    """Return the model of spend; None where too few came back, it does not settle, or its tail has no mean (q <= 1)."""
    paying = (history.frequency > 0) & (history.mean_spend > 0)
    if not paying.any():
        return None
    try:
        fitted = GammaGammaModel().fit(
            history.frequency[paying], history.mean_spend[paying], None if weights is None else weights[paying]
        )
    except Refused:
        return None
    return fitted if fitted.params_["q"] > 1 else None


def _refit(make: type[PurchaseModel], timed: Histories, history: History, random: np.random.Generator) -> Pair | None:
    """Return the models of customers drawn again, None where that draw cannot be fitted; the season is kept."""
    people = len(history.key)
    drawn = random.multinomial(people, np.full(people, 1.0 / people)).astype(np.float64)
    try:
        redrawn = Groups.of(*timed, weights=drawn, unit=WEEK)
        return Pair(purchases=make(unit=WEEK).fit(redrawn), spend=_fit_spend(history, drawn))
    except Refused:
        return None


def _checks(choice: Choice | None, chosen: str) -> Value:
    if choice is None:
        return {}
    shaped = {
        name: {
            "mae": float(np.mean([row.counts.mae for row in rows if row.counts])),
            "bias": float(np.mean([row.counts.bias for row in rows if row.counts])),
            "brier": float(np.mean([row.ranking.brier for row in rows if row.ranking]))
            if rows[0].has_probability
            else None,
        }
        for name, rows in choice.rows.items()
    }
    return {"baseline": shaped[NAIVE], "model": shaped.get(chosen), "all": shaped}
