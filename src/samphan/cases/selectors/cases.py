"""Reading cases one by one or by their keys, what colleagues did in them, and the cause tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from samphan.cases.models import (
    OPEN_STATES,
    Attempt,
    Case,
    CaseNote,
    CaseState,
    Cause,
    RoutingSettings,
    RoutingTrial,
    Verification,
)
from samphan.cases.selectors.rare import Rare
from samphan.querying import compiled


def get_case(*, case_id: int) -> Case:
    """Return a case with its people, its cause and what it is about; raises Case.DoesNotExist."""
    found = _whole_case(case_id=case_id)
    if not found:
        raise Case.DoesNotExist(f"there is no case {case_id}")
    return found[0]


@compiled
def _whole_case(*, case_id: int) -> QuerySet[Case]:
    return Case.objects.select_related("customer", "owner", "branch", "order", "cause__parent").filter(pk=case_id)


def find_case_by_conversation(*, conversation_id: int) -> Case | None:
    """Return the case a conversation belongs to; of one that was merged, the case that goes on."""
    found = Case.objects.select_related("merged_into").filter(conversation_id=conversation_id).first()
    return (found.merged_into or found) if found else None


def find_case_by_submission(*, submission_kind: str, submission_id: int) -> Case | None:
    """Return the case a submission opened."""
    return Case.objects.filter(submission_kind=submission_kind, submission_id=submission_id).first()


def cases_of_submissions(*, kind: str, ids: Sequence[int]) -> dict[int, int]:
    """Return the cases that submissions of one kind opened, as submission id -> case id, in one query."""
    rows = Case.objects.filter(submission_kind=kind, submission_id__in=list(ids))
    return {number: pk for number, pk in rows.values_list("submission_id", "pk") if number is not None}


def find_latest_open_case(*, customer_id: int) -> Case | None:
    """Return the customer's newest case that is still worked on or waits for their confirmation."""
    return (
        Case.objects.filter(customer_id=customer_id, state__in=[*OPEN_STATES, CaseState.RESOLVED])
        .order_by("-opened_at", "-pk")
        .first()
    )


def open_case_count(*, customer_id: int) -> int:
    """Return how many cases of a customer are worked on."""
    return len(_open_cases(customer_id=customer_id))


@compiled
def _open_cases(*, customer_id: int) -> QuerySet[Case, int]:
    return Case.objects.filter(customer_id=customer_id, state__in=OPEN_STATES).values_list("id", flat=True)


def customer_cases(*, customer_id: int, limit: int = 20) -> list[Case]:
    """Return a customer's cases, newest first."""
    cases = Case.objects.filter(customer_id=customer_id).select_related("owner", "cause")
    return list(cases.order_by("-opened_at", "-pk")[:limit])


@compiled
def cases_of_customers(*, customer_ids: Sequence[int], limit: int = 20) -> QuerySet[Case]:
    """Return the newest cases of several customers, for a list that knows whose they are: no people are read."""
    return Case.objects.filter(customer_id__in=customer_ids).order_by("-opened_at", "-pk")[:limit]


def latest_verification(*, case_id: int) -> Verification | None:
    """Return the newest time the customer was asked whether the case is solved."""
    return Verification.objects.filter(case_id=case_id).order_by("-resolution_number", "-try_number").first()


@dataclass(frozen=True, kw_only=True)
class CaseWork:
    """What colleagues did in a case, each list oldest first."""

    notes: list[CaseNote]
    attempts: list[Attempt]
    verifications: list[Verification]


def case_work(*, case_id: int, taken_in: Sequence[int] = (), rare: Rare | None = None) -> CaseWork:
    """Return notes, attempts and verifications of a case, and of those it has `taken_in`: three queries.

    With `rare`, only what this case has; a case that has taken others in is asked for all.
    """
    asks = Rare.everything() if rare is None or taken_in else rare
    of_them = {"case_id__in": [case_id, *taken_in]}
    notes, attempts = CaseNote.objects.filter(**of_them), Attempt.objects.filter(**of_them)
    verifications = Verification.objects.filter(**of_them)
    return CaseWork(
        notes=list(notes.select_related("author").order_by("created_at", "pk")) if asks.notes else [],
        attempts=list(attempts.select_related("made_by").order_by("made_at", "pk")) if asks.attempts else [],
        verifications=(
            list(verifications.order_by("resolution_number", "try_number", "pk")) if asks.verifications else []
        ),
    )


def active_causes() -> list[Cause]:
    """Return the groups of the tree in use, each with its `leaves`, in order: two queries."""
    leaves = Prefetch("children", queryset=Cause.objects.order_by("position", "pk"), to_attr="leaves")
    groups = Cause.objects.filter(tree__is_active=True, parent__isnull=True)
    return list(groups.order_by("position", "pk").prefetch_related(leaves))


def assignable_causes() -> list[Cause]:
    """Return the causes of the tree in use that a case can have, group by group, each with its group: one query."""
    nodes = list(Cause.objects.filter(tree__is_active=True))
    groups = {node.pk: node for node in nodes if node.parent_id is None}
    for node in nodes:
        node.parent = groups.get(node.parent_id) if node.parent_id else None
    bearing = {node.parent_id for node in nodes}
    leaves = [node for node in nodes if node.pk not in bearing]
    return sorted(leaves, key=lambda leaf: ((leaf.parent or leaf).position, leaf.position, leaf.pk))


def cases_by_ids(*, case_ids: Sequence[int]) -> dict[int, Case]:
    """Return several cases at once, by id."""
    return Case.objects.select_related("customer", "owner").in_bulk(list(case_ids))


def case_states(*, case_ids: Sequence[int]) -> dict[int, Case]:
    """Return several cases by id for a list that says how they stand and whose branch they are: no more is read."""
    return Case.objects.only("state", "branch_id").in_bulk(list(case_ids))


def routing_settings() -> RoutingSettings:
    """Return how routing behaves: what the firm has set, or the defaults."""
    return RoutingSettings.objects.first() or RoutingSettings()


def find_trial(*, trial_id: int | None = None) -> RoutingTrial | None:
    """Return a replay of last week, the latest when none is named; None when there is none."""
    trials = RoutingTrial.objects.order_by("-pk")
    return trials.filter(pk=trial_id).first() if trial_id is not None else trials.first()
