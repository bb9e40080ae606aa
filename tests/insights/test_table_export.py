"""The tables in the folder are what the database holds, brought up to date by reading only what changed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoDbBlocker

from samphan.accounts.models import Organisation
from samphan.analytics.durable import FolderBusy, only_writer
from samphan.analytics.repurchase import repurchase_within as repurchase_from_groups
from samphan.analytics.state.activity import repurchase_within
from samphan.analytics.state.orders import OrdersLog
from samphan.analytics.state.store import StateStore
from samphan.analytics.tables.reading import connect
from samphan.automation.services import seed_installation
from samphan.cases.models import Attempt, Case
from samphan.customers.models import ContactPoint, Customer, Order, OrderLine
from samphan.insights import table_export
from samphan.insights.selectors.purchases import first_purchases
from samphan.insights.table_export import declared_exports, export_tables
from samphan.messaging.models import Message
from samphan.promises.models import Clock
from samphan.sample import services as sample
from samphan.signals.models import Signal
from samphan.surveys.models import Response
from tests import world
from tests.shared import shared_world

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")
MODELS = {
    "attempts": Attempt, "broken_promises": Clock, "cases": Case, "messages": Message, "order_lines": OrderLine,
    "orders": Order, "responses": Response, "signals": Signal,
}  # fmt: skip


@pytest.fixture(scope="module")
def business(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small business of two years."""

    def make() -> None:
        world.organisation()
        seed_installation(now=world.NOW)
        sample.load_sample(seed=5, now=world.NOW, customers=60)

    with shared_world(make, blocker=django_db_blocker):
        yield


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with connect(folder) as database:
        return database.sql(query).fetchall()


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Return days and rows written, by table."""
    return {one.table: (one.days_written, one.rows_written) for one in export_tables(folder=folder)}


def test_every_room_s_tables_are_found() -> None:
    assert sorted(declared_exports()) == sorted(MODELS)


def test_another_time_zone_moves_every_row_to_its_day(tmp_path: Path) -> None:
    firm = world.organisation()
    late = world.NOW.replace(hour=20)  # the next day in Bangkok
    Order.objects.create(customer=world.customer(), external_ref="1", total_satang=1, ordered_at=late, created_at=late)
    export_tables(folder=tmp_path)
    assert asked(tmp_path, "SELECT day FROM orders") == [(late.date() + timedelta(days=1),)]
    Organisation.objects.filter(pk=firm.pk).update(timezone="Europe/Berlin")
    export_tables(folder=tmp_path)
    assert asked(tmp_path, "SELECT day FROM orders") == [(late.date(),)]


@pytest.mark.usefixtures("business")
def test_the_folder_holds_what_the_database_holds_and_is_brought_up_to_date(tmp_path: Path) -> None:
    export_tables(folder=tmp_path)
    for name, model in MODELS.items():
        assert asked(tmp_path, f"SELECT COUNT(*), SUM(id) FROM {name}") == [_counted(model)], name
        assert _counted(model)[0] > 0, name
    pairs = asked(tmp_path, "SELECT o.id, customer_id FROM orders o JOIN customer_keys USING (customer_key) ORDER BY 1")
    assert pairs == list(Order.objects.order_by("id").values_list("id", "customer_id"))
    assert set(written(tmp_path).values()) == {(0, 0)}

    order = Order.objects.filter(status="paid").earliest("ordered_at")
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    again = written(tmp_path)
    assert again.pop("orders")[0] == 1
    assert set(again.values()) == {(0, 0)}
    assert asked(tmp_path, f"SELECT status FROM orders WHERE id = {order.pk}") == [("cancelled",)]


@pytest.mark.usefixtures("business")
def test_no_name_no_address_and_no_word_leaves(tmp_path: Path) -> None:
    export_tables(folder=tmp_path)
    words = {
        *Customer.objects.exclude(last_name="").values_list("last_name", flat=True),
        *ContactPoint.objects.values_list("value", flat=True),
        *Signal.objects.exclude(text="").values_list("text", flat=True),
        *Message.objects.values_list("body", flat=True),
    }
    with connect(tmp_path) as database:
        found = {
            value
            for name, export in declared_exports().items()
            for column in export.table.columns
            if column.duckdb_type == "VARCHAR"
            for (value,) in database.sql(f'SELECT DISTINCT "{column.name}" FROM {name}').fetchall()
        }
    assert len(words) > 100
    assert found & words == set()
    assert max(len(value) for value in found if value) <= 60


@pytest.mark.usefixtures("business")
def test_the_state_of_the_exported_orders_agrees_with_the_database(tmp_path: Path) -> None:
    export_tables(folder=tmp_path)
    until = world.NOW.astimezone(ZONE).date() - timedelta(days=1)
    store = StateStore(tmp_path / "state")
    store.refresh(OrdersLog(tmp_path), until=until)
    midnight = world.NOW.astimezone(ZONE).replace(hour=0, minute=0)
    groups = [row.group for row in first_purchases(until=midnight, timezone=ZONE.key)]
    for days in (30, 90):
        share = repurchase_from_groups(
            groups, days=days, as_of_day=until.toordinal() + 1, first_from=0, first_until=until.toordinal() + 1
        )
        assert repurchase_within(store.load(), days=days) == share
        assert share.n > 0

    order = Order.objects.filter(status="paid", total_satang__gt=0).earliest("ordered_at")
    Order.objects.filter(pk=order.pk).update(status="cancelled")
    before = store.load().spend.sum()
    export_tables(folder=tmp_path)
    done = store.refresh(OrdersLog(tmp_path), until=until)
    assert not done.is_rebuilt
    assert store.load().spend.sum() == before - order.total_satang


@pytest.mark.usefixtures("business")
def test_a_run_that_is_cut_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_export, "_DAYS_A_COMMIT", 5)

    def cut_off(table: str, done: int, of: int) -> None:
        assert done <= of
        if (table, done) == ("orders", 12):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_tables(folder=tmp_path, progress=cut_off)
    stored = asked(tmp_path, "SELECT COUNT(DISTINCT day) FROM orders")
    assert stored == [(10,)]
    days_left = next(one for one in export_tables(folder=tmp_path) if one.table == "orders")
    assert days_left.days_unchanged == 10
    assert asked(tmp_path, "SELECT COUNT(*), SUM(id) FROM orders") == [_counted(Order)]


@pytest.mark.usefixtures("business")
def test_what_the_database_lost_leaves_the_folder(tmp_path: Path) -> None:
    export_tables(folder=tmp_path)
    Response.objects.update(invitation=None)
    Attempt.objects.all().delete()
    export_tables(folder=tmp_path)
    assert asked(tmp_path, "SELECT COUNT(*) FROM attempts") == [(0,)]


def test_two_exports_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(FolderBusy):
        export_tables(folder=tmp_path)


def _counted(model: type[Any]) -> tuple[int, int | None]:
    rows = model.objects.filter(breached_at__isnull=False) if model is Clock else model.objects.all()
    ids = list(rows.values_list("pk", flat=True))
    return len(ids), sum(ids) if ids else None
