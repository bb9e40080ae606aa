"""The risk that a customer does not come back, learnt from this firm's own past and tested on its latest months."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _
from numpy.typing import NDArray

from samphan.analytics.backends import fetch
from samphan.analytics.backtest.features import NAMES, purchase_features
from samphan.analytics.backtest.purchases import PurchaseLog
from samphan.analytics.risk import ChurnRisk, Explanation
from samphan.insights.rules.loyalty import Value
from samphan.insights.services.engine.history import SATANG, Floats, History, Ints
from samphan.kit.errors import N_, Refused

ORIGINS = 3
_YEAR_DAYS = 365
_EPOCH = date(1970, 1, 1).toordinal()
# Enough to learn from; the rest of a large firm's customers would only cost time.
_MOST_ROWS = 60_000
# Reasons are worked out for those who stand to lose the firm most: nobody reads further down the list.
MOST_EXPLAINED = 2_000
_SEED = 2569
_NPS = "nps"
NAIVE_RULE = "rule of two questions"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Risks (n,) in the order of the history, NaN without a model; explanations by row of the history.

    `sides` says by row on which side of the firm's median each fact of the customer lies ("low": at it or below,
    "high", "none": not known), so that a reason can be told with its direction.
    """

    risk: Floats
    horizon_days: int
    quality: Value | None = None
    explanations: dict[int, Explanation] = field(default_factory=dict)
    sides: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Past:
    """Everything with a day, so that it can be cut at an origin. Days are `date.toordinal()`."""

    log: PurchaseLog
    key_of: Ints  # dense customer of the log -> customer_key
    answers: pd.DataFrame
    cases: pd.DataFrame
    broken: pd.DataFrame


def learn_leaving(history: History, *, horizon_days: int) -> Leaving:
    """Return every customer's risk to buy nothing within the horizon; without enough past, that there is none."""
    nobody = Leaving(risk=np.full(len(history.key), np.nan), horizon_days=horizon_days)
    past = _read_past(history)
    if past is None:
        return nobody
    until = history.until.toordinal()
    try:
        facts, left, at = _past_outcomes(past, until, horizon_days)
        model = ChurnRisk(horizon_days=horizon_days, seed=_SEED).fit(facts, left, at)
    except Refused:
        return nobody
    today, keys = _facts(past, until)
    row_of = {key: row for row, key in enumerate(history.key.tolist())}
    rows = np.array([row_of[key] for key in keys.tolist()])
    risk = np.full(len(history.key), np.nan)
    risk[rows] = model.predict_proba(today)[:, 1]
    chosen = _worth_explaining(history, risk[rows], rows)
    told = model.explain(today.iloc[chosen]) if len(chosen) else []
    return Leaving(
        risk=risk,
        horizon_days=horizon_days,
        quality=_quality(model),
        explanations=dict(zip(rows[chosen].tolist(), told, strict=True)),
        sides=dict(zip(rows[chosen].tolist(), _sides(today, chosen), strict=True)),
    )


def _sides(facts: pd.DataFrame, chosen: Ints) -> list[dict[str, str]]:
    usual, told = facts.median(), facts.iloc[chosen]
    sides = told.gt(usual).replace({True: "high", False: "low"}).mask(told.isna(), "none")
    return [{str(fact): side for fact, side in row.items()} for row in sides.to_dict("records")]


def _read_past(history: History) -> _Past | None:
    bought = _frame(history.orders.filter(_.amount > 0).select("customer_key", "day", "amount"))
    if bought.empty:
        return None
    day = _ordinal(bought["day"])
    log = PurchaseLog.of(bought["customer_key"], day, bought["amount"] / SATANG)
    said = history.answers.filter(_.scale == _NPS, _.customer_key.notnull())
    answers = _frame(said.select("customer_key", "day", "score"))
    opened, broken = (
        _frame(rows.filter(_.customer_key.notnull()).select("customer_key", "day"))
        for rows in (history.cases, history.broken)
    )
    return _Past(
        log=log,
        key_of=np.unique(bought["customer_key"].to_numpy()).astype(np.int64),
        answers=answers.assign(day=_ordinal(answers["day"])),
        cases=opened.assign(day=_ordinal(opened["day"])),
        broken=broken.assign(day=_ordinal(broken["day"])),
    )


class HistoryTooShortToLearn(Refused):
    code = "insights.leaving.history_too_short"
    message = N_("No customer bought more than {days} days ago, so that nothing can be learnt of leaving yet.")


def _past_outcomes(past: _Past, until: int, horizon: int) -> tuple[pd.DataFrame, NDArray[np.bool_], Ints]:
    """Return facts at several days of the past, who bought nothing within the horizon after each, and the day."""
    parts, outcomes, days = [], [], []
    random = np.random.default_rng(_SEED)
    for turn in range(ORIGINS, 0, -1):
        origin = until - turn * horizon
        if origin <= past.log.first_day:
            continue
        facts, keys = _facts(past, origin)
        after = past.log.between(origin, origin + horizon)
        came = np.isin(keys, past.key_of[np.unique(after.customer)])
        chosen = np.flatnonzero(random.random(len(keys)) < _MOST_ROWS / ORIGINS / max(1, len(keys)))
        parts.append(facts.iloc[chosen])
        outcomes.append(~came[chosen])
        days.append(np.full(len(chosen), origin, dtype=np.int64))
    if not parts:
        raise HistoryTooShortToLearn(days=horizon)
    return pd.concat(parts, ignore_index=True), np.concatenate(outcomes), np.concatenate(days)


def _facts(past: _Past, origin: int) -> tuple[pd.DataFrame, Ints]:
    """Return what was known of each buyer at the end of day `origin`, and whom each row is about.

    Few facts that do not say the same thing twice, so that a reason can be told; counts, days and amounts by their
    logarithm, because ten days of silence after ten mean more than ten after a hundred.
    """
    keys = past.key_of[past.log.histories(origin).customer]
    known = pd.DataFrame(purchase_features(past.log, origin), columns=list(NAMES), index=keys)
    facts = pd.DataFrame(
        {
            "recency_days": np.log1p(known["silence"]),
            "gap_ratio": np.log1p(known["silence_in_gaps"]),
            "frequency": np.log1p(known["frequency"]),
            "age_days": np.log1p(known["age"]),
            "orders_90": np.log1p(known["purchases_90"]),
            "spend": np.log1p(known["mean_amount"]),
        }
    )
    said = past.answers[past.answers["day"] <= origin].sort_values(["day", "score"], ascending=[True, False])
    facts["last_score"] = said.groupby("customer_key")["score"].last().reindex(keys).astype("float64")
    facts["cases_year"] = _of_the_year(past.cases, origin, keys)
    facts["promise_broken"] = _of_the_year(past.broken, origin, keys)
    return facts.reset_index(drop=True), keys


def _of_the_year(rows: pd.DataFrame, origin: int, keys: Ints) -> "pd.Series[float]":
    """Return how many of these rows each customer has in the year up to and with day `origin`."""
    recent = rows[(rows["day"] <= origin) & (rows["day"] > origin - _YEAR_DAYS)]
    return recent.groupby("customer_key").size().reindex(keys, fill_value=0).astype("float64")


def _worth_explaining(history: History, risk: Floats, rows: Ints) -> Ints:
    spend = (history.frequency * history.mean_spend)[rows]
    order: Ints = np.argsort(-(risk * (1.0 + spend)), kind="stable")
    return order[:MOST_EXPLAINED]


def _quality(model: ChurnRisk) -> Value:
    served = model.calibrated_scorecard_ or model.scorecards_[model.champion_]
    baseline = model.scorecards_.get(NAIVE_RULE)
    return {
        "champion": model.champion_,
        "validation": model.validation_.value,
        "n": served.n,
        "auc": served.auc,
        "brier": served.brier,
        "ece": served.calibration_error,
        "baseline_auc": baseline.auc if baseline else None,
        "baseline_brier": baseline.brier if baseline else None,
    }


def _frame(rows: ir.Table) -> pd.DataFrame:
    return fetch(rows).to_pandas()


def _ordinal(days: "pd.Series[object]") -> Ints:
    since_1970: Ints = pd.to_datetime(days).to_numpy().astype("datetime64[D]").astype(np.int64)
    return since_1970 + _EPOCH
