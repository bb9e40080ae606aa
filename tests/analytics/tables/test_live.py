"""A running database is read as it is, for reading only; where the reader is missing, the refusal names the extra."""

import os
import sqlite3
from pathlib import Path

import duckdb
import pytest

from samphan.analytics.tables import live
from samphan.analytics.tables.live import LiveReadingMissing, attach_postgres, attach_sqlite
from samphan.analytics.tables.reading import offline_config


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB that fetches nothing from the network."""
    return duckdb.connect(config=offline_config())


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Return a SQLite file with two orders."""
    path = tmp_path / "o'clock.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE orders (id INTEGER, total INTEGER)")
        database.execute("INSERT INTO orders VALUES (1, 500), (2, 70)")
    database.close()
    return path


def test_sqlite_is_read_live_and_not_written(connection: duckdb.DuckDBPyConnection, sqlite_file: Path) -> None:
    attach_sqlite(connection, sqlite_file)
    assert connection.sql("SELECT SUM(total) FROM live.orders").fetchall() == [(570,)]
    with sqlite3.connect(sqlite_file) as database:
        database.execute("INSERT INTO orders VALUES (3, 30)")
    database.close()
    assert connection.sql("SELECT SUM(total) FROM live.orders").fetchall() == [(600,)]
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("DELETE FROM live.orders")


def test_postgres_is_read_live_and_not_written(connection: duckdb.DuckDBPyConnection) -> None:
    url = os.environ.get("SAMPHAN_TEST_DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("needs a PostgreSQL server: runs where SAMPHAN_TEST_DATABASE_URL names one")
    attach_postgres(connection, url)
    answer = connection.sql("SELECT * FROM postgres_query('live', 'SELECT 2 + 3 AS five')").fetchall()
    assert answer == [(5,)]
    with pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("CREATE TABLE live.made (id INTEGER)")
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
