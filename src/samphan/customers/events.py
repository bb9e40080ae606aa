"""What happens to customers. Ids and codes only: names, words and addresses stay in their own tables."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(DomainEvent):
    """A person or firm we had not met became known."""

    type: ClassVar[str] = "customer.created"
    subject_kind: ClassVar[str] = "customer"


@dataclass(frozen=True, kw_only=True)
class CustomerUpdated(DomainEvent):
    """What we know of the person's name or language changed; `changed` names the fields."""

    type: ClassVar[str] = "customer.updated"
    subject_kind: ClassVar[str] = "customer"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactPointAdded(DomainEvent):
    """A new way to reach the person became known."""

    type: ClassVar[str] = "customer.contact_added"
    subject_kind: ClassVar[str] = "contact_point"
    kind: str


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(DomainEvent):
    """The customer bought, or gave something back (a negative total)."""

    type: ClassVar[str] = "order.placed"
    subject_kind: ClassVar[str] = "order"
    total_satang: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderStatusChanged(DomainEvent):
    """An order was cancelled, returned or reinstated."""

    type: ClassVar[str] = "order.status_changed"
    subject_kind: ClassVar[str] = "order"
    status: str


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(DomainEvent):
    """The customer agreed to, or withdrew from, one purpose on one channel."""

    type: ClassVar[str] = "consent.recorded"
    subject_kind: ClassVar[str] = "consent"
    purpose: str
    channel: str
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class NoteAdded(DomainEvent):
    """A colleague wrote something down about the customer."""

    type: ClassVar[str] = "customer.note_added"
    subject_kind: ClassVar[str] = "note"


@dataclass(frozen=True, kw_only=True)
class FactAdded(DomainEvent):
    """Something worth remembering about the person was learnt."""

    type: ClassVar[str] = "customer.fact_added"
    subject_kind: ClassVar[str] = "fact"
    sensitivity: str


@dataclass(frozen=True, kw_only=True)
class FactRetracted(DomainEvent):
    """A fact turned out wrong or no longer wanted."""

    type: ClassVar[str] = "customer.fact_retracted"
    subject_kind: ClassVar[str] = "fact"


@dataclass(frozen=True, kw_only=True)
class SpecialFactsRead(DomainEvent):
    """A colleague was shown facts of the special kind (health, religion); on record once an hour a reader."""

    type: ClassVar[str] = "customer.special_facts_read"
    subject_kind: ClassVar[str] = "customer"
    fact_ids: tuple[int, ...]
