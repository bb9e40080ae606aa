"""Finding an owner: gather who could take it, let the rule choose, write by compare-and-set."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case as When
from django.db.models import Count, IntegerField, Max, Q, Sum, Value
from django.db.models import When as Branch

from samphan.accounts.models import Team, User
from samphan.accounts.policies import POLICY
from samphan.cases.events import CaseAssigned
from samphan.cases.models import OPEN_STATES, Case
from samphan.cases.rules import PRIORITY_WEIGHT, RAMP_WINDOW, Candidate, Need, Routing, choose_owner
from samphan.cases.selectors import IS_OPEN
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.promises import services as promises

MANUAL_RULES = ("claimed", "assigned")
_BATCH = 200


def route_case(case: Case, *, now: datetime) -> Routing:
    """Give a locked, unowned case to whoever the rule chooses; leave it unassigned when nobody can take it."""
    need = _need_of(case, previous_owner_id=_previous_owner_id(case))
    routing = choose_owner(need, _candidates(case.team_id, now=now, locked=True), now=now)
    if routing.owner_id is not None:
        give_to(case, owner_id=routing.owner_id, rule=routing.rule, now=now, actor=SYSTEM, load=routing.load)
    else:
        case.routing = _reason(routing)
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

    The whole queue is walked, batch by batch, so that what nobody can take keeps nobody waiting behind it. Each case is
    given in its own transaction, so that one long queue never blocks a claim. Returns how many found an owner.
    """
    waiting = Case.objects.filter(IS_OPEN, owner__isnull=True).order_by("priority", "opened_at", "pk")
    ids = list(waiting.values_list("pk", flat=True))
    return sum(_route_batch(ids[start : start + _BATCH], now=now) for start in range(0, len(ids), _BATCH))


def _route_batch(case_ids: Sequence[int], *, now: datetime) -> int:
    """Give away what somebody can take, as a look without locks foresees it; only that costs a transaction."""
    routed = 0
    desks: dict[int | None, list[Candidate]] = {}
    reasons: dict[tuple[str, int], list[int]] = {}
    looked_at = Case.objects.select_related("customer")
    found = looked_at.only("priority", "skills", "team", "routing", "customer__language").in_bulk(list(case_ids))
    for case in (found[pk] for pk in case_ids if pk in found):
        if case.team_id not in desks:
            desks[case.team_id] = _candidates(case.team_id, now=now)
        foreseen = choose_owner(_need_of(case), desks[case.team_id], now=now)
        if foreseen.owner_id is None:
            if case.routing != _reason(foreseen):
                reasons.setdefault((foreseen.rule, foreseen.considered), []).append(case.pk)
        elif _route_waiting_case(case.pk, now=now):
            routed += 1
            desks.clear()  # what one took changes what all can carry
    for (rule, considered), ids in reasons.items():
        Case.objects.filter(pk__in=ids, owner=None).update(routing={"rule": rule, "considered": considered})
    return routed


@transaction.atomic
def _route_waiting_case(case_id: int, *, now: datetime) -> bool:
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.owner_id is not None or case.state not in OPEN_STATES:
        return False
    if route_case(case, now=now).owner_id is None:
        return False
    case.version += 1
    case.save(update_fields=["version"])
    return True


def _reason(routing: Routing) -> dict[str, Any]:
    """Return what is kept of a search that found nobody."""
    return {"rule": routing.rule, "considered": routing.considered}


def _need_of(case: Case, *, previous_owner_id: int | None = None) -> Need:
    return Need(
        skills=frozenset(case.skills),
        language=case.customer.language if case.customer else "th",
        weight=PRIORITY_WEIGHT[case.priority],
        previous_owner_id=previous_owner_id,
    )


def _previous_owner_id(case: Case) -> int | None:
    if case.customer_id is None:
        return None
    known = Case.objects.filter(customer_id=case.customer_id, owner__isnull=False).exclude(pk=case.pk)
    return known.order_by("-opened_at").values_list("owner_id", flat=True).first()


def _candidates(team_id: int | None, *, now: datetime, locked: bool = False) -> list[Candidate]:
    """Return who is at work and could own a case: the members of its team, or everybody where it has no open one.

    `locked` keeps every other router from them until the transaction ends: what they carry is counted after the lock,
    so that of two routers the second sees what the first gave. Locked in id order, so that two cannot wait for each
    other, and without the key, so that rows that merely name a person are written meanwhile.
    """
    users = User.objects.filter(is_active=True, is_available=True, role__in=_caring_roles())
    if team_id is not None and Team.objects.filter(pk=team_id, is_active=True).exists():
        users = users.filter(teams=team_id)
    if locked:
        users = users.order_by("pk").select_for_update(of=("self",), no_key=True)
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
