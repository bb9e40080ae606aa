"""Where a log lies makes no difference; what cannot be a log is refused by name."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samphan.analytics.state.building import build_state
from samphan.analytics.state.logs import ArrayLog, ParquetLog
from samphan.analytics.state.orders import OrdersLog
from samphan.analytics.tables.customer_keys import CustomerKeys
from samphan.analytics.tables.writing import TableWriter
from samphan.customers.exports import ORDERS
from tests.analytics.state import cast

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def columns(rows: int = 1000) -> dict[str, Any]:
    chance = np.random.default_rng(3)
    day = np.sort(chance.integers(20_000, 20_400, rows)).astype(np.int32)
    return {
        "customer_key": chance.integers(0, 50, rows).astype(np.int32),
        "day": pa.array(day).cast(pa.date32()),
        "amount": chance.integers(-500, 5000, rows),
    }


@pytest.mark.parametrize("statistics", [True, False])
@pytest.mark.parametrize("key_type", [pa.int32(), pa.int64()])
def test_a_file_is_the_same_log_as_its_arrays(statistics: bool, key_type: pa.DataType, tmp_path: Path) -> None:
    found = columns()
    in_memory = ArrayLog(found["customer_key"], found["day"].cast(pa.int32()).to_numpy(), found["amount"])
    table = pa.table(found | {"customer_key": pa.array(found["customer_key"]).cast(key_type)})
    pq.write_table(table, tmp_path / "log.parquet", row_group_size=100, write_statistics=statistics)
    log = ParquetLog([tmp_path / "log.parquet"])
    assert log.customers() == 50
    (partition,) = log.partitions()
    assert (partition.first_day, partition.last_day) == (in_memory.day.min(), in_memory.day.max())
    one, other = (build_state(source, until=cast.END) for source in (log, in_memory))
    assert one.records.tobytes() == other.records.tobytes()
    assert one.extras.tobytes() == other.extras.tobytes()


def test_files_in_any_order_of_days_are_one_log(tmp_path: Path) -> None:
    table = pa.table(columns())
    for name, part in {"b": table.slice(0, 400), "a": table.slice(400), "c": table.slice(0, 0)}.items():
        pq.write_table(part, tmp_path / f"{name}.parquet")
    pq.write_table(table, tmp_path / "whole.parquet")
    parts = build_state(ParquetLog([tmp_path / f"{name}.parquet" for name in "abc"]), until=cast.END)
    whole = build_state(ParquetLog([tmp_path / "whole.parquet"]), until=cast.END)
    assert parts.records.tobytes() == whole.records.tobytes()
    assert parts.replayed == 0


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"customer_key": pa.array([1, None], pa.int32())}, "'customer_key' must not hold nulls"),
        ({"amount": pa.array([1.5, 2.5])}, "'amount' must hold integers"),
        ({"day": pa.array([20_000, 20_001], pa.int32())}, r"'day' must hold dates \(date32\)"),
        ({"day": None}, "no column 'day'"),
        ({"amount": None}, "no column 'amount'"),
    ],
)
def test_a_file_that_is_no_log_is_refused(changed: dict[str, Any], why: str, tmp_path: Path) -> None:
    found = {name: values for name, values in (columns(2) | changed).items() if values is not None}
    pq.write_table(pa.table(found), tmp_path / "log.parquet")
    with pytest.raises(ValueError, match=why):
        build_state(ParquetLog([tmp_path / "log.parquet"]), until=cast.END)


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        ArrayLog([1, 2], [20_000], [5])


class TestOrders:
    """The exported orders as a log."""

    @pytest.fixture
    def writer(self, tmp_path: Path) -> Iterator[TableWriter]:
        """Return a writer of orders."""
        with TableWriter(tmp_path, ORDERS, CustomerKeys(tmp_path)) as made:
            yield made

    @staticmethod
    def order(number: int, customer: int, amount: int, *, day: date = MONDAY, **changed: str) -> tuple[Any, ...]:
        codes = {"currency": "THB", "status": "paid", "source": "shop"} | changed
        at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        return (number, customer, None, day, at, amount, *codes.values())

    def test_paid_orders_of_the_currency_are_purchases_and_refunds(self, writer: TableWriter, tmp_path: Path) -> None:
        rows = [
            self.order(1, 70, 500), self.order(2, 70, 300), self.order(3, 70, -200), self.order(4, 71, 0),
            self.order(5, 72, 900, status="cancelled"), self.order(6, 73, 900, currency="USD"),
            self.order(7, 74, 900, status="returned"),
        ]  # fmt: skip
        writer.write_day(MONDAY, rows, stamp="a")
        writer.write_day(TUESDAY, [self.order(8, 70, 50, day=TUESDAY)], stamp="b")
        writer.commit()
        state = build_state(OrdersLog(tmp_path), until=TUESDAY)
        assert state.has_bought.tolist() == [True, False, False, False, False]
        assert (state.spend[0], state.repeat_spend[0], state.refunded[0], state.x[0]) == (850, 50, 200, 1)
        dollars = build_state(OrdersLog(tmp_path, currency="USD"), until=TUESDAY)
        assert dollars.spend.tolist() == [0, 0, 0, 900, 0]

    def test_who_had_orders_on_a_day_before_is_known_while_its_file_is_kept(
        self, writer: TableWriter, tmp_path: Path
    ) -> None:
        writer.write_day(MONDAY, [self.order(1, 70, 500), self.order(2, 71, 500)], stamp="a")
        writer.commit()
        (before,) = OrdersLog(tmp_path).partitions()
        writer.write_day(MONDAY, [self.order(2, 71, 500)], stamp="b")
        writer.commit()
        log = OrdersLog(tmp_path)
        known = log.superseded_keys(before.name, before.version)
        assert known is not None
        assert known.tolist() == [0, 1]
        assert log.partitions()[0].version != before.version
        for number in range(3):
            writer.write_day(MONDAY, [self.order(3, 72, number + 1)], stamp=str(number))
            writer.commit()
        assert OrdersLog(tmp_path).superseded_keys(before.name, before.version) is None

    def test_without_an_export_there_is_no_log(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="export the tables first"):
            OrdersLog(tmp_path)
