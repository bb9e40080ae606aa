"""Decisions about cases, pure: what is missing to close, who should own it, what an answer means, which step is now."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samphan.kit.calendars import WorkCalendar, time_between

PRIORITY_WEIGHT = {1: 4, 2: 2, 3: 1, 4: 1}
# The rules by which routing itself chose an owner.
AUTOMATIC_RULES = ("continuity", "lowest_load", "longest_idle")
# By how long a waiting case stands behind an urgent one that came at the same time.
HEAD_STARTS = {1: timedelta(0), 2: timedelta(hours=1), 3: timedelta(hours=4), 4: timedelta(hours=24)}
SOLVED_FROM = 7
VERIFICATION_TRIES = 2
VERIFICATION_PATIENCE = timedelta(days=3)
# What may have to be filled in before a case is closed, in the order it is asked for; a feedback case is never closed
# without the first three.
REQUIRABLE = ("cause", "action", "told", "branch", "order", "note")
ALWAYS_REQUIRED = ("cause", "action", "told")
LOOP_STEPS = ("listen", "contact", "cause", "fix", "confirm")


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What an agent says when closing the loop, and what the case says already."""

    kind: str
    cause_id: int | None
    action_taken: str
    told_customer: str
    branch_id: int | None = None
    order_id: int | None = None
    has_note: bool = False


def missing_to_resolve(closing: Closing, *, required: Collection[str] = ()) -> tuple[str, ...]:
    """Name what is missing to resolve a case: a feedback loop closes with a cause, an action and an answer given.

    `required` is what the firm asks for besides (codes of `REQUIRABLE`).
    """
    wanted = {*(ALWAYS_REQUIRED if closing.kind == "feedback" else ()), *required}
    there = {
        "cause": closing.cause_id is not None,
        "action": bool(closing.action_taken.strip()),
        "told": bool(closing.told_customer.strip()),
        "branch": closing.branch_id is not None,
        "order": closing.order_id is not None,
        "note": closing.has_note,
    }
    return tuple(name for name in REQUIRABLE if name in wanted and not there[name])


def is_solved(score: int, *, solved_from: int = SOLVED_FROM) -> bool:
    """Say whether an answer (0-10) to "is it solved?" confirms it; usually what a promoter or passive would give."""
    return score >= solved_from


def escalated(priority: int) -> int:
    """Return the priority one level up; urgent stays urgent."""
    return max(1, priority - 1)


def loop_step(*, state: str, is_contacted: bool, has_cause: bool, has_action: bool) -> str:
    """Return which step of the loop is now: listen, contact, cause, fix, confirm, or "done"."""
    if state in {"verified", "silent"}:
        return "done"
    if state == "resolved":
        return "confirm"
    if not is_contacted:
        return "contact"
    if not has_cause:
        return "cause"
    return "fix" if not has_action else "confirm"


@dataclass(frozen=True, kw_only=True)
class Ramp:
    """At most `limit` cases are given automatically in the first `window` after somebody came to work."""

    limit: int = 5
    window: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who could own a case, as routing sees them.

    `load` and `capacity` are weighted (see `PRIORITY_WEIGHT`). `channel_load` counts open cases by channel kind, and
    `channel_capacity` is how many of a channel they may have; a channel it does not name has no limit of its own.
    """

    user_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    load: int
    capacity: int
    last_assigned_at: datetime | None
    available_since_at: datetime | None
    recent_automatic: int
    channel_load: Mapping[str, int] = field(default_factory=dict)
    channel_capacity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a case asks of its owner; `channel` is "" when the customer did not write.

    `passed_over` are people who were given it before and did not begin.
    """

    skills: frozenset[str] = field(default_factory=frozenset)
    language: str = "th"
    weight: int = 1
    previous_owner_id: int | None = None
    channel: str = ""
    passed_over: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Who should own it and by which rule; `owner_id` is None when nobody can take it now.

    `counts` says how the choice came about: how many were looked at and had the skills, then how many had room and
    spoke the language, or, when nobody is left, how many fell to which limit.
    """

    owner_id: int | None
    rule: str
    load: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def reason(self) -> dict[str, str | int]:
        """Return what is kept with the case: the rule, the owner's load at that moment, and the counts."""
        load = {} if self.owner_id is None else {"load": self.load}
        return {"rule": self.rule, **load, **self.counts}


_ANY_RAMP = Ramp()


def choose_owner(
    need: Need,
    candidates: Sequence[Candidate],
    *,
    now: datetime,
    ramp: Ramp = _ANY_RAMP,
    kept: Collection[int] = (),
) -> Routing:
    """Choose an owner: skill, language, continuity, lowest load for the capacity, longest idle, in that order.

    Skill is hard: nobody without it gets the case. Language narrows when somebody speaks it. `kept` are people whose
    next place is kept for a case that waits ahead of this one (see `place_to_keep`).
    """
    counts = {"considered": len(candidates)}
    if not candidates:
        return Routing(owner_id=None, rule="nobody_at_work", counts=counts)
    skilled = [c for c in candidates if need.skills <= c.skills]
    counts["skilled"] = len(skilled)
    if not skilled:
        return Routing(owner_id=None, rule="no_skill", counts=counts)
    limits = {c.user_id: "kept" if c.user_id in kept else limit_met(need, c, now=now, ramp=ramp) for c in skilled}
    free = [c for c in skilled if not limits[c.user_id]]
    if not free:
        rule = "returned" if set(limits.values()) == {"let_lie"} else "no_capacity"
        return Routing(owner_id=None, rule=rule, counts={**counts, **Counter(limits.values())})
    speakers = [c for c in free if need.language in c.languages]
    counts |= {"free": len(free), "speaking": len(speakers)}
    return _choose_among(speakers or free, need, counts)


def _choose_among(free: Sequence[Candidate], need: Need, counts: Mapping[str, int]) -> Routing:
    known = [c for c in free if c.user_id == need.previous_owner_id]
    if known:
        return _chosen(known[0], "continuity", counts)
    lowest = min(_relative_load(c) for c in free)
    least_loaded = [c for c in free if _relative_load(c) == lowest]
    if len(least_loaded) == 1:
        return _chosen(least_loaded[0], "lowest_load", counts)
    return _chosen(min(least_loaded, key=_idle_order), "longest_idle", counts)


def limit_met(need: Need, candidate: Candidate, *, now: datetime, ramp: Ramp | None = None) -> str:
    """Name what keeps somebody from a case: "let_lie", "full", "channel_full", "ramping", or "" for nothing.

    A case that weighs more than all somebody may carry still fits an empty desk; else it would wait for ever. Without
    a `ramp` only what they carry counts, as when they take a case themselves.
    """
    is_empty = candidate.load == 0 and candidate.capacity > 0
    if candidate.user_id in need.passed_over:
        return "let_lie"
    if candidate.load + need.weight > candidate.capacity and not is_empty:
        return "full"
    if _has_channel_full(need, candidate):
        return "channel_full"
    return "ramping" if ramp is not None and _has_ramp_full(candidate, now, ramp) else ""


def place_to_keep(need: Need, candidates: Sequence[Candidate], *, kept: Collection[int] = ()) -> int | None:
    """Return whose next place is kept for a case that waits: of those who could, whoever is nearest to having room.

    None is kept with those whose channel is full: what others send on other channels does not take that place.
    Without it lighter cases would take every place as it frees, and one that needs more room would never have it.
    """
    skilled = (c for c in candidates if need.skills <= c.skills and c.user_id not in kept)
    able = [
        c for c in skilled if c.capacity > 0 and c.user_id not in need.passed_over and not _has_channel_full(need, c)
    ]
    nearest = min(able, key=lambda c: (c.load + need.weight - c.capacity, c.user_id), default=None)
    return nearest.user_id if nearest else None


def let_lie_for(*, assigned_at: datetime, calendar: WorkCalendar | None, now: datetime) -> timedelta:
    """Return how much working time has passed since a case was given to somebody; without fixed hours all of it."""
    return now - assigned_at if calendar is None else time_between(calendar, assigned_at, now)


def queue_time(*, priority: int, opened_at: datetime) -> datetime:
    """Return the time by which waiting cases are ordered: the urgent come first, and nobody waits for ever.

    Each priority has a head start (`HEAD_STARTS`), so that a case, whatever its priority, is overtaken only by those
    that came soon after it.
    """
    return opened_at + HEAD_STARTS[priority]


def _chosen(candidate: Candidate, rule: str, counts: Mapping[str, int]) -> Routing:
    return Routing(owner_id=candidate.user_id, rule=rule, load=candidate.load, counts=counts)


def _relative_load(candidate: Candidate) -> float:
    return candidate.load / max(1, candidate.capacity)


def _idle_order(candidate: Candidate) -> tuple[bool, float, int]:
    """Never assigned first, then the oldest assignment; the id settles ties the same way every time."""
    at = candidate.last_assigned_at
    return (at is not None, at.timestamp() if at else 0.0, candidate.user_id)


def _has_channel_full(need: Need, candidate: Candidate) -> bool:
    most = candidate.channel_capacity.get(need.channel)
    return most is not None and candidate.channel_load.get(need.channel, 0) >= most


def _has_ramp_full(candidate: Candidate, now: datetime, ramp: Ramp) -> bool:
    since = candidate.available_since_at
    return since is not None and now - since < ramp.window and candidate.recent_automatic >= ramp.limit
