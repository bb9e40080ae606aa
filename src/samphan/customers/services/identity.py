"""One person, one row: found by any contact point, made when new, however many requests arrive at once."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from samphan.customers.events import ContactPointAdded, CustomerCreated, CustomerUpdated
from samphan.customers.models import ContactKind, ContactPoint, Customer, SearchToken
from samphan.customers.rules import Contact, PersonName, contact_token, name_tokens, normalise_contact, sort_key
from samphan.customers.rules.names import filled_in
from samphan.customers.selectors import held_contact
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

T = TypeVar("T")

# A stronger proof of identity first: a system's own id, then what people rarely share.
MATCH_ORDER = (ContactKind.EXTERNAL, ContactKind.EMAIL, ContactKind.PHONE, ContactKind.LINE)
NAME_FIELDS = ("title", "first_name", "last_name", "nickname", "call_name")
_ATTEMPTS = 3


class NothingToIdentifyBy(Refused):
    code = "customers.identify.no_contact"
    message = N_("Give at least one e-mail address, phone number, LINE id or external id.")


class ContactTaken(Refused):
    code = "customers.contact.taken"
    message = N_("This contact already belongs to another customer.")


def identify_customer(
    *,
    contacts: Sequence[Contact],
    now: datetime,
    name: PersonName | None = None,
    language: str | None = None,
    branch_id: int | None = None,
    batch_id: int | None = None,
    actor: Actor = SYSTEM,
) -> Customer:
    """Return the customer these contacts belong to, made when nobody has any of them.

    Looks by external id, then e-mail, phone and LINE. A known customer gains the contacts that are new and has blank
    name parts filled; nothing known is overwritten, and a contact of somebody else stays theirs.
    """
    wanted = list(dict.fromkeys(normalise_contact(contact) for contact in contacts))
    if not wanted:
        raise NothingToIdentifyBy

    def meet() -> Customer:
        found = _find(wanted)
        if found is None:
            return _create(wanted, name, language, branch_id, batch_id, now, actor)
        return _enrich(found, wanted, name, batch_id, now, actor)

    return _whoever_comes_first(meet)


@transaction.atomic
def update_customer(
    *,
    customer_id: int,
    now: datetime,
    name: PersonName | None = None,
    language: str | None = None,
    branch_id: int | None = None,
    birth_date: date | None = None,
    actor: Actor = SYSTEM,
) -> Customer:
    """Store what a colleague corrected; what is not given stays."""
    customer = Customer.objects.select_for_update().get(id=customer_id)
    changed = apply_name(customer, name or name_of(customer))
    given = {"language": language, "branch_id": branch_id, "birth_date": birth_date}
    for field, value in given.items():
        if value is not None and getattr(customer, field) != value:
            setattr(customer, field, value)
            changed.append(field)
    _save_changes(customer, changed, now, actor)
    return customer


def add_contact_point(
    *, customer_id: int, contact: Contact, now: datetime, is_primary: bool = False, actor: Actor = SYSTEM
) -> ContactPoint:
    """Give a customer one more way to be reached; their own again changes nothing, somebody else's is refused."""
    clean = normalise_contact(contact)

    def add() -> ContactPoint:
        customer = Customer.objects.select_for_update().get(id=customer_id)
        held = held_contact(contact=clean)
        if held is None:
            return _add_contact(customer, clean, now, is_primary, actor)
        if held.customer_id != customer_id:
            raise ContactTaken
        return held

    return _whoever_comes_first(add)


def name_of(customer: Customer) -> PersonName:
    """Return the stored parts of a customer's name."""
    return PersonName(*(getattr(customer, field) for field in NAME_FIELDS))


def apply_name(customer: Customer, name: PersonName) -> list[str]:
    """Put a name and its sort key on a row, unsaved; return the fields that changed."""
    changed = [field for field in NAME_FIELDS if getattr(customer, field) != getattr(name, field)]
    for field in changed:
        setattr(customer, field, getattr(name, field))
    customer.sort_key = sort_key(name)
    return changed


def rebuild_tokens(customer: Customer) -> None:
    """Write a customer's search words afresh from the name and the contact points."""
    points = ContactPoint.objects.filter(customer=customer)
    wanted = name_tokens(name_of(customer)) | {contact_token(Contact(p.kind, p.value, p.source)) for p in points}
    SearchToken.objects.filter(customer=customer).exclude(token__in=wanted).delete()
    rows = [SearchToken(customer=customer, token=token) for token in sorted(wanted)]
    SearchToken.objects.bulk_create(rows, ignore_conflicts=True)


def _whoever_comes_first(write: Callable[[], T]) -> T:
    """Run a write that looks for a contact and makes it when there is none, each try in a transaction of its own.

    Another request may make the same contact between our look and our write; the next look finds it.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            continue
    with transaction.atomic():
        return write()


def _find(contacts: list[Contact]) -> Customer | None:
    for contact in sorted(contacts, key=lambda contact: MATCH_ORDER.index(ContactKind(contact.kind))):
        point = held_contact(contact=contact)
        if point is not None:
            return point.customer
    return None


def _create(
    contacts: list[Contact],
    name: PersonName | None,
    language: str | None,
    branch_id: int | None,
    batch_id: int | None,
    now: datetime,
    actor: Actor,
) -> Customer:
    customer = Customer(branch_id=branch_id, import_batch_id=batch_id, created_at=now, updated_at=now)
    customer.language = language or customer.language
    apply_name(customer, name or PersonName())
    customer.save()
    record(
        event=CustomerCreated(subject_id=customer.id, customer_id=customer.id, branch_id=branch_id),
        now=now,
        actor=actor,
    )
    _add_contacts(customer, contacts, batch_id, now, None)
    return customer


def _enrich(
    customer: Customer,
    contacts: list[Contact],
    name: PersonName | None,
    batch_id: int | None,
    now: datetime,
    actor: Actor,
) -> Customer:
    held = {
        (point.kind, point.source, point.value): point.customer_id
        for point in ContactPoint.objects.filter(value__in=[contact.value for contact in contacts])
    }
    new = [contact for contact in contacts if (contact.kind, contact.source, contact.value) not in held]
    if new:
        _add_contacts(customer, new, batch_id, now, actor)
    changed = apply_name(customer, filled_in(name_of(customer), name)) if name else []
    _save_changes(customer, changed, now, actor)
    return customer


def _save_changes(customer: Customer, changed: list[str], now: datetime, actor: Actor) -> None:
    """Save the fields that changed, with what follows from them: search words and the event; none, no write."""
    if not changed:
        return
    customer.updated_at = now
    customer.save(update_fields=[*changed, "sort_key", "updated_at"])
    rebuild_tokens(customer)
    event = CustomerUpdated(
        subject_id=customer.id, customer_id=customer.id, branch_id=customer.branch_id, changed=tuple(changed)
    )
    record(event=event, now=now, actor=actor)


def _add_contact(customer: Customer, contact: Contact, now: datetime, is_primary: bool, actor: Actor) -> ContactPoint:
    (made,) = _add_contacts(customer, [contact], None, now, actor)
    if is_primary:
        ContactPoint.objects.filter(customer=customer, kind=contact.kind).exclude(id=made.id).update(is_primary=False)
        made.is_primary = True
        made.save(update_fields=["is_primary"])
    return made


def _add_contacts(
    customer: Customer, contacts: list[Contact], batch_id: int | None, now: datetime, actor: Actor | None
) -> list[ContactPoint]:
    """Add contacts; an actor says that it is news worth an event, and not part of making the customer."""
    kinds = set(ContactPoint.objects.filter(customer=customer, is_primary=True).values_list("kind", flat=True))
    made = []
    for contact in contacts:
        point = ContactPoint.objects.create(
            customer=customer,
            kind=contact.kind,
            source=contact.source,
            value=contact.value,
            is_primary=contact.kind not in kinds,
            import_batch_id=batch_id,
            created_at=now,
        )
        kinds.add(contact.kind)
        made.append(point)
        if actor is not None:
            event = ContactPointAdded(
                subject_id=point.id, customer_id=customer.id, branch_id=customer.branch_id, kind=contact.kind
            )
            record(event=event, now=now, actor=actor)
    rebuild_tokens(customer)
    return made
