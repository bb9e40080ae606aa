"""Bad profit equals a walk, and nothing in it counts twice."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.bad_profit import BadProfit, bad_profit
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import CHARGES, ORDERS, RESPONSES, Engine, by_key

SHOP = shop.made_up_shop()
PERIOD = {"since": date(2024, 9, 1), "until": date(2025, 3, 31)}
DAY = date(2025, 1, 15)
FEES = [(key, DAY + timedelta(days=key), 500 * (key % 4 - 1), "late" if key % 3 else "delivery") for key in range(120)]


def test_bad_profit_is_that_of_a_walk(engine: Engine) -> None:
    responses = engine.table(RESPONSES, SHOP.responses)
    made = bad_profit(
        engine.table(ORDERS, SHOP.orders),
        responses,
        engine.table(CHARGES, [*FEES, (None, DAY, 900, "late"), (1, DAY, None, "late")]),
        scale=Scale.NPS,
        bad_codes={"late"},
        **PERIOD,
    )
    said = {
        key: row["attitude"] for key, row in by_key(customer_attitudes(responses, scale=Scale.NPS, **PERIOD)).items()
    }
    total, bad = shop.revenue(SHOP, **PERIOD), {}
    for key, day, amount, code in FEES:
        if PERIOD["since"] <= day <= PERIOD["until"]:
            total[key] = total.get(key, 0) + max(0, amount)
            bad[key] = max(0, amount) if code == "late" else 0
    assert made == BadProfit(
        revenue=sum(total.values()),
        known=sum(amount for key, amount in total.items() if key in said),
        from_detractors=sum(amount for key, amount in total.items() if said.get(key) == Attitude.DETRACTOR),
        from_bad_charges=sum(amount for key, amount in bad.items() if said.get(key) != Attitude.DETRACTOR),
    )
    assert min(made.from_detractors, made.from_bad_charges) > 0


def test_a_detractors_fee_counts_once(engine: Engine) -> None:
    made = bad_profit(
        engine.orders([(1, DAY, 600), (2, DAY, 300)]),
        engine.table(RESPONSES, [(1, DAY, "nps", 3)]),
        engine.table(CHARGES, [(1, DAY, 100, "late"), (2, DAY, 50, "late"), (3, DAY, 25, "late"), (3, DAY, 5, "gift")]),
        scale=Scale.NPS,
        since=DAY,
        until=DAY,
        bad_codes=["late"],
    )
    assert made == BadProfit(revenue=1080, known=700, from_detractors=700, from_bad_charges=75)
    assert made.share == pytest.approx(775 / 1080)
    assert made.detractor_share == 1.0


@pytest.mark.parametrize(
    ("charged", "revenue", "bad"),
    [
        ([(9_000, "late"), (-8_000, "goodwill")], 1_000, 1_000),
        ([(9_000, "late"), (-9_500, "goodwill")], 0, 0),
        ([(9_000, "late"), (-8_000, "late"), (50, "gift")], 1_050, 1_000),
        ([(-9_000, "late"), (8_000, "gift")], 0, 0),
    ],
)
def test_bad_profit_is_never_more_than_the_charges_came_to(
    engine: Engine, charged: list[tuple[int, str]], revenue: int, bad: int
) -> None:
    made = bad_profit(
        engine.orders([]),
        engine.table(RESPONSES, []),
        engine.table(CHARGES, [(1, DAY, amount, code) for amount, code in charged]),
        scale=Scale.NPS,
        since=DAY,
        until=DAY,
        bad_codes=["late"],
    )
    assert (made.revenue, made.from_bad_charges) == (revenue, bad)


def test_no_revenue_is_neither_good_nor_bad(engine: Engine) -> None:
    nothing = {"orders": engine.orders([]), "responses": engine.table(RESPONSES, [])}
    made = bad_profit(**nothing, charges=engine.table(CHARGES, []), scale=Scale.NPS, since=DAY, until=DAY, bad_codes=[])
    assert made == BadProfit(revenue=0, known=0, from_detractors=0, from_bad_charges=0)
    assert made.share is None
    assert made.detractor_share is None
