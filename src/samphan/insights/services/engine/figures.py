"""The engine's figures for every scope and period, from the tables, the state and the scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from ibis import _
from numpy.typing import NDArray

from samphan.analytics.backends import fetch
from samphan.analytics.intervals import Z_95
from samphan.analytics.metrics.cohorts import Comeback, cohort_retention
from samphan.analytics.metrics.gaps import gap_summary, purchase_gaps
from samphan.analytics.repurchase import Share
from samphan.analytics.state.rolling import last_purchases, rolling_churn
from samphan.insights.models import Figure
from samphan.insights.rules.leaving import (
    CohortCell,
    MonthlyChange,
    churn_months_value,
    churn_now_value,
    cohort_grids_value,
    window_of,
)
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import PERIODS, Period, add_months, period
from samphan.insights.rules.storing import storable
from samphan.insights.rules.worth import clv_value, risk_value
from samphan.insights.services.engine.behaviour import behaviour_values
from samphan.insights.services.engine.fitting import HORIZON_MONTHS, Fit
from samphan.insights.services.engine.history import Floats, History, in_scope
from samphan.insights.services.engine.leaving import Leaving
from samphan.insights.services.engine.reasons import reasons_value
from samphan.insights.services.engine.scoring import FEWEST_REFITS, Scores
from samphan.insights.services.figures import replace_figures
from samphan.insights.sources import CareRow

NAMES = (
    "retention_cohorts", "churn_by_month", "churn_now", "churn_reasons", "waiting", "clv", "risk", "quadrants",
    "drivers", "economics", "bad_profit", "ror",
)  # fmt: skip
COHORT_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything a figure is made of."""

    history: History
    scored: "Scored | None"
    care: Sequence[CareRow]
    window_days: int
    margin_percent: int | None


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What the models say; a firm too young for them has none, and its figures say so."""

    fit: Fit
    leaving: Leaving
    scores: Scores
    version: int


def store_figures(
    findings: Findings, scopes: Mapping[str, Sequence[int] | None], *, timezone: str, now: datetime
) -> int:
    """Compute and swap the engine's figures of every scope (its branches, None for all); return how many."""
    window = findings.window_days
    rows = []
    spans = [period(code, now=now, timezone=timezone) for code in PERIODS]
    longest = max(spans, key=lambda span: len(span.months()))
    known_until = findings.history.until + timedelta(days=1)
    ends = _month_ends(findings.history, longest)
    last = _last_purchases(findings.history, ends)
    for scope, branch_ids in scopes.items():
        changes = _monthly_changes(findings.history, ends, last, branch_ids, window)
        for span in spans:
            dated = {"since": span.since.isoformat(), "until": known_until.isoformat()}
            rows += [
                Figure(name=name, scope=scope, period=span.code, value=storable(value | dated), computed_at=now)
                for name, value in _values(findings, span, branch_ids, window, changes)
            ]
    replace_figures(rows, names=NAMES)
    return len(rows)


def drop_figures() -> None:
    """Take the engine's figures away: there is nobody they could be about."""
    Figure.objects.filter(name__in=NAMES).delete()


def _values(
    findings: Findings,
    span: Period,
    branch_ids: Sequence[int] | None,
    window: int,
    changes: Sequence[MonthlyChange],
) -> Iterator[tuple[str, Value]]:
    history = findings.history
    mask = history.is_in(branch_ids)
    yield "retention_cohorts", _cohorts(history, span, branch_ids)
    mine = [change for change in changes if change.month >= span.since]
    yield "churn_by_month", churn_months_value(mine, window_days=window)
    gone = mask & (history.age - history.recency >= window)
    explained = findings.scored.leaving.explanations if findings.scored else {}
    yield "churn_reasons", reasons_value(explained, history, mask, findings.care, gone)
    yield "churn_now", _churn_now(findings.scored, mask, gone)
    if findings.scored is not None:
        yield "clv", _clv(findings.scored, history, mask, findings.margin_percent)
        yield "risk", _risk(findings.scored, mask)
    yield from behaviour_values(history, span, branch_ids, window_days=window)


def window_for(history: History) -> int:
    """Return the firm's window for every scope: branches that each had their own could not be compared."""
    gaps = gap_summary(purchase_gaps(history.orders, until=history.until))
    return window_of(gaps.p90)


def _cohorts(history: History, span: Period, branch_ids: Sequence[int] | None) -> Value:
    grids = {}
    for comeback in Comeback:
        table = cohort_retention(
            history.orders,
            until=history.until,
            comeback=comeback,
            steps=COHORT_STEPS,
            cohorts_since=span.since,
            scope=in_scope(branch_ids),
        )
        grids[comeback.value] = [
            CohortCell(cohort=row["cohort"], step=row["step"], customers=row["customers"], active=row["active"])
            for row in fetch(table).to_pylist()
        ]
    return cohort_grids_value(grids)


def _month_ends(history: History, span: Period) -> list[date]:
    """Return the last day of the month before the span, of each month of it, and the last day known."""
    months = [*span.months(), add_months(span.months()[-1], 1)]
    ends = [month - timedelta(days=1) for month in months]
    return sorted({min(end, history.until) for end in ends})


def _last_purchases(history: History, ends: Sequence[date]) -> NDArray[np.int32]:
    bought = fetch(history.orders.filter(_.amount > 0, _.day <= history.until).select("customer_key", "day").distinct())
    row = np.searchsorted(history.key, bought["customer_key"].to_numpy())
    day = bought["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return last_purchases(row, day, [_day_number(end) for end in ends], customers=len(history.key))


def _day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _monthly_changes(
    history: History,
    ends: Sequence[date],
    last: NDArray[np.int32],
    branch_ids: Sequence[int] | None,
    window: int,
) -> list[MonthlyChange]:
    """Return what happened in each month, in the running one up to the last day known.

    Nobody can be lost before the first purchase of all is a window old; months that began sooner are not in it.
    """
    numbers = [_day_number(end) for end in ends]
    tellable_from = history.until + timedelta(days=window - 1 - int(history.age.max()))
    churn = rolling_churn(last[:, history.is_in(branch_ids)], numbers, window_days=window)
    return [
        MonthlyChange(month=end.replace(day=1), active=each.active, lost=each.lost, reactivated=each.reactivated)
        for eve, end, each in zip(ends, ends[1:], churn, strict=False)
        if eve >= tellable_from
    ]


def _churn_now(scored: Scored | None, mask: NDArray[np.bool_], gone: NDArray[np.bool_]) -> Value:
    counted = Share(successes=int(gone.sum()), n=int(mask.sum()))
    if scored is None or not mask.any():
        return churn_now_value(counted, expected=None, detected=False, p_value=1.0)
    test, scores, expected = scored.fit.attrition, scored.scores, None
    if test.is_detectable:
        away = 1.0 - float(scores.alive[mask].mean())
        sure = _interval(away, 1.0 - scores.alive_again[:, mask].mean(axis=1))
        expected = (away, max(0.0, sure[0]), min(1.0, sure[1])) if sure else None
    return churn_now_value(counted, expected=expected, detected=test.is_detectable, p_value=test.p_value)


def _interval(estimate: float, again: Floats) -> tuple[float, float] | None:
    """Return the 95 % interval of an estimate from the same figure of the refits; None where those are too few."""
    if len(again) < FEWEST_REFITS:
        return None
    half = Z_95 * float(again.std(ddof=1))
    return estimate - half, estimate + half


def _clv(scored: Scored, history: History, mask: NDArray[np.bool_], margin_percent: int | None) -> Value:
    fit, worth = scored.fit, scored.scores.value[mask]
    amounts = [round(one) for one in worth.tolist()]
    value = clv_value(amounts, horizon_months=HORIZON_MONTHS, margin_percent=margin_percent)
    sure = _interval(float(worth.sum()), scored.scores.value_again[:, mask].sum(axis=1, dtype=np.float64))
    if sure and "total_satang" in value:
        value |= {"low_satang": max(0, round(sure[0])), "high_satang": round(sure[1])}
    value["model"] = {
        "chosen": fit.chosen,
        "version": scored.version,
        "until": history.until.isoformat(),
        "parameters": fit.pair.purchases.params_,
    }
    value["attrition"] = {"detected": fit.attrition.is_detectable, "p_value": fit.attrition.p_value}
    value["checks"] = fit.checks
    return value


def _risk(scored: Scored, mask: NDArray[np.bool_]) -> Value:
    risk, loss = scored.scores.risk[mask], scored.scores.loss[mask]
    return risk_value(
        risk[~np.isnan(risk)].tolist(),
        [round(one) for one in loss.tolist()],
        horizon_days=scored.leaving.horizon_days,
        quality=scored.leaving.quality,
    )
