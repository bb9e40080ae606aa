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
class CaseOwnerLeft(CaseEvent):
    """A case went back to the queue because its owner no longer works here."""

    type: ClassVar[str] = "case.owner_left"
    previous_owner_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseEvent):
    """A colleague wrote an internal note."""

    type: ClassVar[str] = "case.noted"
    note_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAboutChanged(CaseEvent):
    """It was said which branch or which order a case is about; `changed` names what."""

    type: ClassVar[str] = "case.about_changed"
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class ChecklistItemTicked(CaseEvent):
    """One thing of the checklist was done, or it was said that it was not after all."""

    type: ClassVar[str] = "case.checklist_ticked"
    item_id: int
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class SideAsked(CaseEvent):
    """A team, a colleague or an address outside was asked about a case, or once more; `asked` says which of them."""

    type: ClassVar[str] = "case.side_asked"
    side_id: int
    asked: str


@dataclass(frozen=True, kw_only=True)
class SideAnswered(CaseEvent):
    """Whoever was asked about a case answered."""

    type: ClassVar[str] = "case.side_answered"
    side_id: int
    by_mail: bool


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
class RecordTakenBack(CaseEvent):
    """An answer was taken back before it left, and with it what was recorded beside it: "cause", "action" or both."""

    type: ClassVar[str] = "case.record_taken_back"
    parts: list[str]


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
class VerificationCallDue(CaseEvent):
    """The customer answered no letter; a colleague is to call and ask."""

    type: ClassVar[str] = "case.verification_call_due"
    try_number: int


@dataclass(frozen=True, kw_only=True)
class CaseVerified(CaseEvent):
    """The customer confirmed that it is solved, in the survey or to a colleague."""

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
class CaseSnoozed(CaseEvent):
    """Its owner put a case out of sight until `wakes_at` (ISO 8601), "" meaning until the customer writes."""

    type: ClassVar[str] = "case.snoozed"
    wakes_at: str


@dataclass(frozen=True, kw_only=True)
class CaseWoke(CaseEvent):
    """A case that slept is back in the lists; `reason` is "time", "customer_wrote" or "staff"."""

    type: ClassVar[str] = "case.woke"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseLabelled(CaseEvent):
    """Somebody put labels on a case, or took some off."""

    type: ClassVar[str] = "case.labelled"
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, kw_only=True)
class CaseMerged(CaseEvent):
    """A case ended in another one, which goes on with its matter."""

    type: ClassVar[str] = "case.merged"
    into_id: int


@dataclass(frozen=True, kw_only=True)
class CaseTookIn(CaseEvent):
    """A case goes on with the matter of another one too."""

    type: ClassVar[str] = "case.took_in"
    taken_id: int


@dataclass(frozen=True, kw_only=True)
class CaseSplit(CaseEvent):
    """Messages and notes were taken out of a case into one of their own."""

    type: ClassVar[str] = "case.split"
    new_case_id: int
    messages: int
    notes: int


@dataclass(frozen=True, kw_only=True)
class CaseLinked(CaseEvent):
    """Somebody said that two cases belong together, or (`is_linked` false) that they do not."""

    type: ClassVar[str] = "case.linked"
    other_id: int
    is_linked: bool


@dataclass(frozen=True, kw_only=True)
class ProblemEvent(DomainEvent):
    """An event whose subject is a problem."""

    subject_kind: ClassVar[str] = "problem"


@dataclass(frozen=True, kw_only=True)
class ProblemOpened(ProblemEvent):
    """A problem was named, and has collected the cases of its causes so far."""

    type: ClassVar[str] = "problem.opened"
    cause_codes: list[str]
    cases: int


@dataclass(frozen=True, kw_only=True)
class ProblemMoved(ProblemEvent):
    """A problem went from one state to another."""

    type: ClassVar[str] = "problem.moved"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ProblemCaseAdded(ProblemEvent):
    """A colleague said that a problem caused a case, whatever its root cause is."""

    type: ClassVar[str] = "problem.case_added"
    case_id: int


@dataclass(frozen=True, kw_only=True)
class ProblemCaseRemoved(ProblemEvent):
    """A colleague took back that a problem caused a case; its root cause decides again."""

    type: ClassVar[str] = "problem.case_removed"
    case_id: int


@dataclass(frozen=True, kw_only=True)
class ProblemReportersTold(ProblemEvent):
    """Everybody who reported a problem was written to what was done about it; the send gate has its own word."""

    type: ClassVar[str] = "problem.reporters_told"
    customers: int


@dataclass(frozen=True, kw_only=True)
class IdeaSuggested(DomainEvent):
    """A customer or a colleague suggested something."""

    type: ClassVar[str] = "idea.suggested"
    subject_kind: ClassVar[str] = "idea"


@dataclass(frozen=True, kw_only=True)
class IdeaAnswered(DomainEvent):
    """It was said where an idea stands."""

    type: ClassVar[str] = "idea.answered"
    subject_kind: ClassVar[str] = "idea"
    state: str


@dataclass(frozen=True, kw_only=True)
class StoryAnswered(DomainEvent):
    """A customer said whether one wording of their story may be shown."""

    type: ClassVar[str] = "story.answered"
    subject_kind: ClassVar[str] = "story"
    agrees: bool
    revision: int


@dataclass(frozen=True, kw_only=True)
class StoryPublished(DomainEvent):
    """A story the customer agreed to is shown to everybody."""

    type: ClassVar[str] = "story.published"
    subject_kind: ClassVar[str] = "story"


@dataclass(frozen=True, kw_only=True)
class CauseTreeActivated(DomainEvent):
    """A new edition of the tree of root causes is in use."""

    type: ClassVar[str] = "cause_tree.activated"
    subject_kind: ClassVar[str] = "cause_tree"
    version_number: int


@dataclass(frozen=True, kw_only=True)
class DeskOpened(DomainEvent):
    """Somebody may take more cases than before; `reason` says why ("signed_in", "available", "shift_changed" ...)."""

    type: ClassVar[str] = "desk.opened"
    subject_kind: ClassVar[str] = "user"
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeskClosed(DomainEvent):
    """Somebody no longer works here, and so many open cases of theirs went back to the queue."""

    type: ClassVar[str] = "desk.closed"
    subject_kind: ClassVar[str] = "user"
    cases: int
