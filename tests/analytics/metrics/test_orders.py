"""Revenue equals a walk over the orders; a refund takes nothing from others, and a doubled order can be taken out."""

from datetime import date

from samphan.analytics.metrics.orders import distinct_orders, net_revenue
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, by_key, rows_of

SHOP = shop.made_up_shop()
PERIOD = {"since": date(2024, 9, 1), "until": date(2025, 3, 31)}
DAY = date(2025, 1, 15)


def test_revenue_is_that_of_a_walk(engine: Engine) -> None:
    made = by_key(net_revenue(engine.table(ORDERS, SHOP.orders), **PERIOD))
    assert {key: row["revenue"] for key, row in made.items()} == shop.revenue(SHOP, **PERIOD)


def test_a_refund_of_an_earlier_order_takes_nothing_from_others(engine: Engine) -> None:
    orders = engine.orders([(1, DAY, 500), (1, DAY, -200), (2, DAY, -900), (3, DAY, 0)])
    made = by_key(net_revenue(orders, since=DAY, until=DAY))
    assert {key: row["revenue"] for key, row in made.items()} == {1: 300, 2: 0, 3: 0}


def test_an_order_that_came_twice_counts_once_after_cleaning(engine: Engine) -> None:
    table = engine.table(ORDERS, [(1, DAY, 500, "A"), (1, DAY, 500, "A"), (1, DAY, 500, "B"), (1, DAY, -50, "B")])
    orders = table.rename(number="status")
    cleaned = by_key(net_revenue(distinct_orders(orders, key="number"), since=DAY, until=DAY))
    assert {key: row["revenue"] for key, row in cleaned.items()} == {1: 950}
    assert by_key(net_revenue(orders, since=DAY, until=DAY)) == {1: {"revenue": 1450}}


def test_two_rows_without_a_number_both_stay(engine: Engine) -> None:
    orders = engine.table(ORDERS, [(1, DAY, 5, None), (2, DAY, 6, None)])
    assert len(rows_of(distinct_orders(orders, key="status"))) == 2
