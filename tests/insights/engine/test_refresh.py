"""A refresh of firms too young, too small or too odd for models, and two at a time."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from samphan.analytics.durable import only_writer
from samphan.customers.models import Customer, Order
from samphan.insights.models import CustomerScore, Figure
from samphan.insights.services.engine import figures, refresh_engine
from tests import world
from tests.insights.engine.buyers import UNTIL, buy, people, value
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_a_firm_without_purchases_has_no_engine_figures_and_loses_old_ones(tmp_path: Path) -> None:
    world.organisation()
    Figure.objects.create(name="clv", scope="all", period="12m", value={}, computed_at=NOW)
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert not Figure.objects.filter(name__in=figures.NAMES).exists()


def test_customers_who_all_bought_once_are_counted_but_not_forecast(tmp_path: Path) -> None:
    world.organisation()
    Order.objects.bulk_create(buy(one, UNTIL - timedelta(days=n), 10_000) for n, one in enumerate(people(60)))
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert value("churn_now")["expected"] is None
    assert value("retention_cohorts")["n"] == 60
    assert not Figure.objects.filter(name="clv").exists()


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
