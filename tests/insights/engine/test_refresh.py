"""A refresh of firms too young, too small or too odd for models, and two at a time."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from samphan.analytics.durable import only_writer
from samphan.customers.models import Customer, Order
from samphan.insights.models import CustomerScore, Figure
from samphan.insights.selectors.scores import customer_worths, scores_at_risk
from samphan.insights.services.engine import refresh_engine
from tests import world
from tests.insights.engine.buyers import UNTIL, answer, buy, people, value
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_a_firm_without_purchases_loses_old_figures_and_has_those_of_what_was_said(tmp_path: Path) -> None:
    world.organisation()
    Figure.objects.create(name="clv", scope="all", period="12m", value={}, computed_at=NOW)
    for number in range(60):
        answer(
            people(1)[0].pk, 9 - 8 * (number % 2), UNTIL, topic="staff", sentiment=("positive", "negative")[number % 2]
        )
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert set(Figure.objects.values_list("name", flat=True)) == {"drivers"}
    assert [row["code"] for row in value("drivers")["rows"]] == ["staff"]  # type: ignore[attr-defined]


def test_customers_who_all_bought_once_are_counted_but_not_forecast(tmp_path: Path) -> None:
    world.organisation()
    Order.objects.bulk_create(buy(one, UNTIL - timedelta(days=n), 10_000) for n, one in enumerate(people(60)))
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert value("churn_now")["expected"] is None
    assert value("churn_now")["attrition"] == {"detected": False, "p_value": None}  # nothing was tested
    assert value("retention_cohorts")["n"] == 60
    for name in ("clv", "risk", "model_fit"):
        assert (value(name)["bins" if name != "model_fit" else "bars"], value(name)["note"]) == ([], "no_model")


def regulars(count: int, spend: Callable[[np.random.Generator], float]) -> None:
    """Make customers who come every month or so for a year, and what each pays."""
    world.organisation()
    chance = np.random.default_rng(3)
    rows = []
    for customer in people(count):
        usual = spend(chance)
        for days in range(int(chance.integers(2, 40)), 360, int(chance.integers(25, 45))):
            rows.append(buy(customer, UNTIL - timedelta(days=days), max(100, int(usual * chance.gamma(4.0) / 4.0))))
    Order.objects.bulk_create(rows)


def test_spend_so_uneven_that_it_has_no_mean_leaves_value_unknown_and_all_else_known(tmp_path: Path) -> None:
    regulars(80, lambda chance: 5_000.0 * float(chance.pareto(0.6) + 1.0))
    assert refresh_engine(folder=tmp_path, now=NOW) == 80
    assert (value("clv")["note"], value("clv")["n"], value("clv")["bins"]) == ("no_spend", 80, [])
    assert value("risk")["expected_loss_satang"] is None
    assert value("churn_by_month")["n"]
    money = value("economics", period="24m")
    assert money["n"] == 80
    assert money["orders_each"] == pytest.approx(Order.objects.count() / 80)
    score = CustomerScore.objects.all()[0]
    assert (score.clv_satang, score.clv_low_satang, score.expected_loss_satang) == (None, None, None)
    assert customer_worths(customer_ids=[score.pk])[score.pk].value_satang is None
    assert not scores_at_risk().scores


def test_too_few_who_came_back_have_an_unknown_value_and_not_a_value_of_nothing(tmp_path: Path) -> None:
    world.organisation()
    once, again = people(60)[:54], people(60)[:6]
    rows = [buy(one, UNTIL - timedelta(days=10 + 3 * n), 10_000) for n, one in enumerate(once)]
    rows += [buy(one, UNTIL - timedelta(days=d), 20_000) for one in again for d in (120, 60)]
    Order.objects.bulk_create(rows)
    assert refresh_engine(folder=tmp_path, now=NOW) == 60
    assert value("clv")["note"] == "no_spend"
    assert set(CustomerScore.objects.values_list("clv_satang", flat=True)) == {None}


@pytest.fixture
def odd_orders() -> Customer:
    world.organisation()
    one, *others = people(40)
    rows = [buy(each, UNTIL - timedelta(days=200), 10_000) for each in others]
    rows += [buy(each, UNTIL - timedelta(days=days), 10_000) for each in others for days in (100, 2)]
    rows += [
        buy(one, UNTIL - timedelta(days=300), 50_000),
        buy(one, UNTIL - timedelta(days=300), 20_000, hour=18),  # the same day: one purchase day
        buy(one, UNTIL - timedelta(days=200), 0),  # a free order is no purchase
        buy(one, UNTIL - timedelta(days=190), -50_000),  # money back is no visit
        buy(one, UNTIL - timedelta(days=150), 70_000, status="cancelled"),
        buy(one, UNTIL - timedelta(days=100), 30_000),
        buy(one, UNTIL + timedelta(days=40), 90_000),  # a date that has not come
    ]
    Order.objects.bulk_create(rows)
    return one


def test_returns_cancellations_free_orders_and_dates_to_come_count_as_documented(
    odd_orders: Customer, tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    score = CustomerScore.objects.get(customer=odd_orders)
    assert (score.frequency, score.recency_days, score.age_days) == (1, 200, 300)


def test_customers_are_seen_on_the_day_of_the_newest_order_where_it_is_long_ago(tmp_path: Path) -> None:
    world.organisation()
    early, late = people(40)[:20], people(40)[:20]
    newest = UNTIL - timedelta(days=2)
    Order.objects.bulk_create(
        [buy(each, newest - timedelta(days=days), 10_000) for each in early for days in (90, 60, 30)]
        + [buy(each, newest - timedelta(days=days), 10_000) for each in late for days in (20, 10, 0)]
    )
    refresh_engine(folder=tmp_path, now=NOW)
    assert value("churn_now")["until"] == NOW.date().isoformat()
    a_week_on = NOW + timedelta(days=7)  # by then nobody knows of an order for nine days, and counting steps back
    refresh_engine(folder=tmp_path, now=a_week_on)
    assert value("churn_now")["until"] == (newest + timedelta(days=1)).isoformat()
    assert set(CustomerScore.objects.filter(customer__in=late).values_list("recency_days", "age_days")) == {(20, 20)}
    assert set(CustomerScore.objects.filter(customer__in=early).values_list("age_days", flat=True)) == {90}


def test_two_refreshes_at_a_time_run_one_after_the_other(tmp_path: Path) -> None:
    world.organisation()
    order: list[str] = []

    def hold() -> None:
        with only_writer(tmp_path):
            started.set()
            time.sleep(1.0)
            order.append("the other is done")

    started = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    started.wait()
    refresh_engine(folder=tmp_path, now=NOW, progress=lambda done: order.append(f"step {done}"))
    other.join()
    assert order[0] == "the other is done"
    assert order[-1] == "step 5"
