from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from samphan.eventlog import selectors, services
from samphan.eventlog.events import Actor, DomainEvent, registry, user_actor
from samphan.eventlog.models import Event, OutboxEntry
from tests.world import NOW

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class LampLit(DomainEvent):
    """A lamp was lit; known to these tests only."""

    type = "test.lamp_lit"
    subject_kind = "lamp"

    brightness: int = 3


@contextmanager
def refused_by_the_database() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        yield


def test_an_event_is_written_with_who_did_what_to_whom() -> None:
    event_id = services.record(event=LampLit(subject_id=7, customer_id=4), now=NOW, actor=user_actor(9))
    event = selectors.get_event(event_id=event_id)
    assert (event.type, event.subject_kind, event.subject_id, event.customer_id) == ("test.lamp_lit", "lamp", 7, 4)
    assert (event.actor_kind, event.actor_id, event.data, event.occurred_at) == ("user", 9, {"brightness": 3}, NOW)
    assert OutboxEntry.objects.filter(event_id=event_id).exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.record(event=LampLit(subject_id=7), now=NOW)


def test_many_events_keep_each_its_own_time() -> None:
    times = [NOW - timedelta(days=n) for n in range(1500)]
    events = [LampLit(subject_id=n) for n in range(1500)]
    services.record_many(events=events, occurred_at=times, actor=Actor(kind="import", id=1))
    assert list(Event.objects.order_by("subject_id").values_list("occurred_at", flat=True)) == times
    assert OutboxEntry.objects.count() == 1500


def test_loaded_history_asks_for_no_reaction() -> None:
    services.record_many(events=[LampLit(subject_id=1)], occurred_at=[NOW], deliver=False)
    assert Event.objects.count() == 1
    assert not selectors.undelivered_exists()


def test_events_and_times_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        services.record_many(events=[LampLit(subject_id=1)] * 2, occurred_at=[NOW])


def test_the_database_refuses_to_change_an_event() -> None:
    services.record(event=LampLit(subject_id=7), now=NOW)
    with refused_by_the_database():
        Event.objects.update(subject_id=8)
    with services.purging(), refused_by_the_database():
        Event.objects.update(subject_id=8)


def test_the_database_refuses_to_delete_an_event() -> None:
    services.record_many(events=[LampLit(subject_id=7)], occurred_at=[NOW], deliver=False)
    with refused_by_the_database(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM eventlog_event")
    assert Event.objects.count() == 1


def test_a_purge_removes_what_it_names_and_permits_nothing_afterwards() -> None:
    for lamp in (1, 2, 3):
        services.record(event=LampLit(subject_id=lamp), now=NOW)
    assert services.purge_events(where=Q(subject_kind="lamp", subject_id__in=[1, 2])) == 2
    assert [event.subject_id for event in Event.objects.all()] == [3]
    assert OutboxEntry.objects.count() == 1
    OutboxEntry.objects.all().delete()
    with refused_by_the_database():
        Event.objects.all().delete()


def test_taking_the_undelivered_strikes_them_off() -> None:
    ids = [services.record(event=LampLit(subject_id=n), now=NOW) for n in range(5)]
    assert [event.pk for event in services.take_undelivered(limit=3)] == ids[:3]
    assert [event.pk for event in services.take_undelivered(limit=3)] == ids[3:]
    assert services.take_undelivered(limit=3) == []


def test_a_customers_events_come_newest_first_and_in_pages() -> None:
    times = [NOW, NOW - timedelta(days=2), NOW, NOW - timedelta(days=1)]
    services.record_many(
        events=[LampLit(subject_id=n, customer_id=4) for n in range(4)], occurred_at=times, deliver=False
    )
    first = selectors.customer_events(customer_id=4, limit=2)
    rest = selectors.customer_events(customer_id=4, limit=9, before_id=first[-1].pk)
    assert [event.subject_id for event in first + rest] == [2, 0, 3, 1]


def test_a_subjects_events_come_newest_first() -> None:
    for brightness in (1, 2):
        services.record(event=LampLit(subject_id=7, brightness=brightness), now=NOW)
    found = selectors.subject_events(subject_kind="lamp", subject_id=7)
    assert [event.data["brightness"] for event in found] == [2, 1]


def test_the_registry_knows_every_event_type() -> None:
    assert registry()["test.lamp_lit"] is LampLit
