import pytest

from samphan.analytics.repurchase import Share
from samphan.insights.rules.economics import Assumptions, Money, bad_profit_value, economics_value, ror_not_identified

MONEY = Money(
    newcomers=40,
    returning=60,
    revenue_new_satang=400_000,
    revenue_returning_satang=1_600_000,
    orders=200,
    retained=Share(successes=60, n=100),
)


def test_keeping_a_customer_is_priced_only_with_what_the_business_told() -> None:
    assert economics_value(MONEY, None)["result"] is None
    costs = Assumptions(margin_percent=50, acquisition_cost_satang=20_000, retention_cost_satang_a_year=1_000)
    value = economics_value(MONEY, costs)
    assert (value["orders_a_year"], value["average_order_satang"]) == (2.0, 10_000)
    assert value["result"] == {
        "margin_first_year_satang": 9_000,  # 2 orders of 100 baht at 50 %, less 10 baht
        "payback_orders": 4.0,
        "value_of_one_point_satang": 9_000,  # one customer of a hundred
        "cost_of_replacing_satang": 20_000,
    }


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
