"""A declared table as Arrow writes it. Apart from the declarations, so that a context can declare without Arrow."""

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from samphan.analytics.tables.declarations import Kind, Table

_ARROW: Final[Mapping[Kind, pa.DataType]] = {
    Kind.ID: pa.int64(),
    Kind.CUSTOMER: pa.int32(),
    Kind.INTEGER: pa.int64(),
    Kind.AMOUNT: pa.int64(),
    Kind.CODE: pa.string(),
    Kind.CODES: pa.list_(pa.string()),
    Kind.FLAG: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.INSTANT: pa.timestamp("us"),
    Kind.SHARE: pa.float64(),
}


def schema_of(table: Table) -> pa.Schema:
    """Return the Arrow schema; unit and personal-data class travel with every field of every file."""
    return pa.schema(
        [
            pa.field(
                column.name,
                _ARROW[column.kind],
                nullable=column.is_nullable,
                metadata={"unit": column.unit, "personal_data": column.personal_data.value},
            )
            for column in table.columns
        ]
    )
