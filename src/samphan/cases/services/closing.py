"""Closing the loop: the root cause, the action, what the customer was told; and opening it again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.cases.events import ActionRecorded, CaseReopened, CaseResolved, CauseRecorded, RecordTakenBack
from samphan.cases.models import Case, CaseKind, CaseState, Cause
from samphan.cases.rules import Closing, escalated, missing_to_resolve
from samphan.cases.selectors.checklists import required_fields
from samphan.cases.services.about import say_about
from samphan.cases.services.changes import SNOOZE_FIELDS, lock_case, lock_open_case, rouse, save_case
from samphan.cases.services.checklists import require_checklist, tick_items
from samphan.cases.services.problems import collect_case
from samphan.cases.services.working import keep_note
from samphan.eventlog.events import Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.promises import services as promises
from samphan.promises.models import Metric
from samphan.surveys import services as surveys


class CauseMissing(Refused):
    """A feedback case without a root cause."""

    code = "cases.resolve.cause_missing"
    message = N_("The root cause is missing. Choose what caused it, so that we can stop it from happening again.")


class ActionMissing(Refused):
    """A feedback case without an action."""

    code = "cases.resolve.action_missing"
    message = N_("The action is missing. Write what was done for this customer.")


class TellingMissing(Refused):
    """A feedback case whose customer was told nothing."""

    code = "cases.resolve.telling_missing"
    message = N_("Write what the customer was told: the loop closes with an answer to them.")


class BranchMissing(Refused):
    """A case of a kind that must say which branch it is about."""

    code = "cases.resolve.branch_missing"
    message = N_("Choose the branch this is about: cases of this kind are closed with it.")


class OrderMissing(Refused):
    """A case of a kind that must say which order it is about."""

    code = "cases.resolve.order_missing"
    message = N_("Choose the order this is about: cases of this kind are closed with it.")


class NoteMissing(Refused):
    """A case of a kind that must have a note."""

    code = "cases.resolve.note_missing"
    message = N_("Write a note for your colleagues: cases of this kind are closed with one.")


class CauseUnknown(Refused):
    """A cause that is not in the active tree, or is only a group of causes."""

    code = "cases.cause.unknown"
    message = N_("This cause is not in the tree in use. Choose one from the list.")


_REFUSALS: dict[str, type[Refused]] = {
    "cause": CauseMissing,
    "action": ActionMissing,
    "told": TellingMissing,
    "branch": BranchMissing,
    "order": OrderMissing,
    "note": NoteMissing,
}


@dataclass(frozen=True, kw_only=True)
class ClosingNotes:
    """What may be filled in while a case is closed, besides cause, action and telling: the firm may ask for it.

    `done_item_ids` are things of the checklist that are done now.
    """

    branch_id: int | None = None
    order_id: int | None = None
    note: str = ""
    done_item_ids: Collection[int] = ()


_NOTHING_MORE = ClosingNotes()


@transaction.atomic
def record_cause(*, case_id: int, cause_id: int, actor_id: int, now: datetime, version: int | None = None) -> Case:
    """Write down the root cause that was found."""
    case = lock_open_case(case_id, version=version)
    _set_cause(case, cause_id, actor=user_actor(actor_id), now=now)
    save_case(case, fields=["cause"], now=now)
    return case


@transaction.atomic
def record_action(
    *, case_id: int, action_taken: str, actor_id: int, now: datetime, cost_satang: int = 0, version: int | None = None
) -> Case:
    """Write down what was done for the customer, and what it cost."""
    case = lock_open_case(case_id, version=version)
    if not action_taken.strip():
        raise ActionMissing
    _set_action(case, action_taken, cost_satang, actor=user_actor(actor_id), now=now)
    save_case(case, fields=["action_taken", "cost_satang"], now=now)
    return case


@transaction.atomic
def resolve_case(
    *,
    case_id: int,
    actor_id: int,
    now: datetime,
    cause_id: int | None = None,
    action_taken: str = "",
    told_customer: str = "",
    cost_satang: int | None = None,
    version: int | None = None,
    more: ClosingNotes = _NOTHING_MORE,
) -> Case:
    """Close the loop on our side; what was recorded before counts, and what is missing is named.

    Afterwards the customer is asked whether it is solved: only their answer makes it verified.
    """
    case = lock_open_case(case_id, version=version)
    actor = user_actor(actor_id)
    _fill_in(case, more, actor_id=actor_id, now=now)
    closing = _closing_of(case, cause_id, action_taken, told_customer)
    for missing in missing_to_resolve(closing, required=required_fields(kind=case.kind)):
        raise _REFUSALS[missing]
    require_checklist(case)
    if closing.cause_id is not None:
        _set_cause(case, closing.cause_id, actor=actor, now=now)
    if closing.action_taken:
        cost = case.cost_satang if cost_satang is None else cost_satang
        _set_action(case, closing.action_taken, cost, actor=actor, now=now)
    case.told_customer = closing.told_customer.strip()[:500]
    if case.state == CaseState.WAITING:
        promises.resume_work(work_kind="case", work_id=case.pk, now=now)
    case.state = CaseState.RESOLVED
    case.resolved_at = now
    rouse(case)
    _end_clocks(case, now=now)
    said = ("cause", "action_taken", "cost_satang", "told_customer")
    save_case(case, fields=[*said, "state", "resolved_at", *SNOOZE_FIELDS], now=now)
    event = CaseResolved(
        subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, cause_id=case.cause_id
    )
    record(event=event, now=now, actor=actor)
    return case


@transaction.atomic
def reopen_case(
    *, case_id: int, reason: str, now: datetime, actor: Actor, score: int | None = None, escalate: bool = False
) -> Case:
    """Open the same case again with its old clock; a failed verification also escalates it one level."""
    case = lock_case(case_id)
    if case.state in {CaseState.OPEN, CaseState.WAITING}:
        return case
    case.state = CaseState.OPEN
    case.resolved_at = case.closed_at = None
    case.reopened_count += 1
    if escalate:
        case.priority = escalated(case.priority)
    promises.reopen_clock(work_kind="case", work_id=case.pk, metric=Metric.RESOLVE, now=now)
    promises.resume_updates(work_kind="case", work_id=case.pk, now=now)
    if escalate:
        promises.change_priority(work_kind="case", work_id=case.pk, priority=case.priority, now=now, actor=actor)
    if case.kind == CaseKind.FEEDBACK and case.customer_id is not None:
        surveys.pause_asking(customer_id=case.customer_id, reason="case", reason_id=case.pk, now=now)
    save_case(case, fields=["state", "resolved_at", "closed_at", "reopened_count", "priority"], now=now)
    event = CaseReopened(
        subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, reason=reason, score=score
    )
    record(event=event, now=now, actor=actor)
    return case


def _fill_in(case: Case, more: ClosingNotes, *, actor_id: int, now: datetime) -> None:
    """Write down what was filled in with the closing, in a locked case."""
    changed = say_about(case, branch_id=more.branch_id, order_id=more.order_id, actor_id=actor_id, now=now)
    if changed:
        case.save(update_fields=changed)
    if more.note.strip():
        keep_note(case, author_id=actor_id, words=more.note.strip(), now=now)
    tick_items(case, item_ids=more.done_item_ids, actor_id=actor_id, now=now)


def _closing_of(case: Case, cause_id: int | None, action_taken: str, told_customer: str) -> Closing:
    return Closing(
        kind=case.kind,
        cause_id=cause_id or case.cause_id,
        action_taken=action_taken or case.action_taken,
        told_customer=told_customer or case.told_customer,
        branch_id=case.branch_id,
        order_id=case.order_id,
        has_note=case.notes.exists(),
    )


def _end_clocks(case: Case, *, now: datetime) -> None:
    """Say that the work is done. Closing is no answer: who was told nothing keeps no promise of an answer."""
    kept = Metric if case.told_customer else (Metric.RESOLVE, Metric.PROGRESS)
    for metric in kept:
        promises.stop_clock(work_kind="case", work_id=case.pk, metric=metric, now=now)
    promises.cancel_clocks(work_kind="case", work_id=case.pk, now=now)


def _set_cause(case: Case, cause_id: int, *, actor: Actor, now: datetime) -> None:
    if case.cause_id == cause_id:
        return
    cause = Cause.objects.filter(pk=cause_id, tree__is_active=True, children__isnull=True).first()
    if cause is None:
        raise CauseUnknown
    case.cause = cause
    collect_case(case, now=now)
    event = CauseRecorded(subject_id=case.pk, customer_id=case.customer_id, cause_id=cause.pk, cause_code=cause.code)
    record(event=event, now=now, actor=actor)


def forget_records(case: Case, *, cause: bool, action: bool, now: datetime, actor: Actor) -> None:
    """Empty cause or action of a locked, open case again: they came with an answer that was taken back."""
    parts = [name for name, is_asked in (("cause", cause), ("action", action)) if is_asked]
    if not parts:
        return
    if cause:
        case.cause = None
        collect_case(case, now=now)
    if action:
        case.action_taken = ""
    case.save(update_fields=["cause", "action_taken"])
    record(event=RecordTakenBack(subject_id=case.pk, customer_id=case.customer_id, parts=parts), now=now, actor=actor)


def _set_action(case: Case, action_taken: str, cost_satang: int, *, actor: Actor, now: datetime) -> None:
    text = action_taken.strip()[:500]
    if case.action_taken == text and case.cost_satang == cost_satang:
        return
    case.action_taken = text
    case.cost_satang = cost_satang
    event = ActionRecorded(subject_id=case.pk, customer_id=case.customer_id, cost_satang=cost_satang)
    record(event=event, now=now, actor=actor)
