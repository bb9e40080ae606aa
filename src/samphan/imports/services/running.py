"""Runs a batch in chunks, each one transaction: killed at any moment it goes on where it stood, and loses nothing."""

import logging
from collections.abc import Callable, Iterator, Set
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from samphan.accounts.models import Organisation
from samphan.customers.services import BeforeRow, Outcome
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.eventlog.services import record
from samphan.imports.events import ImportFinished
from samphan.imports.models import BatchState, BeforeImage, ImportBatch, ImportKind
from samphan.imports.services.error_file import ErrorFile, explain_refusal
from samphan.imports.services.savers import ChunkSaved, save_chunk
from samphan.imports.units import Unit, UnitReader
from samphan.kit.errors import Refused
from samphan.signals import services as signals

ROWS_A_CHUNK = 2000
_COUNT_OF = {
    Outcome.CREATED: "created_count",
    Outcome.UPDATED: "updated_count",
    Outcome.UNCHANGED: "unchanged_count",
    Outcome.DUPLICATE: "duplicate_count",
}
_PROGRESS = ("rows_done", *_COUNT_OF.values(), "error_count", "new_customer_count", "options")
_BRING_TEXTS = (ImportKind.RESPONSES, ImportKind.REVIEWS)
logger = logging.getLogger(__name__)
Progress = Callable[[ImportBatch], None]


class _Overtaken(Exception):
    """Another worker carries this batch on: what we did of the chunk is rolled back."""


class _Seen(set[object]):
    """Who the file was about so far; a chunk that must be tried again can be forgotten."""

    def begin_chunk(self) -> None:
        self._fresh: set[object] = set()

    def forget_chunk(self) -> None:
        self.difference_update(self._fresh)

    def __ior__(self, keys: Set[object]) -> Self:
        self._fresh |= keys - self
        self.update(keys)
        return self


def run_batch(*, batch_id: int, now: datetime, on_progress: Progress | None = None) -> ImportBatch:
    """Carry a started batch to its end, from wherever it stands; return it finished or failed with the reason."""
    batch = ImportBatch.objects.select_related("created_by").get(id=batch_id)
    if batch.state not in {BatchState.CHECKING, BatchState.RUNNING}:
        return batch
    with translation.override(_language(batch)):
        try:
            _run(batch, now, on_progress)
        except _Overtaken:
            logger.info("import %s is carried on elsewhere", batch.id)
        except Refused as refusal:
            batch.state, batch.failure = BatchState.FAILED, explain_refusal(refusal)[:300]
            batch.finished_at = now
            batch.save(update_fields=["state", "failure", "finished_at"])
    return batch


def _run(batch: ImportBatch, now: datetime, on_progress: Progress | None) -> None:
    path = Path(batch.file_path).with_name("errors.csv")
    seen = _Seen()
    with ErrorFile(path, batch.headings, good_bytes=batch.options.get("error_bytes", 0)) as errors:
        for chunk in _chunks(UnitReader(batch).units(), done=batch.rows_done, seen=seen):
            _commit(batch, chunk, seen, errors, now)
            if on_progress:
                on_progress(batch)
    _finish(batch, path, now)


def _chunks(units: Iterator[Unit], *, done: int, seen: set[object]) -> Iterator[list[Unit]]:
    """Yield the units that are not done yet, in chunks; those that are done are only remembered."""
    chunk: list[Unit] = []
    rows = 0
    for unit in units:
        if done > 0:
            done -= len(unit.rows)
            if unit.record is not None:
                seen.update(hash(contact) for contact in unit.record.contacts)
                seen.add(hash(getattr(unit.record, "reference", None)))
            continue
        chunk.append(unit)
        rows += len(unit.rows)
        if rows >= ROWS_A_CHUNK:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def _commit(batch: ImportBatch, chunk: list[Unit], seen: _Seen, errors: ErrorFile, now: datetime) -> None:
    """Store one chunk, its before-images and the progress in one transaction."""
    seen.begin_chunk()
    before = {name: getattr(batch, name) for name in _PROGRESS}
    for is_last_try in (False, True):
        try:
            with transaction.atomic():
                _store(batch, chunk, seen, errors, now)
                _move_on(batch, int(before["rows_done"]))
        except IntegrityError:  # somebody else made one of these customers or orders meanwhile: look again
            if is_last_try:
                raise
            seen.forget_chunk()
            for name, value in before.items():
                setattr(batch, name, value)
        else:
            return


def _store(batch: ImportBatch, chunk: list[Unit], seen: set[object], errors: ErrorFile, now: datetime) -> None:
    good = [unit.record for unit in chunk if unit.record is not None]
    is_rehearsal = batch.state == BatchState.CHECKING
    saved = ChunkSaved()
    if good:
        saved = save_chunk(batch=batch, records=good, seen=seen, now=now, is_rehearsal=is_rehearsal)
    for outcome in saved.outcomes:
        setattr(batch, _COUNT_OF[outcome], getattr(batch, _COUNT_OF[outcome]) + 1)
    _keep_before(batch, saved.before)
    options = dict(batch.options)
    for unit in chunk:
        if unit.problems:
            batch.error_count += len(unit.problems)
            options["error_bytes"] = errors.add(unit.rows, unit.problems)
    options["clashes"] = options.get("clashes", 0) + saved.clashes
    batch.options = options
    batch.new_customer_count += saved.new_customers
    batch.rows_done += sum(len(unit.rows) for unit in chunk)


def _move_on(batch: ImportBatch, expected: int) -> None:
    """Store the progress, unless another worker did so first."""
    mine = ImportBatch.objects.filter(id=batch.id, state=batch.state, rows_done=expected)
    if not mine.update(**{name: getattr(batch, name) for name in _PROGRESS}):
        raise _Overtaken


def _keep_before(batch: ImportBatch, rows: list[BeforeRow]) -> None:
    """Keep what rows looked like before the batch: of a row changed twice, the first look and the last."""
    kept = {
        (image.model, image.object_id): image
        for image in BeforeImage.objects.filter(batch=batch, object_id__in=[row.object_id for row in rows])
    }
    new = []
    for row in rows:
        image = kept.get((row.model, row.object_id))
        if image is None:
            new.append(BeforeImage(batch=batch, model=row.model, object_id=row.object_id, fields=row.fields))
            continue
        image.fields = {
            "before": {**row.fields["before"], **image.fields["before"]},
            "after": {**image.fields["after"], **row.fields["after"]},
        }
        image.save(update_fields=["fields"])
    BeforeImage.objects.bulk_create(new)


def _finish(batch: ImportBatch, errors: Path, now: datetime) -> None:
    was = batch.state
    batch.state = BatchState.CHECKED if was == BatchState.CHECKING else BatchState.DONE
    batch.error_path = str(errors) if batch.error_count else ""
    batch.finished_at = now
    with transaction.atomic():
        batch.save(update_fields=["state", "error_path", "finished_at"])
        if batch.state == BatchState.DONE:
            event = ImportFinished(
                subject_id=batch.id,
                kind=batch.kind,
                created=batch.created_count,
                updated=batch.updated_count,
                errors=batch.error_count,
            )
            actor = user_actor(batch.created_by_id) if batch.created_by_id else SYSTEM
            record(event=event, now=now, actor=actor)
            if batch.kind in _BRING_TEXTS and batch.created_count:
                signals.ask_for_reading(now=now)


def _language(batch: ImportBatch) -> str:
    if batch.created_by is not None:
        return batch.created_by.language
    organisation = Organisation.objects.first()
    return organisation.language if organisation else settings.LANGUAGE_CODE
