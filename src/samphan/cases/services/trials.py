"""Trying other settings on last week: read what happened, play it again in a job, keep both outcomes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from samphan.accounts.models import Absence, Language, User
from samphan.accounts.selectors import firm_timezone, shift_calendar
from samphan.cases.events import CaseAssigned
from samphan.cases.models import OPEN_STATES, Case, RoutingTrial
from samphan.cases.replay import Arrival, Carried, Given, Worker, outcome_of, replay
from samphan.cases.rules import Ramp
from samphan.cases.services.changes import channel_of
from samphan.eventlog.models import Event
from samphan.jobs.services import enqueue
from samphan.kit.calendars import WorkCalendar, read_calendar, time_between
from samphan.kit.errors import N_, Refused
from samphan.kit.periods import Period
from samphan.promises.models import Clock, Metric

WEEK = timedelta(days=7)
MOST_EXTRA = 50
_RUN_TRIAL = "samphan.cases.tasks.run_routing_trial"
_KEPT_FOR = timedelta(days=30)
_CONTACTS = (Metric.ACKNOWLEDGE, Metric.FIRST_RESPONSE, Metric.FOLLOW_UP)


class TrialWrong(Refused):
    """A number outside what makes sense."""

    code = "cases.trial.wrong"
    message = N_("Give whole numbers: 0 to 1000 cases a person, at most 50 more people, a ramp of at least one.")


@dataclass(frozen=True, kw_only=True)
class TrialPlan:
    """What is tried: cases at a time by user id (0: does not work), more people, hours for everybody, the ramp.

    `hours` are the spans of every day ([["08:00", "20:00"]]) in the firm's time zone; none: each keeps their own.
    """

    capacity: Mapping[int, int]
    extra: int
    extra_capacity: int
    hours: list[list[str]]
    ramp_limit: int
    ramp_minutes: int


@transaction.atomic
def request_trial(*, plan: TrialPlan, actor_id: int, now: datetime) -> RoutingTrial:
    """Have last week played again with a plan; raises TrialWrong, and InvalidCalendar for hours that make no sense."""
    loads = (*plan.capacity.values(), plan.extra_capacity)
    if not all(0 <= load <= 1000 for load in loads) or not 0 <= plan.extra <= MOST_EXTRA:
        raise TrialWrong
    if not (1 <= plan.ramp_limit <= 1000 and 1 <= plan.ramp_minutes <= 1440):
        raise TrialWrong
    _hours(plan.hours)
    RoutingTrial.objects.filter(asked_at__lt=now - _KEPT_FOR).delete()
    stored = {**asdict(plan), "capacity": {str(user_id): load for user_id, load in plan.capacity.items()}}
    trial = RoutingTrial.objects.create(made_by_id=actor_id, asked_at=now, plan=stored)
    enqueue(task=_RUN_TRIAL, arguments={"trial_id": trial.pk}, now=now)
    return trial


def run_trial(*, trial_id: int) -> None:
    """Play a trial and keep what came of it; how far it is can be seen meanwhile. Running it again changes nothing."""
    trial = RoutingTrial.objects.get(pk=trial_id)
    week = Period(trial.asked_at - WEEK, trial.asked_at)
    was = _what_happened(week)
    row = RoutingTrial.objects.filter(pk=trial_id)
    row.update(cases_total=len(was))
    tried = replay(
        [one.arrival for one in was],
        _workers(trial.plan, week),
        week=week,
        ramp=Ramp(limit=trial.plan["ramp_limit"], window=timedelta(minutes=trial.plan["ramp_minutes"])),
        carried=_carried(week),
        tell=lambda done: _tell(trial_id, done),
    )
    row.update(
        cases_done=len(was),
        result={"was": asdict(outcome_of(was, until=week.end)), "tried": asdict(outcome_of(tried, until=week.end))},
    )


def _tell(trial_id: int, done: int) -> None:
    RoutingTrial.objects.filter(pk=trial_id).update(cases_done=done)


def _what_happened(week: Period) -> list[Given]:
    """Return the week's cases as they came and as they were given, oldest first."""
    opened = Case.objects.filter(opened_at__gte=week.start, opened_at__lt=week.end).order_by("opened_at", "pk")
    cases = list(opened.select_related("customer", "conversation__channel"))
    first = _first_given(week)
    due = _contacts_due([case.pk for case in cases])
    shifts = {user.pk: shift_calendar(user) for user in User.objects.select_related("shift")}
    was = []
    for case in cases:
        at, owner_id = first.get(case.pk, (case.assigned_at, case.owner_id))
        was.append(_as_it_was(case, at, owner_id, due_at=due.get(case.pk), calendar=shifts.get(owner_id or 0)))
    return was


def _as_it_was(
    case: Case, at: datetime | None, owner_id: int | None, *, due_at: datetime | None, calendar: WorkCalendar | None
) -> Given:
    arrival = Arrival(
        case_id=case.pk,
        at=case.opened_at,
        priority=case.priority,
        skills=frozenset(skill.casefold() for skill in case.skills),
        language=case.customer.language if case.customer else "th",
        channel=channel_of(case),
        team_id=case.team_id,
        customer_id=case.customer_id,
        handling=_length(at, case.resolved_at, calendar),
        contact_after=_length(at, case.first_contact_at, calendar),
        contact_due_at=due_at,
    )
    return Given(arrival=arrival, owner_id=owner_id, at=at, contact_at=case.first_contact_at)


def _length(start: datetime | None, end: datetime | None, calendar: WorkCalendar | None) -> timedelta | None:
    """Return how much of the owner's working time lay between; without fixed hours all of it."""
    if start is None or end is None:
        return None
    return max(timedelta(0), end - start) if calendar is None else time_between(calendar, start, end)


def _first_given(week: Period) -> dict[int, tuple[datetime, int]]:
    """Return when each case of the week was first given to somebody, and to whom."""
    given = Event.objects.filter(type=CaseAssigned.type, occurred_at__gte=week.start, occurred_at__lt=week.end)
    first: dict[int, tuple[datetime, int]] = {}
    rows = given.order_by("occurred_at", "pk").values_list("subject_id", "occurred_at", "data__owner_id")
    for case_id, at, owner_id in rows:
        first.setdefault(case_id, (at, owner_id))
    return first


def _contacts_due(case_ids: list[int]) -> dict[int, datetime]:
    """Return by case when the earliest promised contact was due."""
    clocks = Clock.objects.filter(work_kind="case", work_id__in=case_ids, metric__in=_CONTACTS, due_at__isnull=False)
    due: dict[int, datetime] = {}
    for clock in clocks.order_by("-due_at").only("work_id", "due_at"):
        if clock.due_at is not None:
            due[clock.work_id] = clock.due_at
    return due


def _carried(week: Period) -> list[Carried]:
    """Return what people had on their desks when the week began."""
    held = Case.objects.filter(opened_at__lt=week.start, owner__isnull=False).filter(
        Q(state__in=OPEN_STATES) | Q(resolved_at__gte=week.start)
    )
    return [
        Carried(
            owner_id=int(case.owner_id or 0), priority=case.priority, channel=channel_of(case), until=case.resolved_at
        )
        for case in held.select_related("conversation__channel")
    ]


def _workers(plan: Mapping[str, Any], week: Period) -> list[Worker]:
    """Return who works in the trial: those of the plan with their skills and absences, and the people added."""
    loads = {int(user_id): load for user_id, load in plan["capacity"].items() if load > 0}
    hours = _hours(plan["hours"])
    away: dict[int, list[Period]] = {}
    rows = Absence.objects.filter(user__in=loads, starts_at__lt=week.end, ends_at__gt=week.start, asked_at__isnull=True)
    for absence in rows:
        away.setdefault(absence.user_id, []).append(Period(absence.starts_at, absence.ends_at))
    people = User.objects.filter(pk__in=loads, is_active=True).select_related("shift").prefetch_related("teams")
    workers = [_worker(user, loads[user.pk], hours, tuple(away.get(user.pk, ()))) for user in people]
    return workers + _extra(plan, workers, hours)


def _worker(user: User, capacity: int, hours: WorkCalendar | None, away: tuple[Period, ...]) -> Worker:
    return Worker(
        user_id=user.pk,
        skills=frozenset(user.skills),
        languages=frozenset(user.languages or [user.language]),
        capacity=capacity,
        channel_capacity=user.channel_capacity,
        team_ids=frozenset(team.pk for team in user.teams.all()),
        calendar=hours or shift_calendar(user),
        away=away,
    )


def _extra(plan: Mapping[str, Any], workers: list[Worker], hours: WorkCalendar | None) -> list[Worker]:
    """Return people who do not exist: able to do whatever anybody can, in every team, numbered below nought."""
    able = Worker(
        user_id=0,
        skills=frozenset[str]().union(*(worker.skills for worker in workers)),
        languages=frozenset(Language.values),
        capacity=plan["extra_capacity"],
        team_ids=frozenset[int]().union(*(worker.team_ids for worker in workers)),
        calendar=hours,
    )
    return [replace(able, user_id=-number) for number in range(1, plan["extra"] + 1)]


def _hours(spans: list[list[str]]) -> WorkCalendar | None:
    if not spans:
        return None
    return read_calendar(timezone=firm_timezone(), week={str(day): spans for day in range(7)}, exceptions={})
