"""Finding an owner: gather who could take it, let the rule choose, write by compare-and-set."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case as When
from django.db.models import Count, IntegerField, Max, Q, Sum, Value
from django.db.models import When as Branch

from samphan.accounts.models import User
from samphan.accounts.policies import POLICY
from samphan.cases.events import CaseAssigned
from samphan.cases.models import OPEN_STATES, Case
from samphan.cases.rules import PRIORITY_WEIGHT, RAMP_WINDOW, Candidate, Need, Routing, choose_owner
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.promises import services as promises

MANUAL_RULES = ("claimed", "assigned")
_ROUTED_AT_ONCE = 200


def route_case(case: Case, *, now: datetime) -> Routing:
    """Give a locked, unowned case to whoever the rule chooses; leave it unassigned when nobody can take it."""
    routing = choose_owner(_need_of(case), _candidates(case.team_id, now=now), now=now)
    if routing.owner_id is not None:
        give_to(case, owner_id=routing.owner_id, rule=routing.rule, now=now, actor=SYSTEM, load=routing.load)
    else:
        case.routing = {"rule": routing.rule, "considered": routing.considered}
        case.save(update_fields=["routing"])
    return routing


def give_to(case: Case, *, owner_id: int, rule: str, now: datetime, actor: Actor, load: int | None = None) -> None:
    """Make somebody the owner of a locked case, with the reason kept, their clocks moved and the event written."""
    case.owner_id = owner_id
    case.assigned_at = now
    case.routing = {"rule": rule} if load is None else {"rule": rule, "load": load}
    case.save(update_fields=["owner", "assigned_at", "routing"])
    promises.set_owner(work_kind="case", work_id=case.pk, owner_id=owner_id)
    event = CaseAssigned(
        subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, owner_id=owner_id, rule=rule
    )
    record(event=event, now=now, actor=actor)


def route_unassigned_cases(*, now: datetime) -> int:
    """Try again to find owners, most urgent and oldest first: capacity has freed or somebody has logged in.

    Each case in its own transaction, so that one long queue never blocks a claim. Returns how many found an owner.
    """
    waiting = (
        Case.objects.filter(owner__isnull=True, state__in=OPEN_STATES)
        .order_by("priority", "opened_at", "pk")
        .values_list("pk", flat=True)[:_ROUTED_AT_ONCE]
    )
    routed = 0
    for case_id in list(waiting):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=case_id)
            if case.owner_id is None and case.state in OPEN_STATES:
                routing = route_case(case, now=now)
                routed += routing.owner_id is not None
                if routing.owner_id is not None:
                    case.version += 1
                    case.save(update_fields=["version"])
    return routed


def _need_of(case: Case) -> Need:
    previous = None
    if case.customer_id is not None:
        previous = (
            Case.objects.filter(customer_id=case.customer_id, owner__isnull=False)
            .exclude(pk=case.pk)
            .order_by("-opened_at")
            .values_list("owner_id", flat=True)
            .first()
        )
    return Need(
        skills=frozenset(case.skills),
        language=case.customer.language if case.customer else "th",
        weight=PRIORITY_WEIGHT[case.priority],
        previous_owner_id=previous,
    )


def _candidates(team_id: int | None, *, now: datetime) -> list[Candidate]:
    users = User.objects.filter(is_active=True, is_available=True, role__in=_caring_roles())
    if team_id is not None:
        users = users.filter(teams=team_id)
    people = list(users)
    load = _load_by_owner(people, now=now)
    return [_candidate(user, load.get(user.pk, {})) for user in people]


def _caring_roles() -> list[str]:
    """Roles that work cases by themselves; an owner of the firm is never routed to."""
    return [role.value for role in POLICY["cases.write"] if role.value != "owner"]


def _load_by_owner(people: Iterable[User], *, now: datetime) -> dict[int, dict[str, Any]]:
    weight = When(
        *(Branch(priority=priority, then=Value(weight)) for priority, weight in PRIORITY_WEIGHT.items()),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = (
        Case.objects.filter(owner__in=[user.pk for user in people], state__in=OPEN_STATES)
        .values("owner_id")
        .annotate(
            load=Sum(weight),
            last_assigned_at=Max("assigned_at"),
            recent=Count("pk", filter=Q(assigned_at__gte=now - RAMP_WINDOW) & ~Q(routing__rule__in=list(MANUAL_RULES))),
        )
    )
    return {row["owner_id"]: dict(row) for row in rows}


def _candidate(user: User, load: dict[str, Any]) -> Candidate:
    return Candidate(
        user_id=user.pk,
        skills=frozenset(user.skills),
        languages=frozenset({user.language, *(s.removeprefix("lang:") for s in user.skills if s.startswith("lang:"))}),
        load=load.get("load") or 0,
        capacity=user.capacity,
        last_assigned_at=load.get("last_assigned_at"),
        available_since_at=user.available_since_at,
        recent_automatic=load.get("recent") or 0,
    )
