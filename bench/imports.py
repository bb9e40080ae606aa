"""How fast and how lean an import of orders is, beside raw inserts of the same rows in the same run.

    python bench/export_online_retail.py online_retail_uci.parquet online_retail.csv
    SAMPHAN_DATA_DIR=/tmp/bench python manage.py migrate
    SAMPHAN_DATA_DIR=/tmp/bench python bench/imports.py online_retail.csv

Limits: 60 s and 400 MB for the 406,829 lines of Online Retail; a second run changes nothing. Wants a database without
orders. With `--rows 1000000` instead of a file, so many lines are made up and only the memory is judged.
"""

import argparse
import csv
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from samphan.customers.models import ContactPoint, Customer, Order, OrderLine, SearchToken  # noqa: E402
from samphan.eventlog.models import Event  # noqa: E402
from samphan.imports import services  # noqa: E402
from samphan.imports.models import ImportBatch  # noqa: E402
from samphan.kit import clock  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 60, 400
# The tables an import of orders fills, and how many rows are inserted at once: as many as the import does.
_FILLED = [model._meta.db_table for model in (Customer, ContactPoint, SearchToken, Order, OrderLine, Event)]
_CHUNK = 2000
Rows = Sequence[tuple[object, ...]]
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Return a result with its wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def take_in(path: Path) -> ImportBatch:
    """Import a file of orders to the end."""
    with path.open("rb") as content:
        batch = services.create_batch(
            kind="orders", file_name=path.name, content=content, now=clock.now(), source="online-retail"
        )
    services.start_batch(batch_id=batch.id, now=clock.now(), is_rehearsal=False, queue=False)
    return services.run_batch(batch_id=batch.id, now=clock.now())


def peak_megabytes() -> float:
    """Return the most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_up(path: Path, rows: int) -> None:
    """Write so many lines of orders: four lines an order, one customer in ten orders, a year long."""
    first = datetime(2025, 1, 1)  # noqa: DTZ001 (a column of a file has no zone)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("CustomerID", "InvoiceDate", "Description", "Quantity", "UnitPrice"))
        for number in range(rows):
            order = number // 4
            at = first + timedelta(minutes=order * 2)
            writer.writerow(
                (order % (rows // 40), f"{at:%Y-%m-%d %H:%M}", f"Thing {number % 997}", number % 5 + 1, 9.5)
            )


def copied() -> dict[str, Rows]:
    """Return every row of the filled tables."""
    found: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for table in _FILLED:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = cursor.fetchall()
    return found


def insert_raw(rows: dict[str, Rows]) -> None:
    """Insert rows with the driver alone into tables of the same shape with the same indexes, in like transactions."""
    if connection.vendor == "sqlite":
        _insert_raw_sqlite(rows)
    else:
        _insert_raw_postgresql(rows)


def _insert_raw_sqlite(rows: dict[str, Rows]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%' ORDER BY rowid"
        )
        shape = [sql for (sql,) in cursor.fetchall() if "VIRTUAL" not in sql and "TRIGGER" not in sql]
    with TemporaryDirectory() as folder:
        copy = sqlite3.connect(Path(folder) / "copy.sqlite3")
        copy.execute("PRAGMA journal_mode=WAL")
        copy.execute("PRAGMA synchronous=NORMAL")
        for sql in shape:
            copy.execute(sql)
        for table, chunk in _chunks(rows):
            marks = ",".join("?" * len(chunk[0]))
            copy.executemany(f"INSERT INTO {table} VALUES ({marks})", chunk)
            copy.commit()
        copy.close()


def _insert_raw_postgresql(rows: dict[str, Rows]) -> None:
    with connection.cursor() as cursor:
        for table in rows:
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        for table, chunk in _chunks(rows):
            marks = ",".join(["%s"] * len(chunk[0]))
            with transaction.atomic():
                cursor.executemany(f"INSERT INTO bench_{table} OVERRIDING SYSTEM VALUE VALUES ({marks})", chunk)
        for table in rows:
            cursor.execute(f"DROP TABLE bench_{table}")


def _chunks(rows: dict[str, Rows]) -> list[tuple[str, Rows]]:
    return [
        (table, some[start : start + _CHUNK]) for table, some in rows.items() for start in range(0, len(some), _CHUNK)
    ]


def measure_file(path: Path) -> int:
    """Import a file twice and its rows raw; say by the exit code whether the limits hold."""
    first, wall, cpu = timed(lambda: take_in(path))
    peak = peak_megabytes()
    again, again_wall, _ = timed(lambda: take_in(path))
    rows = copied()
    _, raw_wall, raw_cpu = timed(lambda: insert_raw(rows))
    print(f"{connection.vendor}: {first.rows_done:,} lines, {first.created_count:,} orders")
    print(f"import      {wall:6.1f} s wall {cpu:6.1f} s cpu  {peak:4.0f} MB")
    print(f"            limits {MOST_SECONDS} s wall, {MOST_MEGABYTES} MB")
    print(f"second run  {again_wall:6.1f} s wall, {again.created_count} new, {again.updated_count} updated")
    total = sum(len(some) for some in rows.values())
    print(f"raw insert  {raw_wall:6.1f} s wall {raw_cpu:6.1f} s cpu, the same {total:,} rows")
    print(f"ratio       {wall / raw_wall:6.1f} of the wall, {cpu / raw_cpu:.1f} of the cpu")
    holds = wall <= MOST_SECONDS and peak <= MOST_MEGABYTES and not again.created_count and not again.updated_count
    return 0 if holds else 1


def measure_memory(rows: int) -> int:
    """Import made-up lines and judge the memory alone."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made_up.csv"
        make_up(path, rows)
        batch, wall, _ = timed(lambda: take_in(path))
    print(f"{connection.vendor}: {batch.rows_done:,} made-up lines, {batch.created_count:,} orders, {wall:.1f} s wall")
    print(f"peak memory {peak_megabytes():.0f} MB   limit {MOST_MEGABYTES} MB")
    return 0 if peak_megabytes() <= MOST_MEGABYTES and batch.rows_done == rows else 1


def main() -> int:
    """Read what to measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, help="orders as written by export_online_retail.py")
    parser.add_argument("--rows", type=int, help="make up so many lines instead and judge the memory")
    asked = parser.parse_args()
    if asked.rows:
        return measure_memory(asked.rows)
    if asked.file is None:
        parser.error("name a file, or --rows")
    return measure_file(asked.file)


if __name__ == "__main__":
    sys.exit(main())
