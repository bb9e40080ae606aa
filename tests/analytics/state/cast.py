"""Logs to test with, and the plainest way to say what a state must hold: one customer at a time, in Python."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from numpy.typing import NDArray

from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.layout import date_of
from samphan.analytics.state.logs import ArrayLog, OrderLog, Partition
from samphan.analytics.state.target import Batch

END = date(2026, 3, 15)
END_DAY = (END - date(1970, 1, 1)).days

# Few customers and few days, so that same-day rows, late rows and rows of one customer meet often; some lie in the
# future, some more than 64 months back.
days = st.one_of(
    st.integers(END_DAY - 90, END_DAY + 5),
    st.integers(END_DAY - 800, END_DAY),
    st.integers(END_DAY - 3000, END_DAY),
    st.sampled_from([1, END_DAY, END_DAY + 1]),
)
amounts = st.one_of(
    st.integers(-5000, 5000), st.sampled_from([0, 0, 1, -1, 10**13, -(10**13), 2**31 - 1, 2**31, -(2**31)])
)
rows = st.lists(st.tuples(st.integers(0, 6), days, amounts), max_size=60)


def array_log(found: list[tuple[int, int, int]]) -> ArrayLog:
    """Return rows as a log, in the order they are given."""
    return ArrayLog([row[0] for row in found], [row[1] for row in found], [row[2] for row in found])


def walked(found: list[tuple[int, int, int]], until: int = END_DAY) -> dict[int, dict[str, Any]]:
    """Return what a state must say of every customer who bought, by walking over her days one by one."""
    spend: dict[int, dict[int, int]] = defaultdict(dict)
    refunded: dict[int, int] = defaultdict(int)
    for key, day, amount in found:
        if day <= until and amount < 0:
            refunded[key] -= amount
        elif day <= until:
            spend[key][day] = spend[key].get(day, 0) + amount
    return {key: _walk(spent, refunded[key]) for key, spent in spend.items()}


def _walk(spent: dict[int, int], refunded: int) -> dict[str, Any]:
    bought = sorted(spent)
    first, last = bought[0], bought[-1]
    return {
        "first": first,
        "second": bought[1] if len(bought) > 1 else 0,
        "last": last,
        "x": len(bought) - 1,
        "spend": sum(spent.values()),
        "repeat_spend": sum(spent.values()) - spent[first],
        "refunded": refunded,
        "log_spend": sum(log(max(spent[day], 1)) for day in bought[1:]),
        "litt": sum(log(later - day) for day, later in pairwise(bought)),
        "days": sum(1 << (last - day) for day in bought if last - day < 64),
        "months": sum(1 << back for back in {_month(last) - _month(day) for day in bought} if back < 64),
    }


def _month(day: int) -> int:
    return date_of(day).year * 12 + date_of(day).month


def told(state: CustomerState) -> dict[int, dict[str, Any]]:
    """Return the same from a state."""
    names = ("first", "second", "last", "x", "spend", "repeat_spend", "refunded", "log_spend", "litt", "days", "months")
    columns = {name: getattr(state, name).tolist() for name in names}
    return {
        key: {name: column[key] for name, column in columns.items()}
        for key in range(state.customers)
        if state.has_bought[key]
    }


def relation(log: ArrayLog) -> duckdb.DuckDBPyConnection:
    """Return a database with the log as table `orders`."""
    connection = duckdb.connect()
    orders = pa.table({"customer_key": log.key, "day": pa.array(log.day).cast(pa.date32()), "amount": log.amount})
    connection.register("arrow_orders", orders)
    connection.sql("CREATE TABLE orders AS SELECT * FROM arrow_orders")
    return connection


def cdnow(shared_data: Path) -> ArrayLog:
    """Return CDNOW's master file: 69,659 orders of 23,570 customers, amounts in cents."""
    with gzip.open(shared_data / "CDNOW_master.txt.gz", "rt") as lines:
        found = [line.split() for line in lines if line.split()[0].isdigit()]
    day = np.array([f"{row[1][:4]}-{row[1][4:6]}-{row[1][6:]}" for row in found], "datetime64[D]").astype(np.int32)
    cents = [round(float(row[3]) * 100) for row in found]
    return ArrayLog([int(row[0]) - 1 for row in found], day, cents)


class DayLog(OrderLog):
    """A log in memory with one partition a day, whose rows may change: what a folder of tables is on disk."""

    def __init__(self) -> None:
        self.days: dict[int, list[tuple[int, int, int]]] = {}
        self.versions: dict[int, int] = {}
        self.superseded: dict[tuple[str, str], set[int]] = {}
        self.remembers = True
        self.rows_read = 0

    def put(self, day: int, found: list[tuple[int, int, int]]) -> None:
        """Make rows the only ones of a day."""
        version = self.versions.get(day, 0)
        self.superseded[str(day), str(version)] = {row[0] for row in self.days.get(day, [])}
        self.days[day], self.versions[day] = found, version + 1

    def partitions(self) -> list[Partition]:
        return [
            Partition(name=str(day), version=str(self.versions[day]), rows=len(found), first_day=day, last_day=day)
            for day, found in sorted(self.days.items())
            if found
        ]

    def batches(self, partitions: Iterable[Partition], wanted: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        for partition in partitions:
            found = self.days[int(partition.name)]
            self.rows_read += len(found)
            key, day, amount = (np.array(column) for column in zip(*found, strict=True))
            yield key.astype(np.int32), day.astype(np.int32), amount.astype(np.int64)

    def customers(self) -> int:
        return max((row[0] for found in self.days.values() for row in found), default=-1) + 1

    def superseded_keys(self, name: str, version: str) -> NDArray[np.int32] | None:
        known = self.superseded.get((name, version)) if self.remembers else None
        return None if known is None else np.array(sorted(known), np.int32)
