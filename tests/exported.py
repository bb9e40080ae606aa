"""What every context's exports must do, asked the same way everywhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from samphan.analytics.tables.exports import Export
from tests import world

ZONE = ZoneInfo("Asia/Bangkok")


def rows_of(export: Export) -> list[dict[str, Any]]:
    """Return all rows an export yields, by name of column, as its table has them."""
    names = [column.name for column in export.table.columns]
    days = export.days(world.NOW - timedelta(days=4000), world.NOW + timedelta(days=400), ZONE)
    return [dict(zip(names, row, strict=True)) for _, rows in days for row in rows]


def unnoticed(export: Export, row: Model, changes: dict[str, object], save: Callable[[Model], None]) -> list[str]:
    """Return the fields of a row whose change the export's marks did not show."""
    missed = []
    for field, value in changes.items():
        before = export.stamps(ZONE)
        setattr(row, field, value)
        save(row)
        if export.stamps(ZONE) == before:
            missed.append(field)
    return missed


def save(row: Model) -> None:
    """Write a row as it is."""
    row.save()
