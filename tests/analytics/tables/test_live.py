"""A running database is read as it is, for reading only; where the reader is missing, the refusal names the extra."""

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from django.db import connection as database

from samphan.analytics.tables import live
from samphan.analytics.tables.live import LiveReadingMissing, attach_postgres, attach_sqlite
from samphan.analytics.tables.reading import offline_config
from samphan.customers.models import Order
from tests import world


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB that fetches nothing from the network."""
    return duckdb.connect(config=offline_config())


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Return a SQLite file with two orders."""
    path = tmp_path / "o'clock.sqlite3"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE orders (id INTEGER, total INTEGER)")
        made.execute("INSERT INTO orders VALUES (1, 500), (2, 70)")
    return path


def test_sqlite_is_read_live_and_not_written(connection: duckdb.DuckDBPyConnection, sqlite_file: Path) -> None:
    attach_sqlite(connection, sqlite_file)
    assert connection.sql("SELECT SUM(total) FROM live.orders").fetchall() == [(570,)]
    with closing(sqlite3.connect(sqlite_file)) as running, running:
        running.execute("INSERT INTO orders VALUES (3, 30)")
    assert connection.sql("SELECT SUM(total) FROM live.orders").fetchall() == [(600,)]
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DELETE FROM live.orders")


@pytest.mark.django_db(transaction=True)
def test_a_running_installation_is_read_on_either_database(connection: duckdb.DuckDBPyConnection) -> None:
    order = Order.objects.create(
        customer=world.customer(), external_ref="1", total_satang=570, ordered_at=world.NOW, created_at=world.NOW
    )
    found = database.settings_dict
    if database.vendor == "postgresql":
        attach_postgres(connection, f"host={found['HOST']} user={found['USER']} dbname={found['NAME']}")
        orders = "live.public.customers_order"
    else:
        attach_sqlite(connection, found["NAME"])
        orders = "live.customers_order"
    assert connection.sql(f"SELECT id, total_satang FROM {orders}").fetchall() == [(order.pk, 570)]
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute(f"DELETE FROM {orders}")
    connection.execute("DETACH live")


@pytest.mark.parametrize("attach", [attach_sqlite, attach_postgres])
def test_without_the_extra_the_refusal_names_it(
    attach: object, connection: duckdb.DuckDBPyConnection, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "find_spec", lambda name: None)
    with pytest.raises(LiveReadingMissing, match=r"pip install 'samphan\[live\]'"):
        attach(connection, str(sqlite_file))  # type: ignore[operator]


def test_a_sqlite_file_that_is_not_there_is_not_made(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no SQLite file"):
        attach_sqlite(connection, tmp_path / "missing.sqlite3")
    assert list(tmp_path.iterdir()) == []
