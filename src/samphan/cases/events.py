"""What happens to a case. Ids and codes only; the words stay in the case's own tables."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CaseEvent(DomainEvent):
    """An event whose subject is a case."""

    subject_kind: ClassVar[str] = "case"


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    """A signal, a message or a person opened a case."""

    type: ClassVar[str] = "case.opened"
    kind: str
    priority: int
    submission_kind: str = ""
    submission_id: int | None = None
    trace_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(CaseEvent):
    """A case got an owner; `rule` says why this one ("claimed", "assigned", "continuity", "lowest_load" ...).

    `previous_owner_id` is who had it until now, and has room for another since.
    """

    type: ClassVar[str] = "case.assigned"
    owner_id: int
    rule: str
    previous_owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseReturned(CaseEvent):
    """A case went back to the queue: its owner did nothing on it for `minutes` of their working time."""

    type: ClassVar[str] = "case.returned"
    previous_owner_id: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseEvent):
    """A colleague wrote an internal note."""

    type: ClassVar[str] = "case.noted"
    note_id: int


@dataclass(frozen=True, kw_only=True)
class CasePriorityChanged(CaseEvent):
    """Somebody, or an escalation, changed how urgent it is."""

    type: ClassVar[str] = "case.priority_changed"
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class AttemptLogged(CaseEvent):
    """A try to reach the customer, outside our own channels or refused by them."""

    type: ClassVar[str] = "case.attempt_logged"
    attempt_id: int
    channel: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CustomerContacted(CaseEvent):
    """A person of ours reached the customer for the first time about this case."""

    type: ClassVar[str] = "case.customer_contacted"


@dataclass(frozen=True, kw_only=True)
class CauseRecorded(CaseEvent):
    """The root cause was found (or corrected)."""

    type: ClassVar[str] = "case.cause_recorded"
    cause_id: int
    cause_code: str


@dataclass(frozen=True, kw_only=True)
class ActionRecorded(CaseEvent):
    """What was done about it was written down."""

    type: ClassVar[str] = "case.action_recorded"
    cost_satang: int


@dataclass(frozen=True, kw_only=True)
class CaseWaiting(CaseEvent):
    """Work pauses, for the reason kept in the pause ledger."""

    type: ClassVar[str] = "case.waiting"
    pause_kind: str


@dataclass(frozen=True, kw_only=True)
class CaseResumed(CaseEvent):
    """Work goes on."""

    type: ClassVar[str] = "case.resumed"


@dataclass(frozen=True, kw_only=True)
class CaseResolved(CaseEvent):
    """We believe it is solved; now the customer is asked."""

    type: ClassVar[str] = "case.resolved"
    cause_id: int | None


@dataclass(frozen=True, kw_only=True)
class VerificationAsked(CaseEvent):
    """The customer was asked whether it is solved."""

    type: ClassVar[str] = "case.verification_asked"
    try_number: int
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class VerificationNotPossible(CaseEvent):
    """The customer could not be asked; `reason` is the rule that skipped it."""

    type: ClassVar[str] = "case.verification_not_possible"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseVerified(CaseEvent):
    """The customer confirmed that it is solved."""

    type: ClassVar[str] = "case.verified"
    score: int


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    """The same case is open again: the customer said it is not solved, or wrote once more."""

    type: ClassVar[str] = "case.reopened"
    reason: str
    score: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseSilent(CaseEvent):
    """The customer did not answer the last try; the case is closed without a confirmation."""

    type: ClassVar[str] = "case.silent"
    tries: int


@dataclass(frozen=True, kw_only=True)
class DeskOpened(DomainEvent):
    """Somebody may take more cases than before; `reason` says why ("signed_in", "available", "shift_changed" ...)."""

    type: ClassVar[str] = "desk.opened"
    subject_kind: ClassVar[str] = "user"
    reason: str
