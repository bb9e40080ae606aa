"""Taking the sample away: its rows, whatever hangs on them, and the events about either.

The rows are known by id (`SampleRows`). From them the foreign keys are followed: what could not exist without a sample
row (a note on a sample customer, written by a real colleague) goes too. Branches, staff and teams stay if anything real
has come to rely on them. All in one transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import CASCADE, PROTECT, SET_NULL, Q

from samphan.accounts.models import Branch, Team, User
from samphan.automation.models import Trace
from samphan.cases.models import Case, Label
from samphan.customers.models import Customer
from samphan.eventlog.models import Event
from samphan.eventlog.services import purge_events
from samphan.messaging.models import Message, Notice
from samphan.outreach.models import Incident
from samphan.promises.models import Clock, Pause
from samphan.reputation.models import Review
from samphan.sample.loading.keeper import runs
from samphan.sample.models import SampleLoad
from samphan.search.models import Document
from samphan.signals.models import Signal
from samphan.surveys.models import AskingPause, Response

AnyModel = type[models.Model]
Found = dict[AnyModel, set[int]]

_CHUNK = 900
# What others may come to rely on; each is removed only when nothing real points at it. People before places.
_STRUCTURE: tuple[AnyModel, ...] = (Label, Team, User, Branch)
# Rows that name others by kind and id instead of a foreign key: (table, kind column, id column).
_BY_KIND: tuple[tuple[AnyModel, str, str], ...] = (
    (Signal, "submission_kind", "submission_id"),
    (Trace, "submission_kind", "submission_id"),
    (Clock, "work_kind", "work_id"),
    (Pause, "work_kind", "work_id"),
    (Notice, "subject_kind", "subject_id"),
    (Document, "kind", "object_id"),
    (AskingPause, "reason", "reason_id"),
)
_KINDS: dict[AnyModel, str] = {
    Response: "response",
    Review: "review",
    Message: "message",
    Case: "case",
    Customer: "customer",
    Incident: "incident",
}


@transaction.atomic
def remove_rows(load: SampleLoad, *, keep_load: bool = False) -> None:
    """Delete everything a load wrote and what hangs on it; with `keep_load` the load itself stays, empty."""
    own = _own_rows(load)
    structure = {model: own.pop(model, set()) for model in _STRUCTURE}
    own.pop(Event, None)
    found = _with_dependents(own)
    _purge_events(found)
    for model, ids in found.items():
        _delete(model, ids)
    _remove_structure(structure)
    load.rows.all().delete()
    if not keep_load:
        load.delete()


def _own_rows(load: SampleLoad) -> Found:
    own: Found = defaultdict(set)
    for label, first, last in load.rows.values_list("model", "first_id", "last_id"):
        own[apps.get_model(label)].update(range(first, last + 1))
    return own


def _with_dependents(own: Found) -> Found:
    """Return the rows with everything that could not exist without them."""
    found: Found = defaultdict(set)
    waiting = [(model, ids) for model, ids in own.items()]
    while waiting:
        model, ids = waiting.pop()
        fresh = ids - found[model]
        if not fresh:
            continue
        found[model] |= fresh
        waiting += [(other, keys) for other, keys in _hanging_on(model, fresh) if keys]
    return found


def _hanging_on(model: AnyModel, ids: set[int]) -> Iterator[tuple[AnyModel, set[int]]]:
    for other, column, on_delete in _pointing_at(model):
        if on_delete in (CASCADE, PROTECT):
            yield other, _keys(other, column, ids)
    kind = _KINDS.get(model)
    for other, kind_column, id_column in _BY_KIND if kind else ():
        yield other, _keys(other, id_column, ids, **{kind_column: kind})


def _pointing_at(model: AnyModel) -> Iterator[tuple[AnyModel, str, Any]]:
    """Yield (table, column, on_delete) of every foreign key to a model, hidden ones included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.attname, relation.on_delete


def _keys(model: AnyModel, column: str, ids: set[int], **only: object) -> set[int]:
    found: set[int] = set()
    for chunk in _chunks(ids):
        rows = model._base_manager.filter(**{f"{column}__in": chunk}, **only)
        found.update(rows.values_list("pk", flat=True))
    return found


def _purge_events(found: Found) -> None:
    """Delete the events about any removed row or customer."""
    where = Q()
    for kind, model in _event_subjects().items():
        for first, last in runs(found.get(model, ())):
            where |= Q(subject_kind=kind, subject_id__range=(first, last))
            if kind == "customer":
                where |= Q(customer_id__range=(first, last))
    if where:
        purge_events(where=where)


def _event_subjects() -> dict[str, AnyModel]:
    """Return which table each kind of event subject lives in."""
    labels = {
        "customer": "customers.Customer",
        "contact_point": "customers.ContactPoint",
        "order": "customers.Order",
        "consent": "customers.ConsentRecord",
        "note": "customers.Note",
        "fact": "customers.Fact",
        "invitation": "surveys.Invitation",
        "response": "surveys.Response",
        "review": "reputation.Review",
        "message": "messaging.Message",
        "case": "cases.Case",
        "signal": "signals.Signal",
        "clock": "promises.Clock",
        "credit": "promises.Credit",
        "incident": "outreach.Incident",
    }
    return {kind: apps.get_model(label) for kind, label in labels.items()}


def _delete(model: AnyModel, ids: set[int]) -> None:
    """Delete rows by id without loading them; foreign keys are checked when the transaction ends."""
    _let_go(model, ids)
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.attname)
    with connection.cursor() as cursor:
        for chunk in _chunks(ids):
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(f"DELETE FROM {table} WHERE {key} IN ({marks})", chunk)  # noqa: S608 (names of our own)


def _let_go(model: AnyModel, ids: set[int]) -> None:
    """Empty the optional references of rows that stay."""
    for other, column, on_delete in _pointing_at(model):
        if on_delete is SET_NULL:
            for chunk in _chunks(ids):
                other._base_manager.filter(**{f"{column}__in": chunk}).update(**{column: None})


def _remove_structure(structure: Found) -> None:
    for model, ids in structure.items():
        free = ids - _relied_on(model, ids)
        for other, column, on_delete in _pointing_at(model):
            if on_delete is CASCADE:
                _delete(other, _keys(other, column, free))
        _delete(model, free)


def _relied_on(model: AnyModel, ids: set[int]) -> set[int]:
    """Return the ids something real points at; what they say of each other does not count."""
    found: set[int] = set()
    for other, column, on_delete in _pointing_at(model):
        if on_delete is CASCADE:
            continue
        for chunk in _chunks(ids):
            rows = other._base_manager.filter(**{f"{column}__in": chunk})
            if other is model:
                rows = rows.exclude(pk__in=ids)
            found.update(rows.values_list(column, flat=True))
    return found


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
