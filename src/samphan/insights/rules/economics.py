"""From orders and what only the business knows to the figures of Economics: what new and returning customers bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.analytics.repurchase import Share
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import share_value

DAYS_A_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Money:
    """What the orders of a period of `days` days say: counts of customers, and satang.

    `first_year_satang` is what `first_year_customers` paid in their first 365 days, all of those who were won between
    one and two years before the end: whoever came later has not had a year yet.
    """

    days: int
    newcomers: int
    returning: int
    revenue_new_satang: int
    revenue_returning_satang: int
    orders: int
    retained: Share
    first_year_customers: int
    first_year_satang: int


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What only the business knows."""

    margin_percent: int
    acquisition_cost_satang: int
    retention_cost_satang_a_year: int


def economics_value(money: Money, assumptions: Assumptions | None) -> Value:
    """Return what new and returning customers bring and, where the business told its costs, what keeping one is worth.

    A newcomer pays back after as many orders as their margin takes to reach what winning her cost. One point of
    retention is worth a year's margin of one in a hundred earlier customers who would have left, at what a returning
    one brings; replacing them costs what winning as many newcomers does (the comparison of F. Reichheld, "The Loyalty
    Effect", 1996). What is said of a year is scaled to one from the days of the period. How often each bought is not:
    everybody counted bought once at least, so that a month's orders times twelve would be many too many.
    """
    people = money.newcomers + money.returning
    revenue = money.revenue_new_satang + money.revenue_returning_satang
    value: Value = {
        "n": people,
        "newcomers": money.newcomers,
        "returning": money.returning,
        "revenue_new_satang": money.revenue_new_satang,
        "revenue_returning_satang": money.revenue_returning_satang,
        "orders_each": money.orders / people if people else None,
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
    margin, keeping = costs.margin_percent / 100, costs.retention_cost_satang_a_year
    revenue = money.revenue_new_satang + money.revenue_returning_satang
    margin_an_order = revenue / money.orders * margin
    first_year = None
    if disclosure(money.first_year_customers) is Disclosure.FULL:
        first_year = round(money.first_year_satang / money.first_year_customers * margin - keeping)
    one_point, kept, replaced = money.retained.n / 100, None, None
    if disclosure(money.returning) is Disclosure.FULL:
        a_year = money.revenue_returning_satang / money.returning * DAYS_A_YEAR / max(1, money.days)
        kept = round(one_point * (a_year * margin - keeping))
        replaced = round(one_point * costs.acquisition_cost_satang)
    return {
        "margin_first_year_satang": first_year,
        "first_year_customers": money.first_year_customers,
        "payback_orders": costs.acquisition_cost_satang / margin_an_order if margin_an_order > 0 else None,
        "value_of_one_point_satang": kept,
        "cost_of_replacing_satang": replaced,
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
