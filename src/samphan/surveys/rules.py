"""Whom we may ask now: one decision table, every rule with its name. Pure; the facts come from `selectors`."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Outcome = Literal["ask", "delay", "skip"]

LINK_LIFE = timedelta(days=30)
# How long a tapped score may still be changed or explained; afterwards it stands as it is.
OPEN_WINDOW = timedelta(hours=24)


# The most important first: when one letter is enough, this one is sent.
PRIORITY = ("verification", "transactional", "relationship", "campaign")
MOST_ASKS, LONGEST_BUDGET_DAYS, LONGEST_REST_HOURS = 12, 365, 24 * 30


@dataclass(frozen=True, kw_only=True)
class AskingPolicy:
    """The settings of the table: asks in so many days, and the rest a customer is given after trouble, in hours."""

    most_asks: int = 3
    budget_days: int = 90
    complaint_hours: int = 72
    incident_hours: int = 24


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """When nobody is disturbed, in the firm's own time zone; equal ends mean never."""

    starts: time = time(20)
    ends: time = time(9)
    timezone: str = "Asia/Bangkok"


@dataclass(frozen=True, kw_only=True)
class AskingFacts:
    """What is known about one customer and one wish to ask."""

    purpose: str
    is_anonymous_survey: bool = False
    has_address: bool = True
    consent: bool | None = None  # True given, False refused or withdrawn, None never asked
    is_paused: bool = False  # an unhappy case is open
    is_in_incident: bool = False  # an incident touches this customer, or did until a short while ago
    last_unhappy_at: datetime | None = None
    has_open_invitation: bool = False  # the same survey (and case) was sent and is neither answered nor expired
    asked_at: tuple[datetime, ...] = ()  # every ask that was sent or is reserved, any survey, any address
    waiting: tuple[str, ...] = ()  # purposes of other surveys' asks that are reserved and not written yet
    quiet_hours: QuietHours = QuietHours()
    policy: AskingPolicy = AskingPolicy()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do, by which rule ("" when none spoke), and for a delay until when."""

    outcome: Outcome
    rule: str = ""
    until_at: datetime | None = None


# What a purpose passes over. A verification belongs to the customer's own open case, so the case must not block it, and
# confirming that a promise was kept comes before every other ask. A case that asks again after a silence knows when to.
# Nothing passes over a refusal.
_BYPASSES: dict[str, frozenset[str]] = {
    "verification": frozenset(
        {"no_consent", "open_case", "incident", "recent_complaint", "merged", "budget_spent", "already_asked"}
    ),
    "transactional": frozenset(),
    "relationship": frozenset(),
    "campaign": frozenset(),
}
# Asks of the budget each purpose leaves for the more important ones, if the budget has that many.
_LEAVES: dict[str, int] = {"verification": 0, "transactional": 0, "relationship": 1, "campaign": 2}


# An ask that was reserved counts among the asks; when its time comes it must not be stopped by itself.
_OF_ITS_OWN = frozenset({"already_asked", "budget_spent", "merged"})


def policy_is_possible(policy: AskingPolicy) -> bool:
    """Say whether settings lie within their limits."""
    return (
        1 <= policy.most_asks <= MOST_ASKS
        and 1 <= policy.budget_days <= LONGEST_BUDGET_DAYS
        and 0 <= policy.complaint_hours <= LONGEST_REST_HOURS
        and 0 <= policy.incident_hours <= LONGEST_REST_HOURS
    )


def decide(facts: AskingFacts, *, now: datetime, is_reserved: bool = False) -> Decision:
    """Say whether to ask now, later or not, and which rule said so; the first rule that applies speaks."""
    bypassed = _BYPASSES[facts.purpose] | (_OF_ITS_OWN if is_reserved else frozenset())
    for rule, applies in _blocks(facts, now):
        if applies and rule not in bypassed:
            return Decision(outcome="skip", rule=rule)
    until_at = quiet_end(now, facts.quiet_hours)
    if until_at is not None:
        return Decision(outcome="delay", rule="quiet_hours", until_at=until_at)
    return Decision(outcome="ask")


def _blocks(facts: AskingFacts, now: datetime) -> tuple[tuple[str, bool], ...]:
    complaint_since = now - timedelta(hours=facts.policy.complaint_hours)
    return (
        ("opted_out", facts.consent is False),
        ("no_consent", facts.consent is None),
        ("no_address", not facts.has_address),
        ("anonymous_verification", facts.is_anonymous_survey and facts.purpose == "verification"),
        ("already_asked", facts.has_open_invitation),
        ("open_case", facts.is_paused),
        ("incident", facts.is_in_incident),
        ("recent_complaint", facts.last_unhappy_at is not None and facts.last_unhappy_at > complaint_since),
        # One letter is enough, and one that is as important waits already.
        ("merged", not all(outranks(facts.purpose, one) for one in facts.waiting)),
        ("budget_spent", asks_left(facts, now=now) <= 0),
    )


def outranks(purpose: str, other: str) -> bool:
    """Say whether an ask is more important than another that waits, and so is sent in its place."""
    return PRIORITY.index(purpose) < PRIORITY.index(other)


def asks_left(facts: AskingFacts, *, now: datetime) -> int:
    """Return how many asks this purpose may still use of the customer's budget."""
    policy = facts.policy
    since = now - timedelta(days=policy.budget_days)
    used = sum(1 for at in facts.asked_at if at > since)
    used -= sum(outranks(facts.purpose, one) for one in facts.waiting)
    return policy.most_asks - min(_LEAVES[facts.purpose], policy.most_asks - 1) - used


def quiet_end(now: datetime, quiet: QuietHours) -> datetime | None:
    """Return when the quiet hours around `now` end, or None outside them."""
    local = now.astimezone(ZoneInfo(quiet.timezone))
    at, start, end = local.time(), quiet.starts, quiet.ends
    if start == end:
        return None
    is_quiet = start <= at < end if start < end else (at >= start or at < end)
    if not is_quiet:
        return None
    ends = local.replace(hour=end.hour, minute=end.minute, second=end.second, microsecond=0)
    if ends <= local:
        ends += timedelta(days=1)
    return ends.astimezone(UTC)


def is_open(*, answered_at: datetime, finished_at: datetime | None, now: datetime) -> bool:
    """Say whether a response may still be changed: not finished, and tapped less than a day ago."""
    return finished_at is None and now < answered_at + OPEN_WINDOW


def fill(text: str, *, name: str, brand: str) -> str:
    """Return an author's text with {name} and {brand} filled in; any other brace stays as it was typed."""
    return text.replace("{name}", name).replace("{brand}", brand)
