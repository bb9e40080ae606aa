"""Two cases become one, one becomes two, two are said to belong together. Nothing is moved that need not be.

A case that was merged keeps its messages, notes and tries; the case that goes on shows both histories
(`selectors.taken_in`), and what comes in for the one reaches the other.
"""

from datetime import datetime

from django.db import transaction

from samphan.cases.events import CaseMerged, CaseTookIn
from samphan.cases.models import Case, CaseState, SideConversation
from samphan.cases.rules.merging import Mergeable, merged_kind, why_not_merge
from samphan.cases.services.changes import SNOOZE_FIELDS, CaseChanged, lock_open_case, rouse, save_case
from samphan.cases.services.labelling import put_labels
from samphan.eventlog.events import Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.promises import services as promises
from samphan.surveys import services as surveys


class MergeWithItself(Refused):
    """One case named twice."""

    code = "cases.merge.same"
    message = N_("A case cannot be merged into itself. Choose another one.")


class MergeOtherCustomer(Refused):
    """Two people's matters."""

    code = "cases.merge.other_customer"
    message = N_("These cases are of two customers. Link them instead, so that neither sees the other's words.")


class MergeTooMany(Refused):
    """More cases in one than a page can show."""

    code = "cases.merge.too_many"
    message = N_("This case has taken in as many others as it can. Link it instead.")


_REFUSALS: dict[str, type[Refused]] = {
    "same": MergeWithItself,
    "other_customer": MergeOtherCustomer,
    "too_many": MergeTooMany,
}


@transaction.atomic
def merge_case(*, case_id: int, into_id: int, actor_id: int, now: datetime, version: int | None = None) -> Case:
    """Let an open case end in another open one of the same customer; return the one that goes on.

    It keeps of both promises the one that was given first, the higher priority, all labels, and the duty to close the
    loop when one of them was feedback. Raises MergeWithItself, MergeOtherCustomer, MergeTooMany, CaseIsClosed,
    CaseIsMerged and CaseChanged.
    """
    if case_id == into_id:
        raise MergeWithItself
    # Always in the order of their ids, so that two who merge the same pair never wait for each other.
    locked = {pk: lock_open_case(pk) for pk in sorted((case_id, into_id))}
    gone, into = locked[case_id], locked[into_id]
    if version is not None and gone.version != version:
        raise CaseChanged
    taken = Case.objects.filter(merged_into__in=(gone, into)).count()
    if reason := why_not_merge(_facts(gone), _facts(into), taken_in=taken):
        raise _REFUSALS[reason]
    actor = user_actor(actor_id)
    _hand_over(gone, into, now=now, actor=actor)
    _end(gone, into, now=now, actor=actor)
    record(event=CaseTookIn(subject_id=into.pk, customer_id=into.customer_id, taken_id=gone.pk), now=now, actor=actor)
    return into


def _facts(case: Case) -> Mergeable:
    return Mergeable(case_id=case.pk, customer_id=case.customer_id)


def _hand_over(gone: Case, into: Case, *, now: datetime, actor: Actor) -> None:
    """Give the case that goes on what it must know of the other, and wake it: there is something new in it."""
    is_feedback = merged_kind(gone.kind, into.kind) != into.kind
    into.kind = merged_kind(gone.kind, into.kind)
    into.customer_id = into.customer_id or gone.customer_id
    if into.conversation_id is None and gone.conversation_id is not None:
        into.conversation_id, gone.conversation_id = gone.conversation_id, None
        gone.save(update_fields=["conversation"])
    into.branch_id, into.order_id = into.branch_id or gone.branch_id, into.order_id or gone.order_id
    SideConversation.objects.filter(case=gone).update(case=into)  # who was asked answers to where it goes on
    if into.first_contact_at is None and gone.first_contact_at is not None:
        into.first_contact_at = max(gone.first_contact_at, into.opened_at)
    put_labels(into, labels=gone.tags, now=now, actor=actor)
    rouse(into)
    promises.join_work(work_kind="case", from_id=gone.pk, into_id=into.pk, owner_id=into.owner_id, now=now, actor=actor)
    if gone.priority < into.priority:
        into.priority = gone.priority
        promises.change_priority(work_kind="case", work_id=into.pk, priority=into.priority, now=now, actor=actor)
    if is_feedback and into.customer_id is not None:
        surveys.pause_asking(customer_id=into.customer_id, reason="case", reason_id=into.pk, now=now)
    took_over = ("kind", "customer", "branch", "order", "conversation", "first_contact_at", "tags", "priority")
    save_case(into, fields=[*took_over, *SNOOZE_FIELDS], now=now)


def _end(gone: Case, into: Case, *, now: datetime, actor: Actor) -> None:
    Case.objects.filter(merged_into=gone).update(merged_into=into)
    gone.state, gone.merged_into, gone.closed_at = CaseState.MERGED, into, now
    rouse(gone)
    surveys.resume_asking(reason="case", reason_id=gone.pk, now=now)
    save_case(gone, fields=["state", "merged_into", "closed_at", *SNOOZE_FIELDS], now=now)
    event = CaseMerged(subject_id=gone.pk, customer_id=gone.customer_id, branch_id=gone.branch_id, into_id=into.pk)
    record(event=event, now=now, actor=actor)
