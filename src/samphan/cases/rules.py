"""Decisions about cases, pure: what is missing to close, who should own it, what an answer means, which step is now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PRIORITY_WEIGHT = {1: 4, 2: 2, 3: 1, 4: 1}
RAMP_WINDOW = timedelta(minutes=10)
RAMP_LIMIT = 5
SOLVED_FROM = 7
VERIFICATION_TRIES = 2
VERIFICATION_PATIENCE = timedelta(days=3)
LOOP_STEPS = ("listen", "contact", "cause", "fix", "confirm")


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What an agent says when closing the loop."""

    kind: str
    cause_id: int | None
    action_taken: str
    told_customer: str


def missing_to_resolve(closing: Closing) -> tuple[str, ...]:
    """Name what is missing to resolve a case: a feedback loop closes with a cause, an action and an answer given."""
    if closing.kind != "feedback":
        return ()
    wanted = {
        "cause": closing.cause_id is not None,
        "action": bool(closing.action_taken.strip()),
        "told": bool(closing.told_customer.strip()),
    }
    return tuple(name for name, is_there in wanted.items() if not is_there)


def is_solved(score: int) -> bool:
    """Say whether an answer (0-10) to "is it solved?" confirms it; what a promoter or passive would give does."""
    return score >= SOLVED_FROM


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
class Candidate:
    """Somebody who could own a case, as routing sees them."""

    user_id: int
    skills: frozenset[str]
    languages: frozenset[str]
    load: int
    capacity: int
    last_assigned_at: datetime | None
    available_since_at: datetime | None
    recent_automatic: int


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a case asks of its owner."""

    skills: frozenset[str] = field(default_factory=frozenset)
    language: str = "th"
    weight: int = 1
    previous_owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Who should own it and by which rule; `owner_id` is None when nobody can take it now."""

    owner_id: int | None
    rule: str
    load: int = 0
    considered: int = 0


def choose_owner(need: Need, candidates: Sequence[Candidate], *, now: datetime) -> Routing:
    """Choose an owner: skill, language, continuity, lowest load for the capacity, longest idle, in that order.

    Skill is hard: nobody without it gets the case. Language narrows when somebody speaks it. Whoever has just logged
    in takes at most `RAMP_LIMIT` cases in their first ten minutes, so that the first to arrive does not get everything.
    """
    skilled = [c for c in candidates if need.skills <= c.skills]
    if candidates and not skilled:
        return Routing(owner_id=None, rule="no_skill", considered=len(candidates))
    free = [c for c in skilled if c.load + need.weight <= c.capacity and not _is_ramping_full(c, now)]
    if not free:
        return Routing(owner_id=None, rule="no_capacity", considered=len(candidates))
    speakers = [c for c in free if need.language in c.languages] or free
    for candidate in speakers:
        if candidate.user_id == need.previous_owner_id:
            return _chosen(candidate, "continuity", len(candidates))
    lowest = min(_relative_load(c) for c in speakers)
    least_loaded = [c for c in speakers if _relative_load(c) == lowest]
    if len(least_loaded) == 1:
        return _chosen(least_loaded[0], "lowest_load", len(candidates))
    longest_idle = min(least_loaded, key=_idle_order)
    return _chosen(longest_idle, "longest_idle", len(candidates))


def _chosen(candidate: Candidate, rule: str, considered: int) -> Routing:
    return Routing(owner_id=candidate.user_id, rule=rule, load=candidate.load, considered=considered)


def _relative_load(candidate: Candidate) -> float:
    return candidate.load / max(1, candidate.capacity)


def _idle_order(candidate: Candidate) -> tuple[bool, float, int]:
    """Never assigned first, then the oldest assignment; the id settles ties the same way every time."""
    at = candidate.last_assigned_at
    return (at is not None, at.timestamp() if at else 0.0, candidate.user_id)


def _is_ramping_full(candidate: Candidate, now: datetime) -> bool:
    since = candidate.available_since_at
    return since is not None and now - since < RAMP_WINDOW and candidate.recent_automatic >= RAMP_LIMIT
