"""All writes of the event log: record, hand over to the relay, and the one way to remove events."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q

from samphan.eventlog.events import SYSTEM, Actor, DomainEvent
from samphan.eventlog.models import Event, OutboxEntry
from samphan.jobs.wake import ring_on_commit

_BATCH = 1000


def record(*, event: DomainEvent, now: datetime, actor: Actor = SYSTEM) -> int:
    """Write one event and ask for its reactions; return its id.

    Must run in the transaction of the change it reports, so that there is never the one without the other.
    """
    _require_transaction()
    row = event_row(event, now, actor)
    row.save(force_insert=True)
    OutboxEntry.objects.bulk_create([OutboxEntry(event_id=row.pk)])
    ring_on_commit()
    return row.pk


def record_many(
    *,
    events: Iterable[DomainEvent],
    occurred_at: Iterable[datetime],
    actor: Actor = SYSTEM,
    deliver: bool = True,
) -> None:
    """Write many events, each with its own time, in few statements and bounded memory.

    With `deliver=False` no reaction runs: for history that is loaded, where the reactions' effects are loaded too.
    """
    _require_transaction()
    rows = (event_row(event, at, actor) for event, at in zip(events, occurred_at, strict=True))
    while batch := list(islice(rows, _BATCH)):
        Event.objects.bulk_create(batch)
        if deliver:
            OutboxEntry.objects.bulk_create([OutboxEntry(event_id=row.pk) for row in batch])
    if deliver:
        ring_on_commit()


def take_undelivered(*, limit: int) -> list[Event]:
    """Return the oldest events whose reactions are not queued yet and strike them off the outbox.

    The caller queues the reactions in the same transaction. Several relays at once take different events.
    """
    _require_transaction()
    waiting = OutboxEntry.objects.order_by("event_id").select_for_update(skip_locked=True)
    ids = list(waiting.values_list("event_id", flat=True)[:limit])
    OutboxEntry.objects.filter(event_id__in=ids).delete()
    return list(Event.objects.filter(pk__in=ids).order_by("pk"))


def purge_events(*, where: Q) -> int:
    """Delete the events matching `where`; return how many.

    The log is append-only and the database refuses everything else; this is for removing the sample business and for
    erasing a person, in the transaction that removes what the events report.
    """
    with purging():
        OutboxEntry.objects.filter(event__in=Event.objects.filter(where)).delete()
        deleted, _ = Event.objects.filter(where).delete()
    return deleted


@contextmanager
def purging() -> Iterator[None]:
    """Permit the deletion of events in this transaction only: the triggers look for a row nobody else ever sees."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO eventlog_purge_permit (granted) VALUES (1)")
        yield
        cursor.execute("DELETE FROM eventlog_purge_permit")


def event_row(event: DomainEvent, occurred_at: datetime, actor: Actor) -> Event:
    """Return the row an event is stored as, unsaved: one shape, for whoever writes one event or a whole history."""
    return Event(
        type=event.type,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        customer_id=event.customer_id,
        branch_id=event.branch_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        data=event.data(),
        occurred_at=occurred_at,
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event is written in the transaction of the change it reports.")
