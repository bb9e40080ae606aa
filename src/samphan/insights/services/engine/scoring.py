"""Scores: what the models say of each customer, stored as one row each, with reasons and the next best action."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.segments import rfm_segments
from samphan.analytics.risk import Thresholds
from samphan.customers.models import Customer
from samphan.insights.models import CustomerScore
from samphan.insights.services.engine.actions import Care, told_evidence, told_reason
from samphan.insights.services.engine.fitting import Fit, lifetime_value
from samphan.insights.services.engine.history import Floats, History
from samphan.insights.services.engine.leaving import Leaving
from samphan.insights.services.engine.spoken import Latest

_CHUNK = 2_000
# Fewer refits than these say too little of how sure a figure is.
FEWEST_REFITS = 10
_Z_95 = 1.96
# Half a chance to leave is worth a question; so is the better half of customers by value.
RISK_WORTH_ACTING = 0.5
_HAPPY = "promoter"


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Arrays (n,) in the order of the history, `latest` answers too.

    `alive` is NaN where no attrition is detected, `risk` without a model, `value` without one of spend. `alive_again`
    and `value_again` (refits, n) are the same from models of resampled customers: they say how sure. `is_overdue` says
    who has been quiet for longer than usual.
    """

    alive: Floats
    expected_orders: Floats
    value: Floats
    alive_again: Floats
    value_again: Floats
    risk: Floats
    is_overdue: NDArray[np.bool_]
    latest: Latest
    segment: Sequence[str]

    @property
    def loss(self) -> Floats:
        """Return the value at risk: value times the risk, or times the chance to be gone already.

        Nothing of who is within her own usual gap: that she orders nothing for a while is then as it always was.
        """
        away = np.where(np.isnan(self.risk), 1.0 - self.alive, self.risk)
        loss: Floats = np.nan_to_num(away) * self.is_overdue * self.value
        return loss

    @property
    def value_spread(self) -> Floats:
        """Return the standard error of each customer's value, NaN without refits."""
        if len(self.value_again) < FEWEST_REFITS:
            return np.full(len(self.value), np.nan)
        spread: Floats = self.value_again.std(axis=0, ddof=1)
        return spread


def score_customers(history: History, fit: Fit, leaving: Leaving, latest: Latest, *, margin: float) -> Scores:
    """Return every buyer's scores."""
    model = fit.pair.purchases
    histories = fit.histories(history)
    n = len(history.key)
    is_told = fit.is_attrition_detected
    alive = model.probability_alive(*histories) if is_told else np.full(n, np.nan)
    again = [pair.purchases.probability_alive(*histories) for pair in fit.refits] if is_told else []
    values = [lifetime_value(fit, pair, history, margin=margin) for pair in fit.refits if pair.spend is not None]
    segments = _by_key(rfm_segments(history.orders, until=history.until), "segment")
    keys = history.key.tolist()
    return Scores(
        alive=alive,
        expected_orders=model.expected_purchases(fit.year_days, *histories),
        value=lifetime_value(fit, fit.pair, history, margin=margin),
        alive_again=np.array(again, dtype=np.float32).reshape(-1, n),
        value_again=np.array(values, dtype=np.float32).reshape(-1, n),
        risk=leaving.risk,
        is_overdue=_overdue(history),
        latest=latest,
        segment=[segments.get(key, "") for key in keys],
    )


def _overdue(history: History) -> NDArray[np.bool_]:
    """Return who has been quiet for longer than her usual gap, the firm's median where she has none yet."""
    same = history.bought_row[1:] == history.bought_row[:-1]
    gaps = (history.bought_day[1:] - history.bought_day[:-1])[same]
    usual = np.full(len(history.key), float(np.median(gaps)) if gaps.size else 0.0)
    np.divide(history.recency, history.frequency, out=usual, where=history.frequency > 0)
    overdue: NDArray[np.bool_] = history.age - history.recency > usual
    return overdue


def store_scores(
    history: History,
    scores: Scores,
    leaving: Leaving,
    care: Care,
    *,
    now: datetime,
) -> int:
    """Replace all scores in one transaction; customers who were erased meanwhile are left out. Return how many."""
    known = scores.value[~np.isnan(scores.value)]
    thresholds = Thresholds(risk=RISK_WORTH_ACTING, value_minor=int(np.median(known)) if known.size else 0)
    with transaction.atomic():
        CustomerScore.objects.all().delete()
        there = set(Customer.objects.values_list("pk", flat=True))
        rows = (r for r in _rows(history, scores, leaving, care, thresholds, now) if r.customer_id in there)
        stored = 0
        while chunk := list(islice(rows, _CHUNK)):
            stored += len(CustomerScore.objects.bulk_create(chunk))
    return stored


def _rows(
    history: History,
    scores: Scores,
    leaving: Leaving,
    care: Care,
    thresholds: Thresholds,
    now: datetime,
) -> Iterator[CustomerScore]:
    loss = scores.loss
    half = _Z_95 * scores.value_spread
    low, high = np.maximum(0.0, scores.value - half), scores.value + half
    for row, customer_id in enumerate(history.customer_id.tolist()):
        value = _satang(scores.value[row])
        risk = _known(scores.risk[row])
        reasons, sides = care.reasons(customer_id, leaving.explanations.get(row), now), leaving.sides.get(row, {})
        attitude, answered, behaviour = scores.latest.of(row)
        happy = answered if attitude == _HAPPY else None
        action = care.next_action(
            customer_id, risk=risk, value=value or 0, reasons=reasons, happy_date=happy, thresholds=thresholds
        )
        yield CustomerScore(
            customer_id=customer_id,
            frequency=int(history.frequency[row]),
            recency_days=int(history.recency[row]),
            age_days=int(history.age[row]),
            alive_probability=_known(scores.alive[row]),
            expected_orders=float(scores.expected_orders[row]),
            clv_satang=value,
            clv_low_satang=_satang(low[row]),
            clv_high_satang=_satang(high[row]),
            churn_risk=risk,
            expected_loss_satang=_satang(loss[row]),
            reasons=[told_reason(reason, sides) for reason in reasons],
            action=str(action.action),
            evidence=told_evidence(action, sides),
            segment=scores.segment[row],
            attitude=attitude,
            answered_date=answered,
            behaviour=behaviour,
            computed_at=now,
        )


def _satang(amount: float) -> int | None:
    return None if np.isnan(amount) else round(float(amount))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(min(1.0, max(0.0, value)))


def _by_key(table: Any, column: str) -> dict[int, str]:
    rows = fetch(table.select("customer_key", column))
    return dict(zip(rows["customer_key"].to_pylist(), rows[column].to_pylist(), strict=True))
