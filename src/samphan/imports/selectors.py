"""All reads about imports: the history, one batch, what its columns mean and what its first rows would become."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from samphan.imports.models import BatchState, ImportBatch
from samphan.imports.readers import Table, read_rows
from samphan.imports.rules.fields import FIELDS, Field, missing_groups
from samphan.imports.rules.mapping import ERROR_COLUMN
from samphan.imports.rules.rows import Problem
from samphan.imports.units import UnitReader

PREVIEW_ROWS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its heading, the field it is taken for, some of its cells, and doubt about its dates."""

    heading: str
    field: Field | None
    samples: tuple[str, ...]
    is_date_order_doubtful: bool
    is_day_first: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows: its cells by heading, and what is wrong by heading (the whole row's under "")."""

    number: int
    cells: dict[str, str]
    problems: dict[str, list[Problem]]


def get_batch(*, batch_id: int) -> ImportBatch:
    """Return a batch; raise `ImportBatch.DoesNotExist` when there is none."""
    return ImportBatch.objects.select_related("created_by").get(id=batch_id)


def batches(*, limit: int = 50, before_id: int | None = None) -> list[ImportBatch]:
    """Return the newest batches."""
    rows = ImportBatch.objects.select_related("created_by").order_by("-id")
    return list((rows.filter(id__lt=before_id) if before_id else rows)[:limit])


def earlier_batches(*, batch: ImportBatch) -> list[ImportBatch]:
    """Return the imports of the very same file, so that nobody wonders why nothing is new."""
    same = ImportBatch.objects.filter(file_digest=batch.file_digest, kind=batch.kind, state=BatchState.DONE)
    return list(same.exclude(id=batch.id).order_by("-id")[:3])


def columns(*, batch: ImportBatch) -> list[Column]:
    """Return every column of a batch's file in its order; one without a field is kept in the file and not used."""
    by_heading = {heading: name for name, heading in batch.mapping.items()}
    fields = {field.name: field for field in FIELDS[batch.kind]}
    rows = list(islice(read_rows(table_of(batch)), 5))
    found = []
    for place, heading in enumerate(batch.headings):
        if heading == ERROR_COLUMN:
            continue
        order = batch.options.get("dates", {}).get(heading)
        found.append(
            Column(
                heading=heading,
                field=fields.get(by_heading.get(heading, "")),
                samples=tuple(row.cells[place][:60] for row in rows if place < len(row.cells) and row.cells[place])[:3],
                is_date_order_doubtful=bool(order) and (order[1] > 0) == (order[2] > 0),
                is_day_first=bool(order[0]) if order else True,
            )
        )
    return found


def missing_fields(*, batch: ImportBatch) -> list[list[Field]]:
    """Return the groups of fields of which a batch needs one and has no column yet."""
    return [list(group) for group in missing_groups(batch.kind, batch.mapping)]


def kind_fields(*, kind: str) -> tuple[Field, ...]:
    """Return the fields a kind of file may have."""
    return FIELDS[kind]


def table_of(batch: ImportBatch) -> Table:
    """Return how to read a batch's file."""
    return Table(Path(batch.file_path), batch.encoding, batch.delimiter, tuple(batch.headings), batch.header_row)


def preview(*, batch: ImportBatch) -> list[PreviewRow]:
    """Return the first rows with every cell read by its type, so that mistakes show before anything is written."""
    reader = UnitReader(batch)
    shown = []
    for row in islice(read_rows(reader.table), PREVIEW_ROWS):
        (unit,) = reader.single_units([row])
        problems: dict[str, list[Problem]] = {}
        for problem in unit.problems.get(row.number, []):
            problems.setdefault(problem.column, []).append(problem)
        shown.append(PreviewRow(row.number, dict(zip(batch.headings, row.cells, strict=False)), problems))
    return shown
