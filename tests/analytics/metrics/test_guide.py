"""The example of the Spark guide runs as it is printed, and says the same on DuckDB."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samphan.analytics.metrics.churn import activity_change
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "spark.md"
(EXAMPLE,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
CONNECT = re.compile(r'connect\("spark"[^)]*\)')


def test_the_example_says_what_the_metrics_say(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = shop.made_up_shop().orders
    table = pa.Table.from_pylist([dict(zip(ORDERS.names, row, strict=True)) for row in rows], ORDERS)
    pq.write_table(table, tmp_path / "orders.parquet")
    monkeypatch.chdir(tmp_path)
    example = EXAMPLE if engine.connection.name == "pyspark" else CONNECT.sub('connect("duckdb")', EXAMPLE)
    assert ('connect("duckdb")' in example) is (engine.connection.name == "duckdb")
    exec(compile(example, str(GUIDE), "exec"), {})  # our own page
    first, *cells = capsys.readouterr().out.splitlines()
    change = activity_change(engine.read(table), until=shop.UNTIL, window_days=90)
    assert first == f"{change.lost} of {change.active_before} customers lost, {change.reactivated} came back"
    assert cells[0].startswith("2024-01-01 0 ")
    assert cells[-1].startswith("2025-06-01 3 ")
    assert cells[-1].endswith(" None")
    assert len(cells) == 18 * 4
