"""How fast and how lean an import of orders is, beside raw inserts of the same rows in the same run.

    python bench/export_online_retail.py online_retail_uci.parquet online_retail.csv
    SAMPHAN_DATA_DIR=/tmp/bench python manage.py migrate
    SAMPHAN_DATA_DIR=/tmp/bench python bench/imports.py online_retail.csv

Limits: 60 s and 400 MB for the 406,829 lines of Online Retail; a second run changes nothing.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from samphan.customers.models import OrderLine  # noqa: E402
from samphan.imports import services  # noqa: E402
from samphan.imports.models import ImportBatch  # noqa: E402
from samphan.kit import clock  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 60, 400
_COPIED = ("order_id", "position", "sku", "name", "quantity", "unit_price_satang", "total_satang")


def timed(work: Callable[[], object]) -> tuple[object, float, float]:
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


def insert_raw(rows: list[tuple[object, ...]]) -> None:
    """Insert the same lines with the driver alone into a table of the same shape, in chunks like the import's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_line (order_id bigint, position int, sku text, name text, quantity int,"
            " unit_price_satang bigint, total_satang bigint, UNIQUE (order_id, position))"
        )
        for start in range(0, len(rows), 2000):
            with transaction.atomic():
                cursor.executemany("INSERT INTO bench_line VALUES (%s,%s,%s,%s,%s,%s,%s)", rows[start : start + 2000])
        cursor.execute("DROP TABLE bench_line")


def main(path: Path) -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    first, wall, cpu = timed(lambda: take_in(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again, again_wall, _ = timed(lambda: take_in(path))
    assert isinstance(first, ImportBatch)
    assert isinstance(again, ImportBatch)
    rows = list(OrderLine.objects.values_list(*_COPIED))
    _, raw_wall, raw_cpu = timed(lambda: insert_raw(rows))
    limits = f"limits {MOST_SECONDS} s, {MOST_MEGABYTES} MB"
    print(f"{connection.vendor}: {first.rows_done:,} lines, {first.created_count:,} orders")
    print(f"import      {wall:6.1f} s wall {cpu:6.1f} s cpu  {peak:4.0f} MB   {limits}")
    print(f"second run  {again_wall:6.1f} s wall, {again.created_count} new, {again.updated_count} updated")
    print(f"raw lines   {raw_wall:6.1f} s wall {raw_cpu:6.1f} s cpu, import {cpu / raw_cpu:.1f}x")
    holds = wall <= MOST_SECONDS and peak <= MOST_MEGABYTES and not again.created_count and not again.updated_count
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
