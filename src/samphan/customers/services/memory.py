"""What colleagues write down about a person, shared company-wide: notes, and facts with source and sensitivity."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from samphan.customers.events import FactAdded, FactRetracted, NoteAdded, SpecialFactsRead
from samphan.customers.models import Customer, Fact, Note, Sensitivity
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.eventlog.selectors import user_events
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

# Within this time a reader who turns back to a page is still reading it, and leaves no second line in the log.
ONE_READING = timedelta(hours=1)


class EmptyText(Refused):
    code = "customers.text.empty"
    message = N_("Write something first.")


class NoteFormUsedAgain(Refused):
    """The key of a note that was kept, sent again with other words."""

    code = "customers.note.used_again"
    message = N_("This form was already sent, with other words. Open the page again and write what is new.")


@transaction.atomic
def add_note(*, customer_id: int, author_id: int, body: str, now: datetime, idempotency_key: str) -> Note:
    """Store a colleague's note about a customer.

    The same `idempotency_key` (made with the form) keeps one note, however often the button is pressed.
    """
    words = body.strip()
    if not words:
        raise EmptyText
    branch_id = Customer.objects.select_for_update().values_list("branch_id", flat=True).get(id=customer_id)
    stored = Note.objects.filter(idempotency_key=idempotency_key).first()
    if stored is not None:
        if (stored.customer_id, stored.body) != (customer_id, words):
            raise NoteFormUsedAgain
        return stored
    note = Note.objects.create(
        customer_id=customer_id, author_id=author_id, body=words, idempotency_key=idempotency_key, created_at=now
    )
    event = NoteAdded(subject_id=note.id, customer_id=customer_id, branch_id=branch_id)
    record(event=event, now=now, actor=user_actor(author_id))
    return note


@transaction.atomic
def add_fact(
    *,
    customer_id: int,
    body: str,
    source: str,
    learned_date: date,
    now: datetime,
    kind: str = "preference",
    sensitivity: str = Sensitivity.ORDINARY,
    author_id: int | None = None,
) -> Fact:
    """Store something worth remembering, with where it comes from and how sensitive it is."""
    if not body.strip():
        raise EmptyText
    branch_id = Customer.objects.values_list("branch_id", flat=True).get(id=customer_id)
    fact = Fact.objects.create(
        customer_id=customer_id,
        kind=kind,
        body=body.strip()[:300],
        source=source,
        sensitivity=Sensitivity(sensitivity),
        author_id=author_id,
        learned_date=learned_date,
        created_at=now,
    )
    event = FactAdded(subject_id=fact.id, customer_id=customer_id, branch_id=branch_id, sensitivity=fact.sensitivity)
    record(event=event, now=now, actor=SYSTEM if author_id is None else user_actor(author_id))
    return fact


@transaction.atomic
def retract_fact(*, fact_id: int, now: datetime, actor_id: int | None = None) -> Fact:
    """Take a fact back: it stays on record as retracted and is shown nowhere; a second time changes nothing."""
    facts = Fact.objects.select_for_update(of=("self",)).select_related("customer")
    fact = facts.get(id=fact_id)
    if fact.retracted_at is not None:
        return fact
    fact.retracted_at = now
    fact.save(update_fields=["retracted_at"])
    event = FactRetracted(subject_id=fact.id, customer_id=fact.customer_id, branch_id=fact.customer.branch_id)
    record(event=event, now=now, actor=SYSTEM if actor_id is None else user_actor(actor_id))
    return fact


def record_fact_reading(*, customer_id: int, fact_ids: Collection[int], reader_id: int, now: datetime) -> None:
    """Put on record that a colleague was shown special facts; those they were shown within the hour are on record."""
    if _unrecorded(customer_id, fact_ids, reader_id, now):  # a look first: a page read again takes no lock
        with transaction.atomic():
            customer = Customer.objects.select_for_update().get(id=customer_id)
            new = _unrecorded(customer_id, fact_ids, reader_id, now)
            if new:
                event = SpecialFactsRead(
                    subject_id=customer_id,
                    customer_id=customer_id,
                    branch_id=customer.branch_id,
                    fact_ids=tuple(sorted(new)),
                )
                record(event=event, now=now, actor=user_actor(reader_id))


def _unrecorded(customer_id: int, fact_ids: Collection[int], reader_id: int, now: datetime) -> set[int]:
    if not fact_ids:
        return set()
    recent = user_events(
        customer_id=customer_id, user_id=reader_id, event_type=SpecialFactsRead.type, since=now - ONE_READING
    )
    return set(fact_ids).difference(*(event.data["fact_ids"] for event in recent))
