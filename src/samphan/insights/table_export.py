"""Every context's tables written for analytics: only the days that changed, and resumed where a run was cut off.

The contexts are not named here: whichever has an `exports.py` with `EXPORTS` is read, those above insights too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from django.apps import apps

from samphan.accounts.selectors import firm_timezone
from samphan.analytics.durable import only_writer
from samphan.analytics.tables.customer_keys import CustomerKeys
from samphan.analytics.tables.exports import Day, Export, changed_days, stretches
from samphan.analytics.tables.writing import TableWriter
from samphan.kit.periods import day_start

Progress = Callable[[str, int, int], None]

# So many days count together; a run that is cut off begins again after the last of them.
_DAYS_A_COMMIT = 50
_MOST_QUERIES = 12


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written of one table, and how much of it was already there."""

    table: str
    days_written: int
    rows_written: int
    days_unchanged: int


def declared_exports() -> dict[str, Export]:
    """Return what every context exports, by name of table."""
    modules = [f"{config.name}.exports" for config in apps.get_app_configs() if config.name.startswith("samphan.")]
    found = [
        export for module in modules if find_spec(module) for export in getattr(import_module(module), "EXPORTS", ())
    ]
    return {export.table.name: export for export in sorted(found, key=lambda export: export.table.name)}


def export_tables(*, folder: Path, progress: Progress | None = None) -> list[Exported]:
    """Bring the tables in a folder up to what the database holds, and return what that took, one entry a table.

    Only days whose rows changed are read and written. `progress(table, days done, days to do)` is called after each
    day. A run that is cut off has lost at most the last few days of its work, and the next one goes on from there.

    Raises FolderBusy when another process is exporting into the folder.
    """
    zone = ZoneInfo(firm_timezone())
    with only_writer(folder):
        keys = CustomerKeys(folder)
        return [_write(export, folder, keys, zone, progress) for export in declared_exports().values()]


def _write(export: Export, folder: Path, keys: CustomerKeys, zone: ZoneInfo, progress: Progress | None) -> Exported:
    stamps = export.stamps(zone)
    with TableWriter(folder, export.table, keys) as writer:
        days = changed_days(stamps, writer.stamps)
        rows = done = 0
        for day, found in _changed(export, days, zone):
            rows += writer.write_day(day, found, stamp=stamps.get(day, ""))
            done += 1
            if done % _DAYS_A_COMMIT == 0:
                writer.commit()
            if progress:
                progress(export.table.name, done, len(days))
        writer.commit()
        unchanged = len(stamps.keys() - set(days))
    return Exported(table=export.table.name, days_written=done, rows_written=rows, days_unchanged=unchanged)


def _changed(export: Export, days: list[date], zone: ZoneInfo) -> Iterator[Day]:
    """Yield each changed day with its rows, none for a day that lost them all."""
    left = set(days)
    for first, last in stretches(days, most=_MOST_QUERIES):
        start, end = day_start(first, zone.key), day_start(last + timedelta(days=1), zone.key)
        for day, rows in export.days(start, end, zone):
            if day in left:
                left.remove(day)
                yield day, rows
    for day in sorted(left):
        yield day, []
