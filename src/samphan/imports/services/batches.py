"""A file becomes a batch: stored, inspected from end to end, its columns mapped; nothing is imported yet."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, TypedDict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from samphan.imports.models import BatchState, ImportBatch, ImportKind
from samphan.imports.readers import FileTooLarge, Inspection, inspect
from samphan.imports.rules.dates import decide_order
from samphan.imports.rules.fields import FIELDS, NAMING, field_types, missing_groups
from samphan.imports.rules.mapping import find_preset, map_columns, recognise
from samphan.imports.workbooks import workbook_suffix, workbook_to_csv
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.surveys.selectors import find_survey
from samphan.surveys.services import SurveyIsAnonymous, SurveyUnknown

_REMEMBERED = 30
_MB = 1024 * 1024
_COPY_BYTES = _MB
_COUNTS = ("rows_done", "created_count", "updated_count", "unchanged_count", "duplicate_count", "error_count",
           "new_customer_count")  # fmt: skip


class ColumnsMissing(Refused):
    code = "imports.columns.missing"
    message = N_("No column for: {fields}. Say which column it is, or name the heading so, for example “{example}”.")


class PresetUnknown(Refused):
    code = "imports.preset.unknown"
    message = N_("There is no preset “{preset}” for this kind of file. Known: {known}.")


class WrongState(Refused):
    code = "imports.state"
    message = N_("This cannot be done now: the import is {state}.")


class Options(TypedDict, total=False):
    """What a run needs beside the mapping: date orders by heading, survey, how far the error file is good."""

    dates: dict[str, list[int]]
    survey_id: int | None
    is_encoding_certain: bool
    error_bytes: int
    clashes: int
    is_checked: bool


def create_batch(
    *,
    kind: str,
    file_name: str,
    content: IO[bytes],
    now: datetime,
    actor_id: int | None = None,
    encoding: str = "",
    delimiter: str = "",
    preset: str = "",
    source: str = "",
    survey_id: int | None = None,
) -> ImportBatch:
    """Store an uploaded file, find out how to read it and what its columns mean; refuse one that cannot be read."""
    folder = Path(settings.DATA_DIR) / "imports" / new_token(n_bytes=12)
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = _stored_table(folder, content)
        found = inspect(path, encoding=encoding, delimiter=delimiter)
        chosen = find_preset(kind, preset) if preset else recognise(kind, found.table.headings)
        if preset and chosen is None:
            raise PresetUnknown(preset=preset[:40], known="shopify, woocommerce, hubspot")
        batch = ImportBatch(
            kind=ImportKind(kind),
            file_name=Path(file_name).name[:200],
            preset=chosen.code if chosen else "",
            source=source or (chosen.source if chosen else "import"),
            created_by_id=actor_id,
            created_at=now,
        )
        _describe(batch, found)
        samples = found.samples
        remembered = None if preset else _remembered(kind, batch.headings)
        batch.mapping = map_columns(kind, found.table.headings, preset=chosen, samples=samples)
        if remembered is not None:
            batch.mapping, batch.source = remembered.mapping, source or remembered.source
        batch.options = Options(
            dates=_date_orders(batch, samples), survey_id=survey_id, is_encoding_certain=found.is_encoding_certain
        )
        batch.save()
    except BaseException:
        shutil.rmtree(folder)
        raise
    return batch


@transaction.atomic
def configure_batch(
    *,
    batch_id: int,
    mapping: Mapping[str, str],
    encoding: str = "",
    delimiter: str = "",
    source: str = "",
    survey_id: int | None = None,
) -> ImportBatch:
    """Store what somebody decided about a batch: what the columns mean, and how the file is written."""
    batch = _locked(batch_id, BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)
    is_rewritten = (encoding or batch.encoding, delimiter or batch.delimiter) != (batch.encoding, batch.delimiter)
    found = inspect(Path(batch.file_path), encoding=encoding or batch.encoding, delimiter=delimiter or batch.delimiter)
    _describe(batch, found)
    if is_rewritten:
        batch.mapping = map_columns(batch.kind, found.table.headings, preset=None, samples=found.samples)
    else:
        known = {field.name for field in FIELDS[batch.kind]}
        batch.mapping = {f: h for f, h in mapping.items() if f in known and h in found.table.headings}
    batch.source = (source or batch.source)[:40]
    options = Options(is_encoding_certain=True, survey_id=survey_id, dates=_date_orders(batch, found.samples))
    batch.options = options
    batch.state = BatchState.UPLOADED
    batch.save()
    return batch


@transaction.atomic
def start_batch(*, batch_id: int, now: datetime, is_rehearsal: bool, queue: bool = True) -> ImportBatch:
    """Set a batch going, as a rehearsal or for good; one that was interrupted goes on where it stood."""
    batch = _locked(
        batch_id,
        BatchState.UPLOADED,
        BatchState.CHECKED,
        BatchState.FAILED,
        BatchState.CHECKING if is_rehearsal else BatchState.RUNNING,
    )
    missing = missing_groups(batch.kind, batch.mapping)
    if missing:
        names = "; ".join(" / ".join(gettext(field.label) for field in group) for group in missing)
        raise ColumnsMissing(fields=names, example=missing[0][0].aliases[0])
    _check_survey(batch)
    wanted = BatchState.CHECKING if is_rehearsal else BatchState.RUNNING
    is_resumed = batch.state == wanted or (batch.state == BatchState.FAILED and not is_rehearsal and batch.rows_done)
    if not is_resumed or batch.options.get("is_checked"):
        for name in _COUNTS:
            setattr(batch, name, 0)
        batch.options = {**batch.options, "error_bytes": 0, "clashes": 0}
    batch.options = {**batch.options, "is_checked": is_rehearsal}
    batch.state, batch.failure, batch.finished_at = wanted, "", None
    batch.save()
    if queue:
        enqueue(task="samphan.imports.tasks.run_import", arguments={"batch_id": batch.id}, now=now)
    return batch


@transaction.atomic
def start_undo(*, batch_id: int, now: datetime) -> ImportBatch:
    """Ask for a batch to be taken back."""
    batch = _locked(batch_id, BatchState.DONE, BatchState.FAILED, BatchState.RUNNING)
    batch.state, batch.failure = BatchState.UNDOING, ""
    batch.save(update_fields=["state", "failure"])
    enqueue(task="samphan.imports.tasks.undo_import", arguments={"batch_id": batch.id}, now=now)
    return batch


def _check_survey(batch: ImportBatch) -> None:
    """Refuse a survey that is none, and one that promised nobody would be named when the file names people."""
    survey_id = batch.options.get("survey_id")
    if survey_id is None:
        return
    survey = find_survey(survey_id=survey_id)
    if survey is None:
        raise SurveyUnknown(survey_id=survey_id)
    if survey.is_anonymous and not NAMING.isdisjoint(batch.mapping):
        raise SurveyIsAnonymous


def _remembered(kind: str, headings: list[str]) -> ImportBatch | None:
    """Return the last import of a file with these very headings: what somebody decided then holds again."""
    recent = ImportBatch.objects.filter(kind=kind, state=BatchState.DONE).order_by("-id")[:_REMEMBERED]
    return next((batch for batch in recent if batch.headings == headings), None)


def _locked(batch_id: int, *states: BatchState) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(id=batch_id)
    if batch.state not in states:
        raise WrongState(state=batch.state)
    return batch


def _stored_table(folder: Path, content: IO[bytes]) -> Path:
    """Copy the upload in bounded memory; a workbook becomes a CSV beside it."""
    path, size = folder / "table.csv", 0
    with path.open("wb") as file:
        while block := content.read(_COPY_BYTES):
            size += len(block)
            if size > settings.ENVIRONMENT.max_upload_mb * _MB:
                raise FileTooLarge(limit=f"{settings.ENVIRONMENT.max_upload_mb} MB")
            file.write(block)
    if suffix := workbook_suffix(path):
        book = path.rename(folder / f"workbook{suffix}")
        workbook_to_csv(book, path)
    return path


def _describe(batch: ImportBatch, found: Inspection) -> None:
    table = found.table
    batch.file_path, batch.encoding, batch.delimiter = str(table.path), table.encoding, table.delimiter
    batch.headings, batch.header_row = list(table.headings), table.header_row
    batch.rows_total, batch.file_digest = found.rows, found.digest


def _date_orders(batch: ImportBatch, samples: Mapping[str, list[str]]) -> dict[str, list[int]]:
    """Return heading -> [day first, proofs for day first, proofs for month first] of every mapped date column."""
    types = field_types(batch.kind)
    columns = [heading for field, heading in batch.mapping.items() if types[field] in {"time", "date"}]
    orders = {heading: decide_order(samples.get(heading, ())) for heading in columns}
    return {h: [int(o.is_day_first), o.day_first_cells, o.month_first_cells] for h, o in orders.items()}
