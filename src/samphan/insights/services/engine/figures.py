"""The engine's figures for every scope and period, from the tables, the state and the scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.intervals import Z_95
from samphan.analytics.metrics.cohorts import Comeback
from samphan.analytics.metrics.gaps import gap_summary, purchase_gaps
from samphan.analytics.repurchase import Share
from samphan.analytics.state.cohorts import cohort_triangle
from samphan.analytics.state.rolling import last_purchases, rolling_churn
from samphan.insights.models import Figure
from samphan.insights.rules.economics import Assumptions
from samphan.insights.rules.leaving import (
    CohortCell,
    MonthlyChange,
    churn_months_value,
    churn_now_value,
    cohort_grids_value,
    window_of,
)
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import PERIODS, Period, add_months, period_ending
from samphan.insights.rules.proof import model_fit_value
from samphan.insights.rules.storing import storable
from samphan.insights.rules.worth import clv_value, no_value, risk_value
from samphan.insights.services.engine.behaviour import behaviour_values, read_spoken
from samphan.insights.services.engine.drivers import driver_figures
from samphan.insights.services.engine.economics import economics_values
from samphan.insights.services.engine.fitting import HORIZON_MONTHS, Fit
from samphan.insights.services.engine.history import Floats, History
from samphan.insights.services.engine.leaving import Leaving
from samphan.insights.services.engine.proof import model_fit
from samphan.insights.services.engine.reasons import reasons_value
from samphan.insights.services.engine.scoring import FEWEST_REFITS, Scores
from samphan.insights.services.engine.spoken import Latest
from samphan.insights.services.figures import replace_figures
from samphan.insights.sources import CareRow

NAMES = (
    "retention_cohorts", "churn_by_month", "churn_now", "churn_reasons", "waiting", "clv", "risk", "model_fit",
    "quadrants", "drivers", "economics", "bad_profit", "ror",
)  # fmt: skip
COHORT_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything a figure is made of."""

    history: History
    latest: Latest
    scored: "Scored | None"
    care: Sequence[CareRow]
    window_days: int
    assumptions: Assumptions | None

    @property
    def margin_percent(self) -> int | None:
        """Return what is left of sales, or None before the business told."""
        return self.assumptions.margin_percent if self.assumptions else None


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What the models say; a firm too young for them has none, and its figures say so."""

    fit: Fit
    leaving: Leaving
    scores: Scores
    version: int


def store_figures(
    findings: Findings, scopes: Mapping[str, Sequence[int] | None], *, today: date, timezone: str, now: datetime
) -> int:
    """Compute and swap the engine's figures of every scope (its branches, None for all); return how many.

    `today` is the day the periods end with.
    """
    history, window = findings.history, findings.window_days
    rows = []
    spans = [period_ending(code, day=today, timezone=timezone) for code in PERIODS]
    longest = max(spans, key=lambda span: len(span.months()))
    known_until = history.until + timedelta(days=1)
    ends = _month_ends(history, longest)
    last = _last_purchases(history, ends)
    spoken = read_spoken(history, findings.latest, spans, window_days=window)
    for scope, branch_ids in scopes.items():
        timeless = list(_timeless_values(findings, branch_ids))
        changes = _monthly_changes(history, ends, last, branch_ids, window)
        grids = _cohort_cells(history, branch_ids)
        for told in spoken:
            span = told.span
            dated = {"since": span.since.isoformat(), "until": known_until.isoformat()}
            mine = [change for change in changes if change.month >= span.since]
            recent = {kind: [cell for cell in cells if cell.cohort >= span.since] for kind, cells in grids.items()}
            values = [
                ("churn_by_month", churn_months_value(mine, window_days=window)),
                ("retention_cohorts", cohort_grids_value(recent)),
                *timeless,
                *behaviour_values(history, told, branch_ids),
                *economics_values(history, told, findings.assumptions, branch_ids),
            ]
            rows += [
                Figure(name=name, scope=scope, period=span.code, value=storable(value | dated), computed_at=now)
                for name, value in values
            ]
    rows += driver_figures(scopes, timezone=timezone, now=now)
    replace_figures(rows, names=NAMES)
    return len(rows)


def store_figures_without_buyers(scopes: Mapping[str, Sequence[int] | None], *, timezone: str, now: datetime) -> None:
    """Swap the engine's figures for those that need no purchase: there is nobody the others could be about."""
    replace_figures(driver_figures(scopes, timezone=timezone, now=now), names=NAMES)


def _timeless_values(findings: Findings, branch_ids: Sequence[int] | None) -> Iterator[tuple[str, Value]]:
    """Yield the figures that are the same for every period: they are about today."""
    history, scored = findings.history, findings.scored
    mask = history.is_in(branch_ids)
    gone = mask & (history.age - history.recency >= findings.window_days)
    explained = scored.leaving.explanations if scored else {}
    yield "churn_reasons", reasons_value(explained, history, mask, findings.care, gone)
    yield "churn_now", _churn_now(scored, mask, gone)
    if scored is None:
        unknown = no_value(int(mask.sum()), note="no_model")
        yield from ((name, unknown) for name in ("clv", "risk"))
        if branch_ids is None:
            yield "model_fit", model_fit_value([], None) | {"note": "no_model"}
        return
    yield "clv", _clv(scored, history, mask, findings.margin_percent)
    yield "risk", _risk(scored, mask)
    if branch_ids is None:
        yield "model_fit", model_fit(history, scored.fit) | {"chosen": scored.fit.chosen}


def window_for(history: History) -> int:
    """Return the firm's window for every scope: branches that each had their own could not be compared."""
    gaps = gap_summary(purchase_gaps(history.orders, until=history.until))
    return window_of(gaps.p90)


def _cohort_cells(history: History, branch_ids: Sequence[int] | None) -> dict[str, list[CohortCell]]:
    """Return the cohort triangles by kind of comeback, from the state's month bits, as `metrics.cohorts` counts."""
    everybody = history.state
    state = (
        everybody
        if branch_ids is None
        else replace(everybody, records=everybody.records[history.key[history.is_in(branch_ids)]])
    )
    grids = {}
    for comeback in Comeback:
        triangle = cohort_triangle(state, or_later=comeback is Comeback.UNBOUNDED)
        grids[comeback.value] = [
            CohortCell(
                cohort=month.item(),
                step=step,
                customers=int(customers),
                active=int(active[step]) if step < len(active) and not np.isnan(active[step]) else None,
            )
            for month, customers, active in zip(
                triangle.months.astype("datetime64[D]"), triangle.customers, triangle.active, strict=True
            )
            if customers
            for step in range(COHORT_STEPS + 1)
        ]
    return grids


def _month_ends(history: History, span: Period) -> list[date]:
    """Return the last day of the month before the span, of each month of it, and the last day known."""
    months = [*span.months(), add_months(span.months()[-1], 1)]
    ends = [month - timedelta(days=1) for month in months]
    return sorted({min(end, history.until) for end in ends})


def _last_purchases(history: History, ends: Sequence[date]) -> NDArray[np.int32]:
    numbers = [history.day_number(end) for end in ends]
    return last_purchases(history.bought_row, history.bought_day, numbers, customers=len(history.key))


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
    numbers = [history.day_number(end) for end in ends]
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
        return churn_now_value(counted, expected=None, detected=False, p_value=None)
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
    if fit.pair.spend is None:
        return no_value(len(worth), note="no_spend")
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
        None if scored.fit.pair.spend is None else [round(one) for one in loss.tolist()],
        horizon_days=scored.leaving.horizon_days,
        quality=scored.leaving.quality,
    )
