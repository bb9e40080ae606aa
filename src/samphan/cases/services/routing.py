"""Finding an owner: gather who could take it, let the rule choose, write by compare-and-set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q

from samphan.cases.events import CaseAssigned
from samphan.cases.models import OPEN_STATES, Case
from samphan.cases.rules import (
    HEAD_STARTS,
    Candidate,
    Ramp,
    Routing,
    choose_owner,
    limit_met,
    place_to_keep,
    queue_time,
)
from samphan.cases.selectors import IS_OPEN
from samphan.cases.services.candidates import (
    candidates_of,
    last_owner_id,
    need_of,
    one_candidate,
    passed_over,
    ramp_in_force,
)
from samphan.cases.services.changes import SNOOZE_FIELDS, rouse
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.promises import services as promises

_BATCH = 200
_LOOKED_AHEAD = 50
# Who waits for the same people: a team and the skills that are asked for.
_Line = tuple[int | None, frozenset[str]]
_ROUTED_BY = ("customer", "conversation__channel")


class DeskFull(Refused):
    """Somebody wants to take more than they may carry."""

    code = "cases.claim.desk_full"
    message = N_("You carry as much as you may at a time. Finish something first, or ask your lead to give it to you.")


def route_case(case: Case, *, now: datetime, kept: Collection[int] | None = None) -> Routing:
    """Give a locked, unowned case to whoever the rule chooses; leave it unassigned when nobody can take it.

    `kept` are people whose next place is kept for cases ahead of this one; None: look who waits.
    """
    ramp = ramp_in_force()
    people = candidates_of(case.team_id, now=now, ramp=ramp, locked=True)
    lying = passed_over(case_id=case.pk, now=now).get(case.pk, ()) if case.opened_at < now else ()
    need = need_of(case, previous_owner_id=last_owner_id(case), passed_over=lying)
    routing = choose_owner(need, people, now=now, ramp=ramp, kept=kept or ())
    if routing.owner_id is not None and kept is None:
        kept = _kept_ahead_of(case, people, now=now, ramp=ramp)
        routing = choose_owner(need, people, now=now, ramp=ramp, kept=kept) if kept else routing
    if routing.owner_id is not None:
        give_to(case, owner_id=routing.owner_id, rule=routing.rule, now=now, actor=SYSTEM, reason=routing.reason())
    else:
        case.routing = routing.reason()
        case.save(update_fields=["routing"])
    return routing


def give_to(
    case: Case, *, owner_id: int, rule: str, now: datetime, actor: Actor, reason: Mapping[str, Any] | None = None
) -> None:
    """Make somebody the owner of a locked case, with the reason kept, their clocks moved and the event written."""
    previous_owner_id = case.owner_id
    case.owner_id = owner_id
    case.assigned_at = now
    case.routing = dict(reason or {"rule": rule})
    rouse(case)  # whoever has it now has not seen it
    case.save(update_fields=["owner", "assigned_at", "routing", *SNOOZE_FIELDS])
    promises.set_owner(work_kind="case", work_id=case.pk, owner_id=owner_id)
    event = CaseAssigned(
        subject_id=case.pk,
        customer_id=case.customer_id,
        branch_id=case.branch_id,
        owner_id=owner_id,
        rule=rule,
        previous_owner_id=previous_owner_id,
    )
    record(event=event, now=now, actor=actor)


def require_room(case: Case, *, user_id: int, now: datetime) -> None:
    """Refuse, by DeskFull, that somebody takes a case beyond what they may carry; they stay locked until the end."""
    if limit_met(need_of(case), one_candidate(user_id, now=now), now=now):
        raise DeskFull


@transaction.atomic
def route_reopened_case(*, case_id: int, now: datetime) -> None:
    """Find who works on a case that is open again: its owner while they are at work and have room, else another.

    When nobody else can take it either, it stays with whoever knows it, unless they no longer work here.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in OPEN_STATES:
        return
    if case.owner_id is None:
        _route_and_count(case, now=now, kept=None)
        return
    ramp, need = ramp_in_force(), need_of(case)
    people = candidates_of(case.team_id, now=now, ramp=ramp, locked=True)
    own = [replace(c, load=c.load - need.weight) for c in people if c.user_id == case.owner_id]
    if own and not limit_met(replace(need, channel=""), own[0], now=now):
        return
    routing = choose_owner(need, [c for c in people if c.user_id != case.owner_id], now=now, ramp=ramp)
    if routing.owner_id is not None:
        reason = routing.reason()
        give_to(case, owner_id=routing.owner_id, rule=routing.rule, now=now, actor=SYSTEM, reason=reason)
        _count_change(case)
    elif case.owner is not None and not case.owner.is_active:
        put_back(case, reason=routing.reason())
        _count_change(case)


def put_back(case: Case, *, reason: Mapping[str, Any]) -> None:
    """Take a locked case from its owner and put it into the queue, with the reason kept."""
    case.owner = case.assigned_at = None
    case.routing = dict(reason)
    rouse(case)
    case.save(update_fields=["owner", "assigned_at", "routing", *SNOOZE_FIELDS])
    promises.set_owner(work_kind="case", work_id=case.pk, owner_id=None)


def route_unassigned_cases(*, now: datetime) -> int:
    """Try again to find owners, in the order of the queue: capacity has freed or somebody has come.

    The whole queue is walked, batch by batch, so that what nobody can take keeps nobody waiting behind it; but of
    those who could take what waits, one place is kept for it. Each case is given in its own transaction, so that one
    long queue never blocks a claim. Returns how many found an owner.
    """
    waiting = Case.objects.filter(IS_OPEN, owner__isnull=True).values_list("pk", "priority", "opened_at")
    ordered = sorted(waiting, key=lambda row: (queue_time(priority=row[1], opened_at=row[2]), row[0]))
    ids = [pk for pk, *_ in ordered]
    walk = _Walk(now=now)
    return sum(walk.route(ids[start : start + _BATCH]) for start in range(0, len(ids), _BATCH))


class _Walk:
    """One walk along the queue: who is at work by team, and whose place is kept for what waits ahead."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.ramp = ramp_in_force()
        self.kept: dict[_Line, int | None] = {}
        self._desks: dict[int | None, list[Candidate]] = {}
        self._passed_over = passed_over(now=now)

    def route(self, case_ids: Sequence[int]) -> int:
        """Give away what somebody can take, as a look without locks foresees it; only that costs a transaction."""
        routed, waiting = 0, []
        columns = ("priority", "skills", "team", "routing", "customer__language", "conversation__channel__kind")
        found = Case.objects.select_related(*_ROUTED_BY).only(*columns).in_bulk(list(case_ids))
        for case in (found[pk] for pk in case_ids if pk in found):
            foreseen = self._foresee(case)
            if foreseen.owner_id is None:
                waiting.append((case, foreseen.reason()))
            elif _route_waiting_case(case.pk, now=self.now, kept=self._kept_places()):
                routed += 1
                self._desks.clear()  # what one took changes what all can carry
        _keep_reasons(waiting)
        return routed

    def _foresee(self, case: Case) -> Routing:
        need = need_of(case, passed_over=self._passed_over.get(case.pk, ()))
        people = self._people(case.team_id)
        kept = self._kept_places()
        foreseen = choose_owner(need, people, now=self.now, ramp=self.ramp, kept=kept)
        line = (case.team_id, need.skills)
        if foreseen.rule == "no_capacity" and line not in self.kept:
            self.kept[line] = place_to_keep(need, people, kept=kept)
        return foreseen

    def _people(self, team_id: int | None) -> list[Candidate]:
        if team_id not in self._desks:
            self._desks[team_id] = candidates_of(team_id, now=self.now, ramp=self.ramp)
        return self._desks[team_id]

    def _kept_places(self) -> set[int]:
        return {user_id for user_id in self.kept.values() if user_id is not None}


def _kept_ahead_of(case: Case, people: Sequence[Candidate], *, now: datetime, ramp: Ramp) -> set[int]:
    """Return whose next place is kept for cases that wait ahead of this one: the first of each line has one."""
    mine = queue_time(priority=case.priority, opened_at=case.opened_at)
    ahead = reduce(or_, (Q(priority=p, opened_at__lt=mine - start) for p, start in HEAD_STARTS.items()))
    waiting = Case.objects.filter(IS_OPEN, ahead, owner=None, routing__rule="no_capacity").exclude(pk=case.pk)
    desks: dict[int | None, Sequence[Candidate]] = {case.team_id: people}
    kept: dict[_Line, int | None] = {}
    for first in waiting.select_related(*_ROUTED_BY).order_by("opened_at", "pk")[:_LOOKED_AHEAD]:
        need = need_of(first)
        line = (first.team_id, need.skills)
        if line in kept:
            continue
        if first.team_id not in desks:
            desks[first.team_id] = candidates_of(first.team_id, now=now, ramp=ramp)
        kept[line] = place_to_keep(need, desks[first.team_id], kept={pk for pk in kept.values() if pk is not None})
    return {user_id for user_id in kept.values() if user_id is not None}


def _keep_reasons(waiting: Sequence[tuple[Case, dict[str, Any]]]) -> None:
    """Write why cases wait, where that has changed: one statement for all that wait for the same reason."""
    changed: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for case, reason in waiting:
        if case.routing != reason:
            changed.setdefault(tuple(reason.items()), []).append(case.pk)
    for items, ids in changed.items():
        Case.objects.filter(pk__in=ids, owner=None).update(routing=dict(items))


@transaction.atomic
def _route_waiting_case(case_id: int, *, now: datetime, kept: Collection[int]) -> bool:
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.owner_id is not None or case.state not in OPEN_STATES:
        return False
    return _route_and_count(case, now=now, kept=kept)


def _route_and_count(case: Case, *, now: datetime, kept: Collection[int] | None) -> bool:
    if route_case(case, now=now, kept=kept).owner_id is None:
        return False
    _count_change(case)
    return True


def _count_change(case: Case) -> None:
    case.version += 1
    case.save(update_fields=["version"])
