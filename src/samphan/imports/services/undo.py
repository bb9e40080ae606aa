"""Takes a batch back in one transaction, or refuses it naming what has grown on it since."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.utils import translation

from samphan.cases.models import Case
from samphan.customers.models import Customer, Order
from samphan.customers.services import (
    BeforeRow,
    drop_batch_customers,
    drop_batch_orders,
    restore_customers,
    restore_orders,
)
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import purge_events, record
from samphan.imports.events import ImportUndone
from samphan.imports.models import BatchState, BeforeImage, ImportBatch
from samphan.imports.services.error_file import explain_refusal
from samphan.kit.errors import N_, Refused
from samphan.reputation import services as reputation
from samphan.reputation.models import Review
from samphan.surveys import services as surveys
from samphan.surveys.models import Response

# Rows that only exist because the customer does: they go with it and hold nothing of their own.
_OWN_PARTS = {"searchtoken", "contactpoint", "consentrecord", "orderline"}


class LaterWorkDepends(Refused):
    code = "imports.undo.depends"
    message = N_("Later work depends on this import: {what}. Undo is refused so that it is not lost.")


def undo_batch(*, batch_id: int, now: datetime, actor: Actor = SYSTEM) -> ImportBatch:
    """Remove what a batch made and restore what it changed; a refusal leaves everything as it is, with the reason."""
    batch = ImportBatch.objects.select_related("created_by").get(id=batch_id)
    if batch.state != BatchState.UNDOING:
        return batch
    language = batch.created_by.language if batch.created_by else translation.get_language() or "th"
    try:
        with transaction.atomic():
            _take_back(batch)
            batch.state, batch.finished_at = BatchState.UNDONE, now
            batch.save(update_fields=["state", "finished_at"])
            record(event=ImportUndone(subject_id=batch.id, kind=batch.kind), now=now, actor=actor)
    except Refused as refusal:
        with translation.override(language):
            batch.failure = explain_refusal(refusal)[:300]
        batch.state = BatchState.DONE
        batch.save(update_fields=["state", "failure"])
    return batch


def _take_back(batch: ImportBatch) -> None:
    _refuse_opened_cases(batch)
    for kind, model in (("response", Response), ("review", Review)):
        mine = model.objects.filter(import_batch_id=batch.id).values("id")
        purge_events(where=Q(subject_kind=kind, subject_id__in=mine))
    surveys.erase_import_batch(batch_id=batch.id)
    reputation.erase_import_batch(batch_id=batch.id)
    _refuse_dependents(batch, Order)
    images = [BeforeRow(i.model, i.object_id, i.fields) for i in BeforeImage.objects.filter(batch=batch)]
    restore_orders(rows=[image for image in images if image.model == "order"])
    drop_batch_orders(batch_id=batch.id)
    _refuse_dependents(batch, Customer)
    restore_customers(rows=[image for image in images if image.model == "customer"])
    try:
        drop_batch_customers(batch_id=batch.id)
    except ProtectedError as error:
        raise LaterWorkDepends(what=_count_names(error)) from error
    BeforeImage.objects.filter(batch=batch).delete()


def _refuse_opened_cases(batch: ImportBatch) -> None:
    found = 0
    for kind, model in (("response", Response), ("review", Review)):
        mine = model.objects.filter(import_batch_id=batch.id).values_list("id", flat=True)
        found += Case.objects.filter(submission_kind=kind, submission_id__in=mine).count()
    if found:
        raise LaterWorkDepends(what=f"{found} × case")


def _refuse_dependents(batch: ImportBatch, model: type[Customer] | type[Order]) -> None:
    """Refuse when rows of any room point at rows this batch made."""
    found = []
    for relation in model._meta.related_objects:
        other = relation.related_model
        if isinstance(other, str) or other._meta.model_name in _OWN_PARTS:
            continue
        pointing = other._default_manager.filter(**{f"{relation.field.name}__import_batch_id": batch.id})
        count = pointing.count()
        if count:
            found.append(f"{count} × {other._meta.verbose_name}")
    if found:
        raise LaterWorkDepends(what=", ".join(sorted(found)))


def _count_names(error: ProtectedError) -> str:
    names = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    return ", ".join(names)
