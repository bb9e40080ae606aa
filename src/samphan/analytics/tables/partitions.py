"""Which files of a table count: one a day, named by a manifest that is replaced in one step.

A file is written once, under a name of its own, and never changed. A day whose rows changed gets a new file; the one it
replaces is kept for a while, because a state that counted it must know whose rows it held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from samphan.analytics.durable import read_json, write_json
from samphan.analytics.tables.declarations import Table
from samphan.analytics.tables.schemas import schema_of

MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
# A state that was not refreshed for so many exports that changed the day is made anew from the log.
_REMEMBERED: Final = 3


@dataclass(frozen=True, kw_only=True)
class DayFile:
    """The file with the rows of one day.

    `stamp` is the source's own mark of what it read, another means new rows; `fingerprint` is the declaration's.
    """

    day: str
    file: str
    rows: int
    stamp: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class TableManifest:
    """Everything that counts of one table, with its columns as last declared."""

    name: str
    columns: tuple[tuple[str, str], ...]  # name and DuckDB's type
    days: Mapping[str, DayFile] = field(default_factory=dict)
    superseded: tuple[DayFile, ...] = ()
    version: int = 0

    @classmethod
    def of(cls, table: Table) -> "TableManifest":
        """Return the manifest of a table without rows."""
        return cls(name=table.name, columns=tuple((column.name, column.duckdb_type) for column in table.columns))

    def with_days(self, written: Mapping[str, DayFile | None]) -> "TableManifest":
        """Return the manifest after some days were written anew, or taken away (None)."""
        days = {day: file for day, file in self.days.items() if day not in written}
        days |= {day: file for day, file in written.items() if file is not None}
        gone = tuple(self.days[day] for day in written if day in self.days)
        kept: dict[str, int] = {}
        superseded = []
        for file in reversed((*self.superseded, *gone)):
            kept[file.day] = kept.get(file.day, 0) + 1
            if kept[file.day] <= _REMEMBERED:
                superseded.append(file)
        return replace(self, days=days, superseded=tuple(reversed(superseded)), version=self.version + 1)


def read_manifest(folder: Path) -> TableManifest | None:
    """Return the manifest of a table's folder; None where nothing was written yet."""
    content = read_json(folder / MANIFEST)
    if content is None:
        return None
    return TableManifest(
        name=content["name"],
        columns=tuple((name, kind) for name, kind in content["columns"]),
        days={day: DayFile(**file) for day, file in content["days"].items()},
        superseded=tuple(DayFile(**file) for file in content["superseded"]),
        version=content["version"],
    )


def publish(folder: Path, manifest: TableManifest) -> None:
    """Make a manifest the one that counts, then take away the files it does not name."""
    # As `dataclasses.asdict` has it, without its copy of every text: a first export publishes a hundred times.
    days = {day: vars(file) for day, file in manifest.days.items()}
    superseded = [vars(file) for file in manifest.superseded]
    write_json(folder / MANIFEST, vars(manifest) | {"days": days, "superseded": superseded})
    named = {file.file for file in (*manifest.days.values(), *manifest.superseded)}
    for path in folder.glob("*.parquet*"):
        if path.name not in named:
            path.unlink()


def fingerprint(table: Table) -> str:
    """Return what differs when a table's declaration does: its files are then written anew."""
    text = f"{_FORMAT} {schema_of(table).to_string(show_field_metadata=True)}"
    return sha256(text.encode()).hexdigest()[:16]


def file_name(day: date, version: int) -> str:
    """Return the name of a day's file; a version is used once."""
    return f"{day.isoformat()}.{version:06}.parquet"
