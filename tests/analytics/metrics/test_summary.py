"""The RFM summary and its holdout say what a walk over the orders says."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.summary import calibration_holdout, customer_summary, summary_groups
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, by_key, rows_of

SHOP = shop.made_up_shop()
CUT = date(2024, 12, 31)


def walked(until: date) -> dict[int, dict[str, float]]:
    made = {}
    for key, days in shop.purchase_days(SHOP, until=until).items():
        first, *repeats = days
        made[key] = {
            "frequency": len(repeats),
            "recency": (max(days) - first).days,
            "T": (until - first).days,
            "monetary_value": sum(days[day] for day in repeats) / len(repeats) if repeats else 0.0,
        }
    return made


def test_the_summary_is_that_of_a_walk_over_the_orders(engine: Engine) -> None:
    made = by_key(customer_summary(engine.table(ORDERS, SHOP.orders), until=shop.UNTIL))
    expected = walked(shop.UNTIL)
    assert made.keys() == expected.keys()
    for key, row in expected.items():
        assert made[key] == pytest.approx(row, rel=1e-12)


def test_groups_count_customers_of_equal_history(engine: Engine) -> None:
    summary = customer_summary(engine.table(ORDERS, SHOP.orders), until=shop.UNTIL)
    made = rows_of(summary_groups(summary))
    counted: dict[tuple[float, float, float], int] = {}
    for row in walked(shop.UNTIL).values():
        group = (row["frequency"], row["recency"], row["T"])
        counted[group] = counted.get(group, 0) + 1
    assert [(row["x"], row["t_x"], row["T"], row["n"]) for row in made] == [
        (*group, n) for group, n in sorted(counted.items())
    ]


def test_the_holdout_is_what_known_customers_did_after_the_cut(engine: Engine) -> None:
    made = by_key(calibration_holdout(engine.table(ORDERS, SHOP.orders), cut=CUT, until=shop.UNTIL))
    everything = shop.purchase_days(SHOP, until=shop.UNTIL)
    expected = walked(CUT)
    assert made.keys() == expected.keys()
    assert 0 < len(made) < len(everything)
    for key, row in expected.items():
        later = [spent for day, spent in everything[key].items() if day > CUT]
        held_out = {
            "frequency_holdout": len(later),
            "spend_holdout": sum(later),
            "duration_holdout": (shop.UNTIL - CUT).days,
        }
        assert made[key] == pytest.approx(row | held_out, rel=1e-12)


def test_a_holdout_needs_days_to_hold_out(engine: Engine) -> None:
    with pytest.raises(ValueError, match="must end after the cut"):
        calibration_holdout(engine.orders([]), cut=CUT, until=CUT)


def test_a_scope_narrows_the_history(engine: Engine) -> None:
    orders = engine.table(ORDERS, SHOP.orders)
    made = by_key(customer_summary(orders, until=shop.UNTIL, scope=orders.customer_key.between(10, 19)))
    assert made.keys() == {key for key in walked(shop.UNTIL) if 10 <= key <= 19}


DAY = date(2025, 3, 1)
ONE = {"frequency": 0, "recency": 0, "T": 9, "monetary_value": 0.0}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], {}, id="no orders at all"),
        pytest.param([(1, DAY, 500)], {1: ONE}, id="a single customer with one day of history"),
        pytest.param([(1, DAY, 500), (1, DAY, 500)], {1: ONE}, id="two orders of a day are one purchase day"),
        pytest.param([(1, DAY, 0)], {1: ONE}, id="a free order is a visit"),
        pytest.param([(1, DAY, -500)], {}, id="a refund alone makes no customer"),
        pytest.param([(1, DAY, 500), (1, DAY + timedelta(days=3), -500)], {1: ONE}, id="a refund is no visit"),
        pytest.param([(1, DAY, 500), (1, DAY + timedelta(days=10), 500)], {1: ONE}, id="a future order is not yet one"),
        pytest.param([(None, DAY, 5), (1, None, 5), (1, DAY, None)], {}, id="broken rows are left out"),
        pytest.param(
            [(1, DAY, 100), (1, DAY + timedelta(days=4), 300), (1, DAY + timedelta(days=9), 0)],
            {1: {"frequency": 2, "recency": 9, "T": 9, "monetary_value": 150.0}},
            id="a free repeat pulls the mean spend down",
        ),
    ],
)
def test_odd_histories(engine: Engine, rows: list[tuple[int, date, int]], expected: dict[int, object]) -> None:
    assert by_key(customer_summary(engine.orders(rows), until=DAY + timedelta(days=9))) == expected


@pytest.mark.parametrize("status", ["cancelled", "returned", None])
def test_an_order_that_is_not_paid_is_no_purchase(engine: Engine, status: str | None) -> None:
    orders = engine.table(ORDERS, [(1, DAY, 500, status), (2, DAY, 500, "paid")])
    assert by_key(customer_summary(orders, until=DAY)).keys() == {2}


def test_a_log_without_a_status_counts_every_row(engine: Engine) -> None:
    orders = engine.table(ORDERS, [(1, DAY, 500, "cancelled")]).drop("status")
    assert by_key(customer_summary(orders, until=DAY)).keys() == {1}
