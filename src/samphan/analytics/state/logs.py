"""Logs of orders as the state reads them: partitions of rows (customer key, day, amount), wherever they lie.

An amount is in minor units and its sign is its kind: a purchase is zero or more (a free one is a purchase too), a
refund is negative. A partition has a name, and a version that changes with its content, so that a refresh knows what
is new.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import ArrayLike, NDArray

from samphan.analytics.state.layout import Amounts, Days, Keys
from samphan.analytics.state.target import Batch

LARGEST_KEY: Final = int(np.iinfo(np.int32).max)
BATCH_ROWS = 2**17  # two megabytes: fewer calls a row, and still in the processor's last cache


@dataclass(frozen=True, kw_only=True)
class Partition:
    """One part of a log: `version` differs when its rows do; the days are those of its first and last row."""

    name: str
    version: str
    rows: int
    first_day: int
    last_day: int


class OrderLog(ABC):
    """Orders of many customers, read as often as needed and never changed here."""

    @abstractmethod
    def partitions(self) -> Sequence[Partition]:
        """Return the parts in order of their days; a part without rows is left out."""

    @abstractmethod
    def batches(self, partitions: Iterable[Partition], wanted: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        """Yield (key int32, day int32, amount int64) of the partitions, in their order.

        With `wanted` (bool, one entry a customer key), a log may leave out rows of customers that are not.
        """

    @abstractmethod
    def customers(self) -> int:
        """Return the number of customer keys: one more than the largest."""

    def superseded_keys(self, name: str, version: str) -> Keys | None:
        """Return the customers of a version of a partition that is no longer current; None when it is not known."""
        return None

    def rows_of(self, wanted: NDArray[np.bool_], partitions: Iterable[Partition]) -> Batch:
        """Return all rows of the wanted customers (bool, one entry a customer key)."""
        kept = [
            (key[mask], day[mask], amount[mask])
            for key, day, amount in self.batches(partitions, wanted)
            if (mask := wanted[key]).any()
        ]
        return concatenated(kept)


class ArrayLog(OrderLog):
    """A log in memory: three arrays of one length, in any order.

    Parameters
    ----------
    key : array-like (n,) of integers
        Customer keys from 0 on, within int32: number customers 0, 1, 2 ... where their own numbers are larger.
    day : array-like (n,) of integers or of datetime64
        Days since 1970-01-01; a datetime64 of any unit counts by the day it lies in.
    amount : array-like (n,) of integers
        Minor units within int64, refunds below zero.

    Raises
    ------
    ValueError
        The arrays differ in length, are of another type (100.7 of a unit that has no parts), or hold a number that
        does not fit.
    """

    def __init__(self, key: ArrayLike, day: ArrayLike, amount: ArrayLike) -> None:
        self.key: Keys = _whole(key, np.int32, "customer keys", "number customers 0, 1, 2 ...")
        self.day: Days = _whole(_day_numbers(day), np.int32, "days", "give days since 1970-01-01, or datetime64")
        self.amount: Amounts = _whole(amount, np.int64, "amounts", "give minor units, rounded")
        if not self.key.shape == self.day.shape == self.amount.shape or self.key.ndim != 1:
            raise ValueError("keys, days and amounts must be arrays of one length")

    def partitions(self) -> Sequence[Partition]:
        """Return the whole log as one part."""
        if not self.key.size:
            return ()
        content = sha256(self.key.tobytes() + self.day.tobytes() + self.amount.tobytes()).hexdigest()
        days = int(self.day.min()), int(self.day.max())
        return (Partition(name="all", version=content, rows=self.key.size, first_day=days[0], last_day=days[1]),)

    def batches(self, partitions: Iterable[Partition], wanted: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        """Yield the arrays, a few thousand rows at a time."""
        for _ in partitions:
            for start in range(0, self.key.size, BATCH_ROWS):
                part = slice(start, start + BATCH_ROWS)
                yield self.key[part], self.day[part], self.amount[part]

    def customers(self) -> int:
        """Return one more than the largest key."""
        return int(self.key.max()) + 1 if self.key.size else 0


def _day_numbers(days: ArrayLike) -> NDArray[Any]:
    """Return dates as days since 1970-01-01, and anything else as it is."""
    made = np.asarray(days)
    if made.dtype.kind != "M":
        return made
    if np.isnat(made).any():
        raise ValueError(f"{np.count_nonzero(np.isnat(made))} of {made.size} days are missing: leave these rows out")
    return made.astype("datetime64[D]").astype(np.int64)


def _whole(values: ArrayLike, kind: type[np.integer[Any]], what: str, advice: str) -> NDArray[Any]:
    """Return whole numbers as `kind`, or raise ValueError: numpy itself would cut them off or wrap them round."""
    made = np.asarray(values)
    if not made.size:
        return made.astype(kind)
    if made.dtype.kind not in "iu":
        raise ValueError(f"{what} must be whole numbers, not {made.dtype}: {advice}")
    bounds = np.iinfo(kind)
    if made.min() < bounds.min or made.max() > bounds.max:
        raise ValueError(f"{what} must fit {bounds.dtype}, but lie in {made.min()}..{made.max()}: {advice}")
    return made.astype(kind, copy=False)


class ParquetLog(OrderLog):
    """Parquet files with a customer key (int32 or int64), a day (date32) and an amount in minor units (integer).

    One file is one partition, its version the file's length and time of change. Best kept in order of days: a row after
    a later one makes its customer be read a second time. An int64 column of keys may hold 0..2147483647, what int32
    holds; number customers 0, 1, 2 ... where their own numbers are larger. Raises ValueError when it holds others, or
    a column holds nulls or another type.
    """

    def __init__(
        self,
        paths: Iterable[Path | str],
        *,
        key: str = "customer_key",
        day: str = "day",
        amount: str = "amount",
    ) -> None:
        self.paths = [Path(path) for path in paths]
        self.columns = [key, day, amount]

    def partitions(self) -> Sequence[Partition]:
        """Return one part a file."""
        found = []
        for path in self.paths:
            stat = path.stat()
            with pq.ParquetFile(path, memory_map=True) as file:
                if not file.metadata.num_rows:
                    continue
                first, last = column_range(file, self.columns[1])
                found.append(
                    Partition(
                        name=str(path),
                        version=f"{stat.st_size}-{stat.st_mtime_ns}",
                        rows=file.metadata.num_rows,
                        first_day=int(first),
                        last_day=int(last),
                    )
                )
        return sorted(found, key=lambda partition: (partition.first_day, partition.last_day, partition.name))

    def batches(self, partitions: Iterable[Partition], wanted: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        """Yield the rows of the files; row groups whose keys are all unwanted are not read."""
        for partition in partitions:
            with pq.ParquetFile(partition.name, memory_map=True) as file:
                yield from read_batches(file, self.columns, wanted)

    def customers(self) -> int:
        """Return one more than the largest key in any file. Raises ValueError for keys that int32 does not hold."""
        largest = -1
        for path in self.paths:
            with pq.ParquetFile(path, memory_map=True) as file:
                if file.metadata.num_rows:
                    low, high = column_range(file, self.columns[0])
                    if low < 0 or high > LARGEST_KEY:
                        raise ValueError(_key_message(self.columns[0], f"has {low}..{high}"))
                    largest = max(largest, high)
        return largest + 1


def read_batches(
    file: pq.ParquetFile, columns: Sequence[str], wanted: NDArray[np.bool_] | None = None
) -> Iterator[Batch]:
    """Yield the three columns of a file as numpy arrays, without a copy where the types allow."""
    groups = [
        group for group in range(file.num_row_groups) if wanted is None or may_hold(file, group, columns[0], wanted)
    ]
    if not groups:
        return
    _check_types(file.schema_arrow, columns)
    for batch in file.iter_batches(BATCH_ROWS, row_groups=groups, columns=list(columns), use_threads=False):
        key, day, amount = (batch.column(name) for name in columns)
        for name, column in zip(columns, (key, day, amount), strict=True):
            if column.null_count:
                raise ValueError(f"column {name!r} must not hold nulls: a row without it belongs nowhere")
        try:
            keys = _as(pa.int32(), key)
        except pa.ArrowInvalid as error:  # one of them does not fit: the cast is a checked one
            raise ValueError(_key_message(columns[0], str(error))) from error
        yield keys, day.view(pa.int32()).to_numpy(), _as(pa.int64(), amount)


def _key_message(name: str, found: str) -> str:
    return f"column {name!r} must hold keys in 0..{LARGEST_KEY} ({found}): number customers 0, 1, 2 ..."


def _check_types(schema: pa.Schema, columns: Sequence[str]) -> None:
    key, day, amount = (schema.field(_place(schema, name)) for name in columns)
    if not pa.types.is_date32(day.type):
        raise ValueError(f"column {day.name!r} must hold dates (date32), not {day.type}")
    for field in (key, amount):
        if not pa.types.is_integer(field.type):
            raise ValueError(f"column {field.name!r} must hold integers, not {field.type}")


def _place(schema: pa.Schema, name: str) -> int:
    place = int(schema.get_field_index(name))
    if place < 0:
        raise ValueError(f"there is no column {name!r} among {schema.names}")
    return place


def _as(kind: pa.DataType, column: pa.Array) -> Any:
    return (column if column.type == kind else pc.cast(column, kind)).to_numpy()


def column_range(file: pq.ParquetFile, name: str) -> tuple[int, int]:
    """Return the smallest and largest value of a column (days as day numbers), from its statistics if it has any."""
    index = _place(file.schema_arrow, name)
    groups = [file.metadata.row_group(group).column(index).statistics for group in range(file.num_row_groups)]
    if all(group is not None and group.has_min_max for group in groups):
        low, high = min(group.min_raw for group in groups), max(group.max_raw for group in groups)
        return int(low), int(high)
    integer = pa.int32() if pa.types.is_date32(file.schema_arrow.field(name).type) else pa.int64()
    bounds = pc.min_max(pc.cast(file.read([name], use_threads=False).column(0), integer))
    return bounds["min"].as_py(), bounds["max"].as_py()


def rows_after(batches: Iterable[Batch], day: int) -> Iterator[Batch]:
    """Yield the rows dated after a day."""
    for batch in batches:
        kept = batch[1] > day
        if kept.all():
            yield batch
        elif kept.any():
            yield batch[0][kept], batch[1][kept], batch[2][kept]


def concatenated(batches: Sequence[Batch]) -> Batch:
    """Return batches as one."""
    if not batches:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64)
    keys, days, amounts = zip(*batches, strict=True)
    return np.concatenate(keys), np.concatenate(days), np.concatenate(amounts)


def may_hold(file: pq.ParquetFile, group: int, name: str, wanted: NDArray[np.bool_]) -> bool:
    """Say whether a row group may hold rows of wanted customers, by the range of its keys."""
    statistics = file.metadata.row_group(group).column(file.schema_arrow.get_field_index(name)).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    return bool(wanted[statistics.min_raw : statistics.max_raw + 1].any())
