"""What customers said beside what they did, and what both mean in money."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from samphan.analytics.backends import fetch
from samphan.analytics.drivers import Drivers, DriversCollinear, DriverUnusable, TooFewForDrivers
from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.bad_profit import bad_profit
from samphan.analytics.metrics.orders import net_revenue, purchase_days
from samphan.analytics.metrics.quadrants import Behaviour, attitude_behaviour
from samphan.analytics.repurchase import Share
from samphan.analytics.survival import KaplanMeier
from samphan.insights.models import EconomicsAssumption
from samphan.insights.rules.attitude import (
    BACK,
    GONE,
    PENDING,
    Assumptions,
    Cell,
    DriverRow,
    Money,
    bad_profit_value,
    drivers_value,
    economics_value,
    quadrants_value,
    ror_not_identified,
)
from samphan.insights.rules.leaving import WaitingPoint, waiting_value
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import Period
from samphan.insights.selectors.topics import TopicAnswer, topic_answers
from samphan.insights.services.engine.history import History, in_scope

_SAID_NOTHING = "none"
_CURVE_DAYS = (0, 7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365)
# A topic that hardly anybody mentions cannot be told from noise.
_FEWEST_MENTIONS = 15
_MEANT = {"positive": 1.0, "negative": -1.0}
_DID = {Behaviour.REPURCHASED: BACK, Behaviour.GONE: GONE}


def behaviour_values(
    history: History, span: Period, branch_ids: Sequence[int] | None, *, window_days: int
) -> Iterator[tuple[str, Value]]:
    """Yield the figures of attitude, drivers and money of one scope and period."""
    since, until = span.since, history.until
    yield "quadrants", _quadrants(history, since, branch_ids, window_days)
    yield "waiting", _waiting(history, since, branch_ids)
    yield "drivers", _drivers(topic_answers(since=span.starts_at(since), until=span.starts_at(span.until)), branch_ids)
    yield "economics", _economics(history, since, until, branch_ids)
    yield "bad_profit", _bad_profit(history, since, branch_ids)
    yield "ror", ror_not_identified(reason="no_holdout")


def _quadrants(history: History, since: date, branch_ids: Sequence[int] | None, within_days: int) -> Value:
    scope = in_scope(branch_ids)
    found = attitude_behaviour(
        history.answers,
        history.orders,
        scale=Scale.NPS,
        since=since - timedelta(days=within_days),
        until=history.until,
        observed_until=history.until,
        within_days=within_days,
        scope=scope,
    )
    revenue = _revenue_by_cell(history, since, branch_ids, within_days)
    cells = [
        Cell(
            attitude=attitude.value,
            behaviour=_DID[behaviour],
            customers=count,
            revenue_satang=revenue.get((attitude.value, _DID[behaviour]), 0),
        )
        for (attitude, behaviour), count in found.customers.items()
    ]
    return quadrants_value(
        cells, horizon_days=within_days, pending=found.pending, silent=_silent(history, since, branch_ids, within_days)
    )


def followed(history: History, *, since: date, within_days: int) -> ir.Table:
    """Return each customer's latest NPS answer since a day, with `behaviour`: back, gone, or pending.

    As `attitude_behaviour` counts it, which the rows behind its cells must be.
    """
    said = customer_attitudes(history.answers, scale=Scale.NPS, since=since, until=history.until)
    days = purchase_days(history.orders, until=history.until).select(buyer=_.customer_key, bought=_.day)
    later = said.join(days, [said.customer_key == days.buyer, said.answered_day < days.bought])
    back = later.filter(later.bought.delta(later.answered_day, unit="day") <= within_days).select("buyer").distinct()
    told = said.left_join(back, said.customer_key == back.buyer)
    is_early = told.answered_day > history.until - timedelta(days=within_days)
    behaviour = ibis.cases((is_early, PENDING), (told.buyer.notnull(), BACK), else_=GONE)
    return told.select("customer_key", "attitude", "answered_day", behaviour=behaviour)


def _revenue_by_cell(
    history: History, since: date, branch_ids: Sequence[int] | None, within_days: int
) -> dict[tuple[str, str], int]:
    """Return what the customers of each cell paid in the period."""
    told = followed(history, since=since - timedelta(days=within_days), within_days=within_days)
    paid = net_revenue(history.orders, since=since, until=history.until, scope=in_scope(branch_ids))
    rows = told.inner_join(paid, "customer_key").group_by("attitude", "behaviour")
    return {
        (row["attitude"], row["behaviour"]): row["revenue"]
        for row in fetch(rows.agg(revenue=_.revenue.sum().cast("int64"))).to_pylist()
    }


def _silent(history: History, since: date, branch_ids: Sequence[int] | None, within_days: int) -> dict[str, int]:
    """Return who never answered, by whether they bought within the last days: most customers say nothing."""
    mask = history.is_in(branch_ids)
    said = customer_attitudes(history.answers, scale=Scale.NPS, since=date(1970, 1, 2), until=history.until)
    spoke = np.isin(history.key, np.array(fetch(said)["customer_key"].to_pylist(), dtype=np.int64))
    quiet = history.age - history.recency
    there = mask & ~spoke & (history.age >= 0)
    return {BACK: int((there & (quiet <= within_days)).sum()), GONE: int((there & (quiet > within_days)).sum())}


def _waiting(history: History, since: date, branch_ids: Sequence[int] | None) -> Value:
    """Return how long customers take to come back after a purchase, by what they last said before the end."""
    days = purchase_days(history.orders, until=history.until, scope=in_scope(branch_ids))
    following = ibis.window(group_by="customer_key", order_by="day")
    pairs = days.mutate(next=_.day.lead().over(following)).filter(_.day >= since)
    said = customer_attitudes(history.answers, scale=Scale.NPS, since=date(1970, 1, 2), until=history.until)
    spoke = said.select(said_key=_.customer_key, attitude=_.attitude)
    joined = pairs.left_join(spoke, pairs.customer_key == spoke.said_key)
    rows = fetch(joined.select("day", "next", "attitude")).to_pandas()
    start = pd.to_datetime(rows["day"])
    end = pd.to_datetime(rows["next"])
    waited = (end.fillna(pd.Timestamp(history.until)) - start).dt.days.to_numpy(dtype=np.float64)
    groups = rows["attitude"].fillna(_SAID_NOTHING)
    return waiting_value(
        {
            code: _curve(waited[groups == code], end.notna().to_numpy()[groups == code])
            for code in (*(each.value for each in Attitude), _SAID_NOTHING)
        }
    )


def _curve(waited: Any, came: Any) -> tuple[int, list[WaitingPoint]]:
    n = len(waited)
    if n == 0 or not came.any():
        return n, []
    fitted = KaplanMeier().fit(waited, came)
    days = [day for day in _CURVE_DAYS if day <= fitted.times_[-1]]
    shares = fitted.survival_at(days)
    low, high = fitted.interval_at(days)
    return n, [
        WaitingPoint(
            day=day,
            share=float(share),
            low=float(share if np.isnan(bottom) else bottom),
            high=float(share if np.isnan(top) else top),
        )
        for day, share, bottom, top in zip(days, shares, low, high, strict=True)
        if not np.isnan(share)
    ]


def _drivers(answers: Sequence[TopicAnswer], branch_ids: Sequence[int] | None) -> Value:
    """Return what the score hangs on: how each topic was spoken of in the same answer (1, -1, 0: not mentioned)."""
    wanted = None if branch_ids is None else set(branch_ids)
    mine = [answer for answer in answers if wanted is None or answer.branch_id in wanted]
    table = pd.DataFrame([{t: _MEANT.get(m, 0.0) for t, m in answer.topics} for answer in mine]).fillna(0.0)
    kept = [topic for topic in table.columns if (table[topic] != 0).sum() >= _FEWEST_MENTIONS]
    score = np.array([answer.score for answer in mine], dtype=np.float64)
    try:
        fitted = Drivers().fit(table[kept], score) if kept else None
    except TooFewForDrivers:
        fitted = None
    except (DriversCollinear, DriverUnusable):
        return drivers_value([], n=len(mine), r2=None, note="collinear")
    if fitted is None:
        return drivers_value([], n=len(mine), r2=None, note="too_few")
    rows = [
        DriverRow(
            code=driver.name,
            kind="topic",
            th="",
            en="",
            n=int((table[driver.name] != 0).sum()),
            share=driver.counted,
            low=driver.low,
            high=driver.high,
            is_significant=driver.is_significant,
            mean=float(table.loc[table[driver.name] != 0, driver.name].mean()),
        )
        for driver in fitted.drivers_
    ]
    return drivers_value(rows, n=fitted.n_, r2=fitted.r2_, note=None)


def _economics(history: History, since: date, until: date, branch_ids: Sequence[int] | None) -> Value:
    mask = history.is_in(branch_ids)
    orders = history.orders if branch_ids is None else history.orders.filter(in_scope(branch_ids))
    rows = orders.filter(_.day.between(since, until), _.amount > 0)
    by_customer = fetch(
        rows.group_by("customer_key").agg(paid=_.amount.sum().cast("int64"), orders=_.count().cast("int64"))
    )
    first = dict(zip(history.key.tolist(), (history.age).tolist(), strict=True))
    age_of_period = (until - since).days
    money = {True: [0, 0], False: [0, 0]}
    count = 0
    for row in by_customer.to_pylist():
        is_new = first.get(row["customer_key"], age_of_period) <= age_of_period
        money[is_new][0] += 1
        money[is_new][1] += row["paid"]
        count += row["orders"]
    before = mask & (history.age > age_of_period)
    stayed = before & (history.age - history.recency <= age_of_period)
    return economics_value(
        Money(
            newcomers=money[True][0],
            returning=money[False][0],
            revenue_new_satang=money[True][1],
            revenue_returning_satang=money[False][1],
            orders=count,
            retained=Share(successes=int(stayed.sum()), n=int(before.sum())),
        ),
        _assumptions(),
    )


def _assumptions() -> Assumptions | None:
    told = EconomicsAssumption.objects.first()
    if told is None:
        return None
    return Assumptions(
        margin_percent=told.margin_percent,
        acquisition_cost_satang=told.acquisition_cost_satang,
        retention_cost_satang_a_year=told.retention_cost_satang_a_year,
    )


def _bad_profit(history: History, since: date, branch_ids: Sequence[int] | None) -> Value:
    no_charges = history.answers.filter(ibis.literal(value=False)).select(
        "customer_key", "day", amount=_.score.cast("int64"), code=_.scale
    )
    found = bad_profit(
        history.orders,
        history.answers,
        no_charges,
        scale=Scale.NPS,
        since=since,
        until=history.until,
        bad_codes=(),
        scope=in_scope(branch_ids),
    )
    attitudes = customer_attitudes(
        history.answers, scale=Scale.NPS, since=since, until=history.until, scope=in_scope(branch_ids)
    )
    parts = {"detractors": found.from_detractors}
    return bad_profit_value(n=fetch(attitudes).num_rows, revenue_satang=found.revenue, parts=parts)
