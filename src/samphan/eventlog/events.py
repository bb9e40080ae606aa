"""The shape of every event. Each room declares its own in its `events.py` as subclasses of `DomainEvent`."""

from dataclasses import dataclass, fields
from typing import ClassVar

_ENVELOPE = frozenset({"subject_id", "customer_id", "branch_id"})


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did it: a user, a customer, or the system (a rule, a clock, an import)."""

    kind: str = "system"
    id: int | None = None


SYSTEM = Actor()


def user_actor(user_id: int) -> Actor:
    """Return the actor for a signed-in member of staff."""
    return Actor(kind="user", id=user_id)


def customer_actor(customer_id: int | None) -> Actor:
    """Return the actor for a customer; an anonymous one has no id."""
    return Actor(kind="customer", id=customer_id)


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """One fact that happened. Subclasses add ids and codes only: words live in their own tables and can be erased."""

    type: ClassVar[str]
    subject_kind: ClassVar[str]

    subject_id: int
    customer_id: int | None = None
    branch_id: int | None = None

    def data(self) -> dict[str, object]:
        """Return the fields a subclass added, as stored in the event's `data` column."""
        kind = type(self)
        if kind not in _DATA_FIELDS:
            _DATA_FIELDS[kind] = tuple(f.name for f in fields(self) if f.name not in _ENVELOPE)
        return {name: getattr(self, name) for name in _DATA_FIELDS[kind]}


# The fields each kind adds, kept because every event of every intake call asks for them.
_DATA_FIELDS: dict[type[DomainEvent], tuple[str, ...]] = {}


def registry() -> dict[str, type[DomainEvent]]:
    """Return every event type of every room by its name; raises ValueError when two rooms use one name."""
    found: dict[str, type[DomainEvent]] = {}
    waiting = DomainEvent.__subclasses__()
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if "type" in vars(event) and found.setdefault(event.type, event) is not event:
            raise ValueError(f"two events are called {event.type}: {found[event.type]} and {event}")
    return dict(sorted(found.items()))
