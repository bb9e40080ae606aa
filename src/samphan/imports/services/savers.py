"""Hands a chunk of records to the room that owns them, and says what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from samphan.customers.services import BeforeRow, CustomerRecord, Outcome, place_orders, save_customers
from samphan.imports.models import ImportBatch
from samphan.imports.units import FeedbackRecord
from samphan.reputation.services import ReviewRow, record_reviews
from samphan.surveys.services import ResponseRow, record_responses


@dataclass(slots=True)
class ChunkSaved:
    """What became of a chunk."""

    outcomes: list[Outcome] = field(default_factory=list)
    before: list[BeforeRow] = field(default_factory=list)
    new_customers: int = 0
    clashes: int = 0


def save_chunk(
    *, batch: ImportBatch, records: Sequence[Any], seen: set[object], now: datetime, is_rehearsal: bool
) -> ChunkSaved:
    """Store records of the batch's kind in the caller's transaction; a rehearsal leaves nothing behind."""
    if batch.kind == "customers":
        return _save_customers(batch, records, seen, now, is_rehearsal)
    if batch.kind == "orders":
        orders = place_orders(records=records, now=now, seen=seen, batch_id=batch.id, is_rehearsal=is_rehearsal)
        return ChunkSaved(orders.outcomes, orders.before, orders.new_customers)
    with transaction.atomic():
        saved = (_save_responses if batch.kind == "responses" else _save_reviews)(batch, records, seen, now)
        if is_rehearsal:
            transaction.set_rollback(True)
    return saved


def _save_customers(
    batch: ImportBatch, records: Sequence[CustomerRecord], seen: set[object], now: datetime, is_rehearsal: bool
) -> ChunkSaved:
    saved = save_customers(
        records=records,
        now=now,
        seen=seen,
        batch_id=batch.id,
        source=f"import: {batch.source}",
        is_rehearsal=is_rehearsal,
    )
    new = saved.outcomes.count(Outcome.CREATED)
    return ChunkSaved(saved.outcomes, saved.before, new, len(saved.clashes))


def _save_responses(
    batch: ImportBatch, records: Sequence[FeedbackRecord], seen: set[object], now: datetime
) -> ChunkSaved:
    named = [entry for entry in records if entry.contacts]
    people = save_customers(
        records=[CustomerRecord(contacts=entry.contacts, name=entry.name) for entry in named],
        now=now,
        seen=seen,
        batch_id=batch.id,
        overwrites=False,
    )
    customer_ids = dict(zip(map(id, named), people.customer_ids, strict=True))
    rows = [
        ResponseRow(
            survey_id=batch.options.get("survey_id"),
            answers=entry.answers,
            answered_at=entry.at,
            source=batch.source,
            external_ref=entry.reference,
            customer_id=customer_ids.get(id(entry)),
            branch_id=entry.branch_id,
            wants_contact=entry.wants_contact,
            batch_id=batch.id,
        )
        for entry in records
    ]
    result = record_responses(rows=rows)
    outcomes = _outcomes(records, len(result.created_ids), seen)
    return ChunkSaved(outcomes, people.before, people.outcomes.count(Outcome.CREATED), len(people.clashes))


def _save_reviews(
    batch: ImportBatch, records: Sequence[FeedbackRecord], seen: set[object], now: datetime
) -> ChunkSaved:
    rows = [
        ReviewRow(
            source=batch.source,
            external_ref=entry.reference,
            stars=entry.stars,
            text=entry.text,
            posted_at=entry.at,
            author_name=entry.author_name,
            url=entry.url,
            branch_id=entry.branch_id,
            batch_id=batch.id,
        )
        for entry in records
    ]
    result = record_reviews(rows=rows, now=now)
    return ChunkSaved(_outcomes(records, len(result.created_ids), seen))


def _outcomes(records: Sequence[FeedbackRecord], created: int, seen: set[object]) -> list[Outcome]:
    """Return the outcomes of a chunk of which so many were new; a reference met before in the file is a duplicate."""
    references = {hash(entry.reference) for entry in records}
    repeated = len(records) - len(references - seen)
    seen |= references
    created = min(created, len(records) - repeated)
    unchanged = len(records) - repeated - created
    return [Outcome.CREATED] * created + [Outcome.DUPLICATE] * repeated + [Outcome.UNCHANGED] * unchanged
