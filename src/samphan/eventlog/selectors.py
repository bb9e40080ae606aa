"""All reads of the event log: timelines and audit trails, newest first and paged by id."""

from datetime import datetime

from django.db.models import QuerySet

from samphan.eventlog.models import Event, OutboxEntry
from samphan.querying import compiled


def get_event(*, event_id: int) -> Event:
    """Return one event; raises `Event.DoesNotExist`."""
    return Event.objects.get(pk=event_id)


def customer_events(*, customer_id: int, limit: int = 50, before_id: int | None = None) -> list[Event]:
    """Return what happened with a customer, newest first; `before_id` is the last id of the page before.

    Ordered by when it happened, then by id: imported history is written later than it happened.
    """
    events = Event.objects.filter(customer_id=customer_id)
    if before_id is not None:
        last = get_event(event_id=before_id)
        events = events.filter(occurred_at__lte=last.occurred_at).exclude(occurred_at=last.occurred_at, pk__gte=last.pk)
    return list(events.order_by("-occurred_at", "-pk")[:limit])


def user_events(*, customer_id: int, user_id: int, event_type: str, since: datetime) -> list[Event]:
    """Return the events of one type that a member of staff caused with a customer since then, newest first."""
    events = Event.objects.filter(customer_id=customer_id, occurred_at__gte=since, type=event_type)
    return list(events.filter(actor_kind="user", actor_id=user_id).order_by("-occurred_at", "-pk"))


@compiled
def subject_events(*, subject_kind: str, subject_id: int, limit: int = 200) -> QuerySet[Event]:
    """Return what happened with one thing (a case, a response), newest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-pk")[:limit]


def undelivered_exists() -> bool:
    """Say whether an event waits for the relay: a read, so that an idle relay takes no write lock."""
    return OutboxEntry.objects.exists()


def undelivered_count() -> int:
    """Return how many events wait for the relay."""
    return OutboxEntry.objects.count()
