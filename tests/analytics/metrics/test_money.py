"""Revenue, revenue at risk and bad profit equal a walk, and no customer's refund hides another's money."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.bad_profit import BadProfit, bad_profit
from samphan.analytics.metrics.orders import distinct_orders, net_revenue
from samphan.analytics.metrics.revenue_at_risk import RevenueAtRisk, revenue_at_risk
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import CHARGES, ORDERS, RESPONSES, SCORES, Engine, by_key, rows_of

SHOP = shop.made_up_shop()
PERIOD = {"since": date(2024, 9, 1), "until": date(2025, 3, 31)}
DAY = date(2025, 1, 15)
FEES = [(key, DAY + timedelta(days=key), 500 * (key % 4 - 1), "late" if key % 3 else "delivery") for key in range(120)]


def test_revenue_is_that_of_a_walk(engine: Engine) -> None:
    made = by_key(net_revenue(engine.table(ORDERS, SHOP.orders), **PERIOD))
    assert {key: row["revenue"] for key, row in made.items()} == shop.revenue(SHOP, **PERIOD)


def test_a_refund_of_an_earlier_order_takes_nothing_from_others(engine: Engine) -> None:
    orders = engine.orders([(1, DAY, 500), (1, DAY, -200), (2, DAY, -900), (3, DAY, 0)])
    made = by_key(net_revenue(orders, since=DAY, until=DAY))
    assert {key: row["revenue"] for key, row in made.items()} == {1: 300, 2: 0, 3: 0}


def test_an_order_that_came_twice_counts_once_after_cleaning(engine: Engine) -> None:
    table = engine.table(ORDERS, [(1, DAY, 500, "A"), (1, DAY, 500, "A"), (1, DAY, 500, "B"), (2, DAY, 5, None)])
    orders = table.rename(number="status")
    cleaned = by_key(net_revenue(distinct_orders(orders, key="number"), since=DAY, until=DAY))
    assert {key: row["revenue"] for key, row in cleaned.items()} == {1: 1000, 2: 5}
    assert by_key(net_revenue(orders, since=DAY, until=DAY))[1] == {"revenue": 1500}


def test_two_rows_without_a_number_both_stay(engine: Engine) -> None:
    orders = engine.table(ORDERS, [(1, DAY, 5, None), (2, DAY, 6, None)])
    assert len(rows_of(distinct_orders(orders, key="status"))) == 2


def test_revenue_at_risk_is_that_of_a_walk(engine: Engine) -> None:
    revenue = net_revenue(engine.table(ORDERS, SHOP.orders), **PERIOD)
    made = revenue_at_risk(revenue, engine.table(SCORES, SHOP.scores), alive_below=0.4)
    scores = dict(SHOP.scores)
    paid = [(amount, scores.get(key)) for key, amount in shop.revenue(SHOP, **PERIOD).items()]
    scored = [(amount, p) for amount, p in paid if p is not None]
    risky = [amount for amount, p in scored if p < 0.4]
    assert made == RevenueAtRisk(
        customers=Share(successes=len(risky), n=len(scored)),
        revenue=sum(amount for amount, _p in scored),
        at_risk=sum(risky),
        expected_loss=pytest.approx(sum(amount * (1 - p) for amount, p in scored), rel=1e-9),
        unscored_customers=len(paid) - len(scored),
        unscored_revenue=sum(amount for amount, p in paid if p is None),
    )
    assert made.share == pytest.approx(sum(risky) / made.revenue)
    assert 0 < made.at_risk < made.revenue


def test_the_level_itself_is_not_at_risk(engine: Engine) -> None:
    revenue = net_revenue(engine.orders([(1, DAY, 100), (2, DAY, 50)]), since=DAY, until=DAY)
    made = revenue_at_risk(revenue, engine.table(SCORES, [(1, 0.5), (2, 0.49)]), alive_below=0.5)
    assert (made.customers.successes, made.at_risk) == (1, 50)


@pytest.mark.parametrize("wrong", [None, float("nan"), -0.1, 1.1])
def test_what_is_no_probability_is_no_score(engine: Engine, wrong: float | None) -> None:
    revenue = net_revenue(engine.orders([(1, DAY, 100), (2, DAY, 50)]), since=DAY, until=DAY)
    made = revenue_at_risk(revenue, engine.table(SCORES, [(1, wrong), (2, 0.25), (None, 0.1)]), alive_below=0.5)
    assert (made.revenue, made.expected_loss) == (50, 37.5)
    assert (made.unscored_customers, made.unscored_revenue) == (1, 100)


def test_no_revenue_has_no_share_at_risk(engine: Engine) -> None:
    revenue = net_revenue(engine.orders([]), since=DAY, until=DAY)
    made = revenue_at_risk(revenue, engine.table(SCORES, []), alive_below=0.5)
    assert (made.customers.n, made.revenue, made.expected_loss, made.unscored_revenue) == (0, 0, 0.0, 0)
    assert made.share is None


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


def test_no_revenue_is_neither_good_nor_bad(engine: Engine) -> None:
    nothing = {"orders": engine.orders([]), "responses": engine.table(RESPONSES, [])}
    made = bad_profit(**nothing, charges=engine.table(CHARGES, []), scale=Scale.NPS, since=DAY, until=DAY, bad_codes=[])
    assert made == BadProfit(revenue=0, known=0, from_detractors=0, from_bad_charges=0)
    assert made.share is None
    assert made.detractor_share is None
