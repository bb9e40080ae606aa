from dataclasses import replace

import pytest

from samphan.analytics.repurchase import Share
from samphan.insights.rules.economics import Assumptions, Money, bad_profit_value, economics_value, ror_not_identified

MONEY = Money(
    days=365,
    newcomers=40,
    returning=60,
    revenue_new_satang=400_000,
    revenue_returning_satang=1_600_000,
    orders=200,
    retained=Share(successes=60, n=100),
    first_year_customers=50,
    first_year_satang=1_500_000,
)
COSTS = Assumptions(margin_percent=50, acquisition_cost_satang=20_000, retention_cost_satang_a_year=1_000)


def test_keeping_a_customer_is_priced_only_with_what_the_business_told() -> None:
    assert economics_value(MONEY, None)["result"] is None
    value = economics_value(MONEY, COSTS)
    assert (value["orders_each"], value["average_order_satang"]) == (2.0, 10_000)
    assert value["result"] == {
        "margin_first_year_satang": 14_000,  # 300 baht in the first year at 50 %, less 10 baht
        "first_year_customers": 50,
        "payback_orders": 4.0,
        "value_of_one_point_satang": 12_333,  # one customer of a hundred: 266.67 baht a year at 50 %, less 10 baht
        "cost_of_replacing_satang": 20_000,
    }


def test_two_years_of_the_same_say_the_same_of_a_year() -> None:
    twice = replace(
        MONEY, days=730, revenue_new_satang=800_000, revenue_returning_satang=3_200_000, orders=400
    )  # the same people in twice the time
    one, two = economics_value(MONEY, COSTS), economics_value(twice, COSTS)
    assert two["result"] == one["result"]
    eleven_months = economics_value(replace(MONEY, days=335), COSTS)["result"]
    assert eleven_months["value_of_one_point_satang"] == round(1_600_000 / 60 * 365 / 335 * 0.5 - 1_000)


@pytest.mark.parametrize("days", [1, 30, 365, 730])
def test_who_bought_once_has_ordered_once_however_young_the_firm_is(days: int) -> None:
    once = replace(MONEY, days=days, orders=100)
    assert economics_value(once, None)["orders_each"] == 1.0


def test_a_first_year_nobody_has_had_is_not_known() -> None:
    result = economics_value(replace(MONEY, first_year_customers=0, first_year_satang=0), COSTS)["result"]
    assert result["margin_first_year_satang"] is None
    few = economics_value(replace(MONEY, returning=3), COSTS)["result"]
    assert (few["value_of_one_point_satang"], few["cost_of_replacing_satang"]) == (None, None)


@pytest.mark.parametrize(("n", "revenue", "share"), [(100, 1_000, 0.3), (20, 1_000, None), (100, 0, None)])
def test_bad_profit_is_a_share_only_of_enough_customers_and_some_revenue(
    n: int, revenue: int, share: float | None
) -> None:
    value = bad_profit_value(n=n, revenue_satang=revenue, parts={"detractors": 200, "fees": 100})
    assert (value["bad_satang"], value["share"]) == (300, share)


def test_without_a_holdout_the_return_is_never_a_number() -> None:
    assert ror_not_identified(reason="no_holdout") == {
        "n": 0, "verdict": "not_identified", "reason": "no_holdout", "parts": [],
    }  # fmt: skip
