"""Rows of any model into the database as fast as it takes them: COPY on PostgreSQL, `executemany` on SQLite.

Keys are counted here, not by the database, so that rows made together may refer to one another.
"""

from collections.abc import Iterator
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Max, Model

M = TypeVar("M", bound=Model)


def insert(rows: list[M]) -> list[M]:
    """Insert rows of one model, give each its key and return them."""
    if not rows:
        return rows
    model = type(rows[0])
    _number(model, rows)
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for values in _values(fields, rows):
                    copy.write_row(values)
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
        else:
            holes = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({holes})", list(_values(fields, rows)))
    return rows


def _number(model: type[M], rows: list[M]) -> None:
    highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
    for pk, row in enumerate(rows, start=highest + 1):
        row.pk = pk
        row._state.adding = False


def _values(fields: list[Field], rows: list[M]) -> Iterator[list[object]]:
    """Yield each row as the driver takes it."""
    prepared = [
        (field.attname, None if field.get_internal_type() in _PLAIN else field.get_db_prep_save) for field in fields
    ]
    for row in rows:
        yield [
            getattr(row, name) if prepare is None else prepare(getattr(row, name), connection)
            for name, prepare in prepared
        ]


# Fields whose Python value the drivers take as it is.
_PLAIN = {
    "CharField", "TextField", "BooleanField", "IntegerField", "SmallIntegerField", "BigIntegerField", "BigAutoField",
    "PositiveSmallIntegerField", "PositiveIntegerField", "ForeignKey", "OneToOneField",
}  # fmt: skip
