"""An engine under test: rows in, rows out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from samphan.analytics.backends import fetch

ORDERS = pa.schema({"customer_key": pa.int32(), "day": pa.date32(), "amount": pa.int64(), "status": pa.string()})
RESPONSES = pa.schema({"customer_key": pa.int32(), "day": pa.date32(), "scale": pa.string(), "score": pa.int16()})
INVITATIONS = pa.schema({"customer_key": pa.int32(), "day": pa.date32(), "answered_day": pa.date32()})
CONTRACTS = pa.schema(
    {"customer_key": pa.int32(), "start_day": pa.date32(), "end_day": pa.date32(), "monthly_fee": pa.int64()}
)
SCORES = pa.schema({"customer_key": pa.int32(), "p_alive": pa.float64()})
SEGMENTS = pa.schema({"customer_key": pa.int32(), "segment": pa.string()})
COSTS = pa.schema({"day": pa.date32(), "segment": pa.string(), "purpose": pa.string(), "amount": pa.int64()})
CHARGES = pa.schema({"customer_key": pa.int32(), "day": pa.date32(), "amount": pa.int64(), "code": pa.string()})

Row = Mapping[str, Any]


@dataclass
class Engine:
    """A connection that takes tables in by Parquet, as both engines do in earnest."""

    connection: Any
    folder: Path
    _numbers: Any = field(default_factory=count)

    def read(self, table: pa.Table) -> ir.Table:
        """Return a table of the engine with these rows."""
        path = self.folder / f"{next(self._numbers)}.parquet"
        pq.write_table(table, path)
        return self.connection.read_parquet(path)

    def table(self, schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> ir.Table:
        """Return a table of the engine with rows given as tuples in the order of the schema."""
        columns = [pa.array([row[i] for row in rows], schema.field(i).type) for i in range(len(schema))]
        return self.read(pa.Table.from_arrays(columns, schema=schema))

    def orders(self, rows: Sequence[tuple[int | None, date | None, int | None]]) -> ir.Table:
        """Return a table of paid orders: customer, day, amount."""
        return self.table(ORDERS, [(*row, "paid") for row in rows])


def rows_of(expression: ir.Table) -> list[dict[str, Any]]:
    """Return the rows of an expression as dictionaries."""
    return list(fetch(expression).to_pylist())


def by_key(expression: ir.Table, key: str = "customer_key") -> dict[Any, dict[str, Any]]:
    """Return the rows of an expression by their key, each without it; fails when a key comes twice."""
    rows = rows_of(expression)
    made = {row.pop(key): row for row in rows}
    assert len(made) == len(rows)
    return made
