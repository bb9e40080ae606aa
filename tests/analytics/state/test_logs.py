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
from samphan.analytics.state.store import StateStore
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


@pytest.mark.parametrize("statistics", [True, False])
def test_a_key_too_large_for_the_state_is_refused_before_room_is_made_for_it(statistics: bool, tmp_path: Path) -> None:
    found = columns(3) | {"customer_key": pa.array([7, 7 + 2**32, 7], pa.int64())}
    pq.write_table(pa.table(found), tmp_path / "log.parquet", write_statistics=statistics)
    log = ParquetLog([tmp_path / "log.parquet"])
    with pytest.raises(ValueError, match=r"'customer_key' must hold keys in 0\.\.2147483647 \(has 7\.\.4294967303\)"):
        build_state(log, until=cast.END)
    with pytest.raises(
        ValueError, match=r"'customer_key' must hold keys in 0\.\.2147483647 .*number customers 0, 1, 2"
    ):
        build_state(log, until=cast.END, customers=8)


@pytest.mark.parametrize("largest", [2**31 - 1, -1])
def test_the_largest_key_that_fits_is_taken_and_none_below_zero(largest: int, tmp_path: Path) -> None:
    pq.write_table(pa.table(columns(1) | {"customer_key": pa.array([largest], pa.int64())}), tmp_path / "log.parquet")
    log = ParquetLog([tmp_path / "log.parquet"])
    if largest > 0:
        assert log.customers() == 2**31
    else:
        with pytest.raises(ValueError, match="must hold keys in"):
            log.customers()


@pytest.mark.parametrize(
    ("key", "day", "amount", "why"),
    [
        (
            np.array([7, 7 + 2**32]),
            [20_000, 20_001],
            [5, 5],
            r"keys must fit int32, but lie in 7\.\.4294967303: number",
        ),
        ([7, 7 + 2**32], [20_000, 20_001], [5, 5], "keys must fit int32"),
        ([7.0], [20_000], [5], "keys must be whole numbers, not float64: number customers"),
        ([7], [20_000], [100.7], "amounts must be whole numbers, not float64: give minor units, rounded"),
        ([7], [20_000], np.array([2**63], np.uint64), "amounts must fit int64"),
        ([7], [20_000.5], [5], "days must be whole numbers, not float64: give days since 1970-01-01"),
        ([7], [date(2026, 3, 2)], [5], "days must be whole numbers, not object: .* or datetime64"),
        ([7], [2**31], [5], "days must fit int32"),
        ([7, 8], np.array(["2026-03-02", "NaT"], "datetime64[ns]"), [5, 5], "1 of 2 days are missing"),
    ],
)
def test_arrays_that_would_be_cut_off_or_wrapped_round_are_refused(key: Any, day: Any, amount: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ArrayLog(key, day, amount)


@pytest.mark.parametrize("unit", ["D", "h", "s", "ms", "us", "ns"])
def test_dates_are_taken_as_the_days_they_lie_in(unit: str) -> None:
    times = ["2026-03-02", "2026-03-02T23:59:59.999", "2026-03-03"]
    log = ArrayLog([0, 0, 0], np.array(times, "datetime64[ns]").astype(f"datetime64[{unit}]"), [5, 5, 5])
    monday = (MONDAY - date(1970, 1, 1)).days
    assert log.day.dtype == np.int32
    assert log.day.tolist() == [monday, monday, monday + 1]


def test_whole_numbers_of_any_width_are_one_log() -> None:
    for kind in (np.int8, np.uint16, np.int64, np.uint64):
        log = ArrayLog(np.array([1, 2], kind), np.array([3, 4], kind), np.array([5, 6], kind))
        assert (log.key.dtype, log.day.dtype, log.amount.dtype) == (np.int32, np.int32, np.int64)
        assert (log.key.tolist(), log.day.tolist(), log.amount.tolist()) == ([1, 2], [3, 4], [5, 6])


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

    def test_a_state_of_another_currency_is_made_anew(self, writer: TableWriter, tmp_path: Path) -> None:
        writer.write_day(MONDAY, [self.order(1, 70, 500), self.order(2, 71, 700, currency="USD")], stamp="a")
        writer.commit()
        store = StateStore(tmp_path / "state")
        store.refresh(OrdersLog(tmp_path), until=TUESDAY)
        done = store.refresh(OrdersLog(tmp_path, currency="USD"), until=TUESDAY)
        assert done.is_rebuilt
        assert store.load().spend.tolist() == [0, 700]

    def test_without_an_export_there_is_no_log(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="export the tables first"):
            OrdersLog(tmp_path)
