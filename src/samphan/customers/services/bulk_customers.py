"""Many customers at once, from a file or another system: matched, made or corrected in a handful of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from samphan.customers.events import CustomerCreated, CustomerUpdated
from samphan.customers.models import ConsentRecord, ContactKind, ContactPoint, Customer, SearchToken
from samphan.customers.rules import UNNAMED, Contact, PersonName, contact_token, name_tokens
from samphan.customers.rules.names import filled_in
from samphan.customers.services.identity import MATCH_ORDER, NAME_FIELDS, apply_name, name_of, rebuild_tokens
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record_many
from samphan.search.services import move_customer_documents

_ROWS_A_STATEMENT = 500
_RANK = {kind.value: rank for rank, kind in enumerate(MATCH_ORDER)}


class Outcome(StrEnum):
    """What became of one record of a batch; a duplicate is about somebody an earlier record was about."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Decision:
    """A consent as another system recorded it: taken as evidence with its source, never assumed."""

    purpose: str
    channel: str
    is_granted: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer as a file tells it; contacts are normalised already, blanks say nothing."""

    contacts: tuple[Contact, ...]
    name: PersonName = UNNAMED
    language: str = ""
    birth_date: date | None = None
    branch_id: int | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class BeforeRow:
    """A row's values before and after a batch changed it: what undo needs to put it back, or to refuse."""

    model: str
    object_id: int
    fields: dict[str, dict[str, object]]


@dataclass(slots=True)
class Saved:
    """What a batch did, record by record; `clashes` are records naming a contact that belongs to somebody else."""

    customer_ids: list[int] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    before: list[BeforeRow] = field(default_factory=list)
    clashes: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Draft:
    """A customer being put together from the records about them; unsaved while `is_new`."""

    customer: Customer
    is_new: bool
    before: dict[str, object] = field(default_factory=dict)
    new_contacts: list[Contact] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@transaction.atomic
def save_customers(
    *,
    records: Sequence[CustomerRecord],
    now: datetime,
    seen: set[object],
    batch_id: int | None = None,
    source: str = "import",
    overwrites: bool = True,
    actor: Actor = SYSTEM,
    is_rehearsal: bool = False,
) -> Saved:
    """Store many customers; return what became of each, in order.

    The first record about a customer wins over what is stored (when `overwrites`); a later one in the same file only
    fills blanks, so that the same file again changes nothing. `seen` carries who was met from chunk to chunk. A
    rehearsal does everything but write.
    """
    drafts = _Drafts(records, now=now, batch_id=batch_id)
    saved = Saved()
    picked: list[_Draft] = []
    for number, entry in enumerate(records):
        draft, clashes = drafts.match(entry)
        is_duplicate = _is_seen(seen, draft, entry)
        outcome = _merge(draft, entry, overwrites=overwrites and not is_duplicate)
        saved.outcomes.append(Outcome.DUPLICATE if is_duplicate else outcome)
        if clashes:
            saved.clashes.append(number)
        picked.append(draft)
    if not is_rehearsal:
        _write(drafts.all, now=now, batch_id=batch_id, source=source, actor=actor)
        saved.customer_ids = [draft.customer.id for draft in picked]
        saved.before = [_before_row(draft) for draft in drafts.all if draft.before]
    return saved


class _Drafts:
    """The customers a chunk of records is about, found in one query a kind of contact."""

    def __init__(self, records: Sequence[CustomerRecord], *, now: datetime, batch_id: int | None) -> None:
        self._now, self._batch_id = now, batch_id
        owners = owners_of(contact for entry in records for contact in entry.contacts)
        rows = Customer.objects.in_bulk(list(set(owners.values())))
        known = {customer_id: _Draft(customer, is_new=False) for customer_id, customer in rows.items()}
        self._by_contact = {contact: known[customer_id] for contact, customer_id in owners.items()}
        self.all = list(known.values())

    def match(self, entry: CustomerRecord) -> tuple[_Draft, bool]:
        """Return the draft a record is about, and whether one of its contacts belongs to somebody else."""
        held = [contact for contact in entry.contacts if contact in self._by_contact]
        if held:
            draft = self._by_contact[min(held, key=lambda contact: _RANK[contact.kind])]
        else:
            blank = Customer(import_batch_id=self._batch_id, created_at=self._now, updated_at=self._now)
            apply_name(blank, PersonName())
            draft = _Draft(blank, is_new=True)
            self.all.append(draft)
        clashes = False
        for contact in entry.contacts:
            owner = self._by_contact.setdefault(contact, draft)
            if owner is not draft:
                clashes = True
            elif contact not in held and contact not in draft.new_contacts:
                draft.new_contacts.append(contact)
        return draft, clashes


def owners_of(contacts: Iterable[Contact]) -> dict[Contact, int]:
    """Return the customer id of every contact that is known."""
    by_kind: dict[tuple[str, str], set[str]] = {}
    for contact in contacts:
        by_kind.setdefault((contact.kind, contact.source), set()).add(contact.value)
    return {
        Contact(kind, value, source): customer_id
        for (kind, source), values in by_kind.items()
        for value, customer_id in ContactPoint.objects.filter(kind=kind, source=source, value__in=values).values_list(
            "value", "customer_id"
        )
    }


def _is_seen(seen: set[object], draft: _Draft, entry: CustomerRecord) -> bool:
    """Say whether an earlier record was about the same customer, and remember this one."""
    keys: set[object] = {hash(contact) for contact in entry.contacts}
    if not draft.is_new:
        keys = {("id", draft.customer.id)}
    is_known = not keys.isdisjoint(seen)
    seen |= keys | {hash(contact) for contact in entry.contacts}
    return is_known


def _merge(draft: _Draft, entry: CustomerRecord, *, overwrites: bool) -> Outcome:
    """Put what a record says on the draft; say what that made of it."""
    customer = draft.customer
    known = name_of(customer)
    name = filled_in(entry.name, known) if overwrites else filled_in(known, entry.name)
    given = {
        **{part: getattr(name, part) for part in NAME_FIELDS},
        "language": entry.language,
        "birth_date": entry.birth_date,
        "branch_id": entry.branch_id,
    }
    for attribute, value in given.items():
        present = getattr(customer, attribute)
        if not value or value == present or (present and not overwrites and not draft.is_new):
            continue
        if not draft.is_new:
            draft.before.setdefault(attribute, present)
        setattr(customer, attribute, value)
    apply_name(customer, name_of(customer))
    draft.decisions.extend(entry.decisions)
    if draft.is_new:
        return Outcome.CREATED
    return Outcome.UPDATED if draft.before or draft.new_contacts else Outcome.UNCHANGED


def _write(drafts: list[_Draft], *, now: datetime, batch_id: int | None, source: str, actor: Actor) -> None:
    new = [draft for draft in drafts if draft.is_new]
    changed = [draft for draft in drafts if draft.before]
    Customer.objects.bulk_create([draft.customer for draft in new], batch_size=_ROWS_A_STATEMENT)
    for draft in changed:
        draft.before["updated_at"] = draft.customer.updated_at
        draft.customer.updated_at = now
    if changed:
        columns = sorted({name.removesuffix("_id") for draft in changed for name in draft.before})
        Customer.objects.bulk_update([d.customer for d in changed], [*columns, "sort_key"], batch_size=100)
        moved = {d.customer.id: d.customer.branch_id for d in changed if "branch_id" in d.before}
        move_customer_documents(branch_ids=moved)
    _write_contacts(drafts, now=now, batch_id=batch_id)
    _write_tokens(drafts)
    _write_decisions([d for d in drafts if d.decisions], now=now, batch_id=batch_id, source=source)
    created = [CustomerCreated(subject_id=d.customer.id, customer_id=d.customer.id) for d in new]
    updated = [
        CustomerUpdated(subject_id=d.customer.id, customer_id=d.customer.id, changed=tuple(sorted(d.before)))
        for d in changed
    ]
    # A file is history: welcome messages and the like must not start for people who came years ago.
    events = [*created, *updated]
    record_many(events=events, occurred_at=[now] * len(events), actor=actor, deliver=False)


def _write_contacts(drafts: list[_Draft], *, now: datetime, batch_id: int | None) -> None:
    gaining = [draft.customer.id for draft in drafts if draft.new_contacts and not draft.is_new]
    primary = set(
        ContactPoint.objects.filter(customer_id__in=gaining, is_primary=True).values_list("customer_id", "kind")
    )
    rows = []
    for draft in drafts:
        for contact in draft.new_contacts:
            key = (draft.customer.id, contact.kind)
            rows.append(
                ContactPoint(
                    customer_id=draft.customer.id,
                    kind=ContactKind(contact.kind),
                    source=contact.source,
                    value=contact.value,
                    is_primary=key not in primary,
                    import_batch_id=batch_id,
                    created_at=now,
                )
            )
            primary.add(key)
    ContactPoint.objects.bulk_create(rows, batch_size=_ROWS_A_STATEMENT)


def _write_tokens(drafts: list[_Draft]) -> None:
    rows = []
    for draft in drafts:
        if draft.is_new:
            words = name_tokens(name_of(draft.customer)) | {contact_token(contact) for contact in draft.new_contacts}
            rows += [SearchToken(customer_id=draft.customer.id, token=word) for word in sorted(words)]
        elif draft.before or draft.new_contacts:
            rebuild_tokens(draft.customer)
    SearchToken.objects.bulk_create(rows, batch_size=1000)


def _write_decisions(drafts: list[_Draft], *, now: datetime, batch_id: int | None, source: str) -> None:
    ledger = ConsentRecord.objects.filter(customer_id__in=[draft.customer.id for draft in drafts])
    # Oldest first, so that the newest decision of each purpose and channel is the one left standing.
    standing = {(e.customer_id, e.purpose, e.channel): e.is_granted for e in ledger.order_by("recorded_at", "id")}
    rows = []
    for draft in drafts:
        for decision in draft.decisions:
            key = (draft.customer.id, decision.purpose, decision.channel)
            if standing.get(key) is decision.is_granted:
                continue
            standing[key] = decision.is_granted
            rows.append(
                ConsentRecord(
                    customer_id=draft.customer.id,
                    purpose=decision.purpose,
                    channel=decision.channel,
                    is_granted=decision.is_granted,
                    source=source[:60],
                    evidence=decision.evidence[:200],
                    import_batch_id=batch_id,
                    recorded_at=now,
                )
            )
    ConsentRecord.objects.bulk_create(rows, batch_size=_ROWS_A_STATEMENT)


def _before_row(draft: _Draft) -> BeforeRow:
    after = {name: _plain(getattr(draft.customer, name)) for name in draft.before}
    before = {name: _plain(value) for name, value in draft.before.items()}
    return BeforeRow("customer", draft.customer.id, {"before": before, "after": after})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
