"""Repurchase equals a walk over the customers; those whose days are not over are in neither number."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.repurchase import repurchase_rates
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine

SHOP = shop.made_up_shop()
UNTIL = shop.UNTIL


def test_rates_are_those_of_a_walk(engine: Engine) -> None:
    since, until = date(2024, 3, 1), date(2025, 5, 31)
    made = repurchase_rates(
        engine.table(ORDERS, SHOP.orders), windows=(30, 90, 180), until=UNTIL, first_since=since, first_until=until
    )
    for window, share in made.items():
        complete = [
            list(days)
            for days in shop.purchase_days(SHOP, until=UNTIL).values()
            if since <= min(days) <= until and min(days) + timedelta(days=window) <= UNTIL
        ]
        came = [days for days in complete if len(days) > 1 and (days[1] - days[0]).days <= window]
        assert share == Share(successes=len(came), n=len(complete))
        assert 0 < share.successes < share.n


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        pytest.param([], (0, 0), id="nobody"),
        pytest.param([30], (0, 1), id="thirty days are over"),
        pytest.param([29], (0, 0), id="her thirtieth day is tomorrow"),
        pytest.param([29, 20], (0, 0), id="not even when she is back already"),
        pytest.param([60, 30], (1, 1), id="back on the thirtieth day"),
        pytest.param([60, 29], (0, 1), id="back a day late"),
        pytest.param([60, 60], (0, 1), id="twice on one day is once"),
        pytest.param([30, -1], (0, 1), id="a future order has not happened"),
    ],
)
def test_edges_of_the_window(engine: Engine, bought: list[int], expected: tuple[int, int]) -> None:
    orders = engine.orders([(1, UNTIL - timedelta(days=days), 5) for days in bought])
    made = repurchase_rates(orders, windows=[30], until=UNTIL)[30]
    assert (made.successes, made.n) == expected
