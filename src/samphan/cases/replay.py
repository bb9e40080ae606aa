"""A week's work played again with other settings, pure: who would have been given what, and when.

What arrived, how long each case took its owner and what was promised are as they were; who worked, when, how much they
carried and how gently newcomers were treated is what is tried. Routing itself is the rule of the house, so a replay
with the settings as they were differs from what happened only by what people did by hand. The same input always gives
the same answer.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from statistics import median

from samphan.accounts.rules import shift_spans
from samphan.cases.rules import (
    AUTOMATIC_RULES,
    PRIORITY_WEIGHT,
    Candidate,
    Need,
    Ramp,
    choose_owner,
    place_to_keep,
    queue_time,
)
from samphan.kit.calendars import WorkCalendar, add_time
from samphan.kit.periods import Period

_TOLD_EVERY = 100


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A case as it came: what it asks of an owner, how long it took, what was promised.

    `handling` is the time from being given to being resolved, None when it was not; `contact_after` the time from
    being given to the first contact, None when there was none; `contact_due_at` None when no contact was promised.
    """

    case_id: int
    at: datetime
    priority: int
    skills: frozenset[str] = frozenset()
    language: str = "th"
    channel: str = ""
    team_id: int | None = None
    customer_id: int | None = None
    handling: timedelta | None = None
    contact_after: timedelta | None = None
    contact_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Somebody as the replay has them; `calendar` None: no fixed hours."""

    user_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    capacity: int
    channel_capacity: Mapping[str, int] = field(default_factory=dict)
    team_ids: frozenset[int] = frozenset()
    calendar: WorkCalendar | None = None
    away: tuple[Period, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A case somebody already had when the week began, until it was resolved (None: beyond the week)."""

    owner_id: int
    priority: int
    channel: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Given:
    """Who was given a case and when; None when nobody was before the end."""

    arrival: Arrival
    owner_id: int | None = None
    at: datetime | None = None
    contact_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a week came to: minutes of waiting for an owner, contacts kept of those promised, cases by owner."""

    cases: int
    given: int
    median_wait: float | None
    slow_wait: float | None  # nine of ten waited less
    kept: int
    promised: int
    by_owner: Mapping[int, int]


def outcome_of(cases: Sequence[Given], *, until: datetime) -> Outcome:
    """Return what a week came to at its end, as it was or as it was played; what is not due yet is not judged."""
    waits = sorted((one.at - one.arrival.at) / timedelta(minutes=1) for one in cases if one.at is not None)
    by_owner: dict[int, int] = {}
    for one in cases:
        if one.owner_id is not None:
            by_owner[one.owner_id] = by_owner.get(one.owner_id, 0) + 1
    promised = [one for one in cases if _is_judged(one, until)]
    return Outcome(
        cases=len(cases),
        given=len(waits),
        median_wait=median(waits) if waits else None,
        slow_wait=waits[min(len(waits) - 1, len(waits) * 9 // 10)] if waits else None,
        kept=sum(_is_kept(one) for one in promised),
        promised=len(promised),
        by_owner=by_owner,
    )


def replay(
    arrivals: Sequence[Arrival],
    workers: Sequence[Worker],
    *,
    week: Period,
    ramp: Ramp,
    carried: Iterable[Carried] = (),
    tell: Callable[[int], None] = lambda _done: None,
) -> list[Given]:
    """Play the arrivals of a week again and return, in their order, who was given each; `tell` hears how many came."""
    floor = _Floor(workers, week=week, ramp=ramp, carried=carried)
    for arrival in arrivals:
        floor.plan(arrival.at, arrival)
    for came, _arrival in enumerate(floor.run(), start=1):
        if came % _TOLD_EVERY == 0:
            tell(came)
    return [floor.given.get(arrival.case_id, Given(arrival=arrival)) for arrival in arrivals]


def _is_judged(one: Given, until: datetime) -> bool:
    due = one.arrival.contact_due_at
    return due is not None and (due < until or (one.contact_at is not None and one.contact_at < until))


def _is_kept(one: Given) -> bool:
    due = one.arrival.contact_due_at
    return due is not None and one.contact_at is not None and one.contact_at <= due


def spans_at_work(worker: Worker, week: Period) -> list[Period]:
    """Return when somebody works within a week, oldest first; spans that touch are one."""
    spans = [week]
    if worker.calendar is not None:
        shifts = shift_spans(worker.calendar, week.start, week.end)
        spans = [span for span in shifts if span.end > week.start and span.start < week.end]
    for away in worker.away:
        spans = [part for span in spans for part in _without(span, away)]
    return spans


def _without(span: Period, away: Period) -> list[Period]:
    if away.end <= span.start or away.start >= span.end:
        return [span]
    before = [Period(span.start, away.start)] if away.start > span.start else []
    return before + ([Period(away.end, span.end)] if away.end < span.end else [])


class _Desk:
    """What one worker has at a moment of the replay."""

    def __init__(self, worker: Worker, week: Period) -> None:
        self.worker = worker
        self.spans = spans_at_work(worker, week)
        self.load = 0
        self.channels: dict[str, int] = {}
        self.last_given_at: datetime | None = None
        self.given_at: list[datetime] = []
        self._starts = [span.start for span in self.spans]

    def take(self, priority: int, channel: str, sign: int = 1) -> None:
        self.load += sign * PRIORITY_WEIGHT[priority]
        self.channels[channel] = self.channels.get(channel, 0) + sign

    def candidate(self, now: datetime, ramp: Ramp) -> Candidate | None:
        place = bisect_right(self._starts, now) - 1
        if place < 0 or now not in self.spans[place]:
            return None
        since = None if self.worker.calendar is None and not self.worker.away else self._starts[place]
        recent = len(self.given_at) - bisect_right(self.given_at, now - ramp.window)
        return Candidate(
            user_id=self.worker.user_id,
            skills=self.worker.skills,
            languages=self.worker.languages,
            load=self.load,
            capacity=self.worker.capacity,
            last_assigned_at=self.last_given_at,
            available_since_at=since,
            recent_automatic=recent,
            channel_load=self.channels,
            channel_capacity=self.worker.channel_capacity,
        )


# What happens: a case comes, one ends on somebody's desk (priority and channel), or only the queue is to be walked.
_End = tuple[int, int, str]
_Happening = Arrival | _End | None


class _Floor:
    """Everybody at work and everything that waits, moved from one happening to the next."""

    def __init__(self, workers: Sequence[Worker], *, week: Period, ramp: Ramp, carried: Iterable[Carried]) -> None:
        self.given: dict[int, Given] = {}
        self._week = week
        self._ramp = ramp
        self._desks = {worker.user_id: _Desk(worker, week) for worker in sorted(workers, key=lambda w: w.user_id)}
        self._queue: list[tuple[datetime, int, Arrival]] = []
        self._known: dict[int, int] = {}
        self._plan: list[tuple[datetime, int, _Happening]] = []
        self._serial = count()
        for desk in self._desks.values():
            for span in desk.spans:
                self.plan(span.start, None)
                self.plan(span.start + ramp.window, None)
        for case in carried:
            if case.owner_id in self._desks:
                self._desks[case.owner_id].take(case.priority, case.channel)
                if case.until is not None:
                    self.plan(case.until, (case.owner_id, case.priority, case.channel))

    def plan(self, at: datetime, what: _Happening) -> None:
        heappush(self._plan, (max(at, self._week.start), next(self._serial), what))

    def run(self) -> Iterable[Arrival]:
        """Move through the week; yield each arrival as it comes."""
        while self._plan and self._plan[0][0] < self._week.end:
            now = self._plan[0][0]
            while self._plan and self._plan[0][0] == now:
                what = heappop(self._plan)[2]
                if isinstance(what, Arrival):
                    key = queue_time(priority=what.priority, opened_at=what.at)
                    insort(self._queue, (key, what.case_id, what), key=lambda row: row[:2])
                    yield what
                elif what is not None:
                    self._desks[what[0]].take(what[1], what[2], sign=-1)
            self._walk(now)

    def _walk(self, now: datetime) -> None:
        people = {pk: one for pk, desk in self._desks.items() if (one := desk.candidate(now, self._ramp))}
        kept: dict[tuple[int | None, frozenset[str]], int | None] = {}
        waiting = []
        for place, row in enumerate(self._queue):
            if not any(one.load < one.capacity for one in people.values()):
                waiting += self._queue[place:]
                break
            arrival = row[2]
            pool = [one for pk, one in people.items() if self._is_of(pk, arrival.team_id)]
            need, held = self._need(arrival), {pk for pk in kept.values() if pk is not None}
            chosen = choose_owner(need, pool, now=now, ramp=self._ramp, kept=held)
            if chosen.owner_id is None or chosen.rule not in AUTOMATIC_RULES:
                waiting.append(row)
                line = (arrival.team_id, need.skills)
                if chosen.rule == "no_capacity" and line not in kept:
                    kept[line] = place_to_keep(need, pool, kept=held)
                continue
            self._give(arrival, chosen.owner_id, now)
            after = self._desks[chosen.owner_id].candidate(now, self._ramp)
            if after is not None:
                people[chosen.owner_id] = after
        self._queue = waiting

    def _is_of(self, user_id: int, team_id: int | None) -> bool:
        return team_id is None or team_id in self._desks[user_id].worker.team_ids

    def _need(self, arrival: Arrival) -> Need:
        known = None if arrival.customer_id is None else self._known.get(arrival.customer_id)
        return Need(
            skills=arrival.skills,
            language=arrival.language,
            weight=PRIORITY_WEIGHT[arrival.priority],
            previous_owner_id=known,
            channel=arrival.channel,
        )

    def _give(self, arrival: Arrival, owner_id: int, now: datetime) -> None:
        desk = self._desks[owner_id]
        desk.take(arrival.priority, arrival.channel)
        desk.last_given_at = now
        desk.given_at.append(now)
        if arrival.customer_id is not None:
            self._known[arrival.customer_id] = owner_id
        contact_at = _after(desk.worker, now, arrival.contact_after)
        self.given[arrival.case_id] = Given(arrival=arrival, owner_id=owner_id, at=now, contact_at=contact_at)
        done_at = _after(desk.worker, now, arrival.handling)
        if done_at is not None:
            self.plan(done_at, (owner_id, arrival.priority, arrival.channel))


def _after(worker: Worker, now: datetime, length: timedelta | None) -> datetime | None:
    """Return when so much of somebody's working time has passed."""
    if length is None:
        return None
    return now + length if worker.calendar is None else add_time(worker.calendar, now, length)
