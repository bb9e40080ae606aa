"""What the engine reads belongs to whom it says: a table may hold customers who are no buyers."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from samphan.customers.models import Customer, Order
from samphan.insights.services.engine.history import TABLES, History, load_history, refresh_state, rows_of
from samphan.insights.services.engine.spoken import NOTHING, latest_answers, spent_since
from samphan.insights.table_export import export_tables
from tests import world
from tests.insights.engine.buyers import UNTIL, answer, buy, people


@pytest.fixture
def crowd() -> list[Customer]:
    """Return five customers: buyers first and fourth; in dollars, by a refund only, and too late the others."""
    world.organisation()
    first, dollars, refunded, last, today = crowd = people(5)
    rows = [buy(each, UNTIL - timedelta(days=days), 10_000) for each in (first, last) for days in (90, 60, 5)]
    foreign = [buy(dollars, UNTIL - timedelta(days=days), 77_000) for days in (80, 40, 3)]
    for order in foreign:
        order.currency = "USD"
    rows += [buy(refunded, UNTIL - timedelta(days=7), -9_000), buy(today, UNTIL + timedelta(days=1), 5_000)]
    Order.objects.bulk_create(rows + foreign)
    for customer in crowd:
        answer(customer.pk, 9 if customer == last else 2, UNTIL - timedelta(days=50))
    return crowd


def known(folder: Path, currency: str) -> History:
    export_tables(folder=folder / TABLES)
    refresh_state(folder, until=UNTIL, currency=currency)
    return load_history(folder, until=UNTIL, currency=currency)


@pytest.mark.django_db
def test_nobody_gets_the_days_the_money_or_the_answer_of_who_is_no_buyer(crowd: list[Customer], tmp_path: Path) -> None:
    history = known(tmp_path, "THB")
    first, _dollars, _refunded, last, _today = crowd
    assert history.customer_id.tolist() == [first.pk, last.pk]
    days = [History.day_number(UNTIL - timedelta(days=days)) for days in (90, 60, 5)]
    assert history.bought_row.tolist() == [0, 0, 0, 1, 1, 1]
    assert history.bought_day.tolist() == days * 2
    spent = spent_since(history, UNTIL - timedelta(days=365))
    assert (spent.net.tolist(), spent.orders.tolist()) == ([30_000, 30_000], [3, 3])
    latest = latest_answers(history, within_days=30)
    assert (latest.of(0)[0], latest.of(1)[0]) == ("detractor", "promoter")
    assert NOTHING not in latest.attitude


@pytest.mark.django_db
def test_a_firm_that_counts_in_another_currency_has_buyers_too(crowd: list[Customer], tmp_path: Path) -> None:
    assert known(tmp_path, "USD").customer_id.tolist() == [crowd[1].pk]


def test_a_key_that_is_not_there_is_an_error_and_never_its_neighbour() -> None:
    assert rows_of(np.array([2, 5, 9]), np.array([9, 2])).tolist() == [2, 0]
    for key in (1, 4, 10):
        with pytest.raises(ValueError, match="1 customers of a table are not"):
            rows_of(np.array([2, 5, 9]), np.array([5, key]))
    with pytest.raises(ValueError, match="not in the state"):
        rows_of(np.array([], dtype=np.int64), np.array([1]))
    assert rows_of(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).size == 0
