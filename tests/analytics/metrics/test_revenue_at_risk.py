"""Revenue at risk equals a walk, and customers without a probability are told apart."""

from datetime import date

import pytest

from samphan.analytics.metrics.orders import net_revenue
from samphan.analytics.metrics.revenue_at_risk import RevenueAtRisk, revenue_at_risk
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, SCORES, Engine

SHOP = shop.made_up_shop()
PERIOD = {"since": date(2024, 9, 1), "until": date(2025, 3, 31)}
DAY = date(2025, 1, 15)


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


def test_a_customer_scored_twice_is_refused_and_counted(engine: Engine) -> None:
    revenue = net_revenue(engine.orders([(1, DAY, 100), (2, DAY, 50)]), since=DAY, until=DAY)
    doubled = engine.table(SCORES, [(1, 0.2), (1, 0.2), (2, 0.2), (3, 0.1), (3, 0.9), (3, 0.5)])
    with pytest.raises(ValueError, match=r"scores must have one row a customer; customers with more: 2, with 5 rows"):
        revenue_at_risk(revenue, doubled, alive_below=0.5)
    emptied = engine.table(SCORES, [(1, 0.2), (1, None), (2, 0.2), (None, 0.1), (None, 0.1)])
    assert revenue_at_risk(revenue, emptied, alive_below=0.5).revenue == 150


@pytest.mark.parametrize("level", [50, -0.1, 1.001, float("nan")])
def test_a_level_in_percent_is_refused(engine: Engine, level: float) -> None:
    revenue = net_revenue(engine.orders([(1, DAY, 100)]), since=DAY, until=DAY)
    with pytest.raises(ValueError, match=r"P\(alive\) lies between 0 and 1"):
        revenue_at_risk(revenue, engine.table(SCORES, [(1, 0.2)]), alive_below=level)


def test_no_revenue_has_no_share_at_risk(engine: Engine) -> None:
    revenue = net_revenue(engine.orders([]), since=DAY, until=DAY)
    made = revenue_at_risk(revenue, engine.table(SCORES, []), alive_below=0.5)
    assert (made.customers.n, made.revenue, made.expected_loss, made.unscored_revenue) == (0, 0, 0.0, 0)
    assert made.share is None
