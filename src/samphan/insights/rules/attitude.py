"""From what customers said and what they did to the figures of Satisfaction & behaviour, Drivers and Economics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.analytics.repurchase import Share
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import share_value

ATTITUDES = ("promoter", "passive", "detractor")
BACK, GONE, PENDING, NEVER_BOUGHT = "back", "gone", "pending", "never"
SAID_NOTHING = "none"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Customers of one attitude who did one thing, and what they paid in the period."""

    attitude: str
    behaviour: str
    customers: int
    revenue_satang: int


@dataclass(frozen=True, kw_only=True)
class DriverRow:
    """One touchpoint or topic with its share of the explained variance."""

    code: str
    kind: str
    th: str
    en: str
    n: int
    share: float
    low: float
    high: float
    is_significant: bool
    mean: float


@dataclass(frozen=True, kw_only=True)
class Money:
    """What the period's orders say: counts of customers, and satang."""

    newcomers: int
    returning: int
    revenue_new_satang: int
    revenue_returning_satang: int
    orders: int
    retained: Share


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What only the business knows."""

    margin_percent: int
    acquisition_cost_satang: int
    retention_cost_satang_a_year: int


def quadrants_value(
    cells: Sequence[Cell],
    *,
    horizon_days: int,
    pending: int,
    silent: Mapping[str, int],
    never_bought: Mapping[str, int],
) -> Value:
    """Return attitude by behaviour; a share is of those with the same attitude, so that the two can be compared.

    Who answered but has not bought yet is in no cell and no share: `never_bought` counts them by attitude, beside the
    cells. Fewer than may be shown of an attitude are None.
    """
    sizes = {attitude: sum(c.customers for c in cells if c.attitude == attitude) for attitude in ATTITUDES}
    rows = [
        {
            "attitude": cell.attitude,
            "behaviour": cell.behaviour,
            "customers": cell.customers if sizes[cell.attitude] >= 5 else None,
            "shown": disclosure(sizes[cell.attitude]).value,
            "share": share_value(Share(successes=cell.customers, n=sizes[cell.attitude])),
            "revenue_satang": cell.revenue_satang if sizes[cell.attitude] >= 5 else None,
        }
        for cell in cells
    ]
    answered = sum(sizes.values())
    return {
        "n": answered,
        "horizon_days": horizon_days,
        "cells": rows,
        "answered": answered,
        "pending": pending,
        "silent": dict(silent),
        "never_bought": {
            attitude: None if disclosure(n) is Disclosure.SUPPRESSED and n else n
            for attitude, n in never_bought.items()
        },
    }


def drivers_value(rows: Sequence[DriverRow], *, n: int, r2: float | None, note: str | None) -> Value:
    """Return the drivers by share; with too few answers only how many there are."""
    shown = disclosure(n)
    full = shown is Disclosure.FULL and r2 is not None
    ordered = sorted(rows, key=lambda row: -row.share) if full else []
    return {
        "n": n,
        "shown": shown.value,
        "outcome": "nps",
        "r2": r2 if full else None,
        "rows": [
            {
                "code": row.code,
                "kind": row.kind,
                "th": row.th,
                "en": row.en,
                "n": row.n,
                "share": row.share,
                "low": row.low,
                "high": row.high,
                "is_significant": row.is_significant,
                "mean": row.mean,
            }
            for row in ordered
        ],
        "note": note if full or note else "too_few",
    }


def economics_value(money: Money, assumptions: Assumptions | None) -> Value:
    """Return what new and returning customers bring and, where the business told its costs, what keeping one is worth.

    A newcomer pays back after as many orders as their margin takes to reach what winning her cost. One point of
    retention is worth the margin of one in a hundred customers who would have left; replacing them costs what
    winning as many newcomers does (the comparison of F. Reichheld, "The Loyalty Effect", 1996).
    """
    people = money.newcomers + money.returning
    revenue = money.revenue_new_satang + money.revenue_returning_satang
    value: Value = {
        "n": people,
        "newcomers": money.newcomers,
        "returning": money.returning,
        "revenue_new_satang": money.revenue_new_satang,
        "revenue_returning_satang": money.revenue_returning_satang,
        "orders_a_year": money.orders / people if people else None,
        "average_order_satang": round(revenue / money.orders) if money.orders else None,
        "retention": share_value(money.retained),
        "assumptions": None,
        "result": None,
    }
    if assumptions is None:
        return value
    value["assumptions"] = {
        "margin_percent": assumptions.margin_percent,
        "acquisition_cost_satang": assumptions.acquisition_cost_satang,
        "retention_cost_satang_a_year": assumptions.retention_cost_satang_a_year,
    }
    if people and money.orders and disclosure(people) is Disclosure.FULL:
        value["result"] = _result(money, assumptions)
    return value


def _result(money: Money, costs: Assumptions) -> Value:
    people = money.newcomers + money.returning
    revenue = money.revenue_new_satang + money.revenue_returning_satang
    margin_an_order = revenue / money.orders * costs.margin_percent / 100
    margin_a_customer = revenue / people * costs.margin_percent / 100
    one_point = money.retained.n / 100
    return {
        "margin_first_year_satang": round(margin_a_customer - costs.retention_cost_satang_a_year),
        "payback_orders": costs.acquisition_cost_satang / margin_an_order if margin_an_order > 0 else None,
        "value_of_one_point_satang": round(one_point * (margin_a_customer - costs.retention_cost_satang_a_year)),
        "cost_of_replacing_satang": round(one_point * costs.acquisition_cost_satang),
    }


def bad_profit_value(*, n: int, revenue_satang: int, parts: Mapping[str, int]) -> Value:
    """Return the share of revenue that comes from customers or charges that make detractors."""
    bad = sum(parts.values())
    enough = disclosure(n) is Disclosure.FULL and revenue_satang > 0
    return {
        "n": n,
        "shown": disclosure(n).value,
        "revenue_satang": revenue_satang,
        "bad_satang": bad,
        "share": bad / revenue_satang if enough else None,
        "parts": [{"code": code, "satang": amount} for code, amount in parts.items()],
    }


def ror_not_identified(*, reason: str) -> Value:
    """Return the return on relationship of a firm without a holdout or a credible match: never a number."""
    return {"n": 0, "verdict": "not_identified", "reason": reason, "parts": []}
