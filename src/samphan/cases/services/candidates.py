"""Who could own a case now, and what a case asks of them: the facts the routing rule decides by."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Max, Sum, Value
from django.db.models import When as Branch

from samphan.accounts.models import Team, User
from samphan.accounts.policies import POLICY
from samphan.accounts.selectors import presences
from samphan.cases.events import CaseAssigned, CaseReturned
from samphan.cases.models import OPEN_STATES, Case
from samphan.cases.rules import AUTOMATIC_RULES, PRIORITY_WEIGHT, Candidate, Need, Ramp
from samphan.cases.selectors import routing_settings
from samphan.cases.services.changes import channel_of
from samphan.eventlog.models import Event

_ASKED_AGAIN_AFTER = timedelta(days=1)


def ramp_in_force() -> Ramp:
    """Return the ramp the firm has set."""
    chosen = routing_settings()
    return Ramp(limit=chosen.ramp_limit, window=timedelta(minutes=chosen.ramp_minutes))


def need_of(case: Case, *, previous_owner_id: int | None = None, passed_over: Iterable[int] = ()) -> Need:
    """Return what a case asks of its owner."""
    return Need(
        skills=frozenset(skill.casefold() for skill in case.skills),
        language=case.customer.language if case.customer else "th",
        weight=PRIORITY_WEIGHT[case.priority],
        previous_owner_id=previous_owner_id,
        channel=channel_of(case),
        passed_over=frozenset(passed_over),
    )


def passed_over(*, now: datetime, case_id: int | None = None) -> dict[int, set[int]]:
    """Return by case who was given it and did not begin, of this case or of all: they are asked again a day later."""
    returned = Event.objects.filter(type=CaseReturned.type, occurred_at__gt=now - _ASKED_AGAIN_AFTER)
    if case_id is not None:
        returned = returned.filter(subject_kind="case", subject_id=case_id)
    people: dict[int, set[int]] = {}
    for returned_id, owner_id in returned.values_list("subject_id", "data__previous_owner_id"):
        people.setdefault(returned_id, set()).add(owner_id)
    return people


def last_owner_id(case: Case) -> int | None:
    """Return who had the customer's latest other case: they know each other."""
    if case.customer_id is None:
        return None
    known = Case.objects.filter(customer_id=case.customer_id, owner__isnull=False).exclude(pk=case.pk)
    return known.order_by("-opened_at").values_list("owner_id", flat=True).first()


def candidates_of(team_id: int | None, *, now: datetime, ramp: Ramp, locked: bool = False) -> list[Candidate]:
    """Return who is at work and could own a case: the members of its team, or everybody where it has no open one.

    At work is who takes new cases, is within their shift when they have one, and is not away.

    `locked` keeps every other router from them until the transaction ends: what they carry is counted after the lock,
    so that of two routers the second sees what the first gave. Locked in id order, so that two cannot wait for each
    other, and without the key, so that rows that merely name a person are written meanwhile.
    """
    users = User.objects.filter(is_active=True, is_available=True, role__in=_caring_roles()).select_related("shift")
    if team_id is not None and Team.objects.filter(pk=team_id, is_active=True).exists():
        users = users.filter(teams=team_id)
    if locked:
        users = users.order_by("pk").select_for_update(of=("self",), no_key=True)
    return _weighed(list(users), now=now, ramp=ramp)


def one_candidate(user_id: int, *, now: datetime) -> Candidate:
    """Return somebody, locked, who takes a case by themselves: whether they are at work is their own affair."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    return _candidate(user, _desks([user]).get(user.pk, {}), since=None, recent=0)


def _caring_roles() -> list[str]:
    """Roles that work cases by themselves; an owner of the firm is never routed to."""
    return [role.value for role in POLICY["cases.write"] if role.value != "owner"]


def _weighed(people: list[User], *, now: datetime, ramp: Ramp) -> list[Candidate]:
    here = {pk: presence.since for pk, presence in presences(people=people, now=now).items() if presence.is_here}
    people = [user for user in people if user.pk in here]
    desks = _desks(people)
    arrived = {pk for pk, since in here.items() if since is not None and now - since < ramp.window}
    recent = _recently_given(arrived, since=now - ramp.window)
    return [
        _candidate(user, desks.get(user.pk, {}), since=here[user.pk], recent=recent.get(user.pk, 0)) for user in people
    ]


def _desks(people: Iterable[User]) -> dict[int, dict[str, Any]]:
    """Return by owner the weighted load, the time of the last assignment, and the open cases by kind of channel."""
    weight = When(
        *(Branch(priority=priority, then=Value(weight)) for priority, weight in PRIORITY_WEIGHT.items()),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = (
        Case.objects.filter(owner__in=[user.pk for user in people], state__in=OPEN_STATES)
        .values("owner_id", "conversation__channel__kind")
        .annotate(load=Sum(weight), last_assigned_at=Max("assigned_at"), cases=Count("pk"))
    )
    desks: dict[int, dict[str, Any]] = {}
    for row in rows:
        desk = desks.setdefault(row["owner_id"], {"load": 0, "last_assigned_at": None, "channels": {}})
        desk["load"] += row["load"]
        desk["channels"][row["conversation__channel__kind"] or ""] = row["cases"]
        times = (at for at in (desk["last_assigned_at"], row["last_assigned_at"]) if at is not None)
        desk["last_assigned_at"] = max(times, default=None)
    return desks


def _recently_given(user_ids: set[int], *, since: datetime) -> dict[int, int]:
    """Return how many cases were given automatically since, by owner; also those that are closed or elsewhere by now.

    Asked only about people who have just come, so that a busy day costs nothing.
    """
    if not user_ids:
        return {}
    given = Event.objects.filter(type=CaseAssigned.type, occurred_at__gte=since)
    counts: dict[int, int] = {}
    for owner_id, rule in given.values_list("data__owner_id", "data__rule"):
        if owner_id in user_ids and rule in AUTOMATIC_RULES:
            counts[owner_id] = counts.get(owner_id, 0) + 1
    return counts


def _candidate(user: User, desk: dict[str, Any], *, since: datetime | None, recent: int) -> Candidate:
    return Candidate(
        user_id=user.pk,
        skills=frozenset(user.skills),
        languages=frozenset(user.languages or [user.language]),
        load=desk.get("load", 0),
        capacity=user.capacity,
        last_assigned_at=desk.get("last_assigned_at"),
        available_since_at=since,
        recent_automatic=recent,
        channel_load=desk.get("channels", {}),
        channel_capacity=user.channel_capacity,
    )
