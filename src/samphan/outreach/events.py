"""What happens to incidents: ids and codes, never a word of a notice."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class IncidentEvent(DomainEvent):
    """Every event of an incident is about one incident."""

    subject_kind: ClassVar[str] = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(IncidentEvent):
    """Something goes wrong for many customers at once."""

    type: ClassVar[str] = "incident.opened"
    kind: str
    component_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class IncidentAffected(IncidentEvent):
    """A customer is on the list of those an incident touches."""

    type: ClassVar[str] = "incident.affected"
    source: str


@dataclass(frozen=True, kw_only=True)
class IncidentUpdated(IncidentEvent):
    """An update was written for the affected customers; each letter has its own way through the send gate."""

    type: ClassVar[str] = "incident.updated"
    update_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class IncidentContactLinked(IncidentEvent):
    """What an affected customer said is about this incident; `reason` says why that is known."""

    type: ClassVar[str] = "incident.contact_linked"
    submission_kind: str
    submission_id: int
    case_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentResolved(IncidentEvent):
    """It is over; the affected customers get an apology."""

    type: ClassVar[str] = "incident.resolved"
    affected: int


@dataclass(frozen=True, kw_only=True)
class IncidentCalledOff(IncidentEvent):
    """It was none, or it was opened by mistake: it counts nowhere."""

    type: ClassVar[str] = "incident.called_off"
