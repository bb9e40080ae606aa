"""What to do for a customer next: one rule table, first match wins, and every action carries its evidence.

Debts come before favours: whoever waits for us or was let down is not sent an offer. After that, what was measured
wins over what was said, and what was said over what merely goes along. Without evidence no action is named.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from samphan.analytics.risk.reasons import Association, Measured, Reason, Stated


class Action(StrEnum):
    """What can be asked of a colleague or a rule."""

    MAKE_GOOD = "make_good"  # a promise was broken and nothing was done about it
    FINISH_CASE = "finish_case"  # she waits for us
    DO_WHAT_WORKED = "do_what_worked"  # an action that a holdout has measured
    ANSWER_REASON = "answer_reason"  # she said why
    ASK_ABOUT = "ask_about"  # a fact goes with leaving: ask, do not assume
    NONE_WITH_EVIDENCE = "none_with_evidence"


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """A case of this customer that is not closed."""

    code: str
    opened_at: datetime
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class BrokenPromise:
    """A promise to this customer that was not kept and not made good."""

    code: str
    broken_at: datetime


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known of one customer: risk (0..1, None: not known), yearly margin in minor units, debts, reasons."""

    risk: float | None
    value_minor: int
    open_cases: tuple[OpenCase, ...] = ()
    broken_promises: tuple[BrokenPromise, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From which risk (0..1) a customer is at risk, and from which margin a personal question is worth its cost."""

    risk: float
    value_minor: int


Evidence = Reason | OpenCase | BrokenPromise


@dataclass(frozen=True, kw_only=True)
class NextAction:
    """One action, what it rests on (strongest first), and how likely the customer is to leave."""

    action: Action
    evidence: tuple[Evidence, ...] = field(default=())
    risk: float | None = None


def next_best_action(situation: Situation, thresholds: Thresholds) -> NextAction:
    """Return the first action of the table that has evidence, or NONE_WITH_EVIDENCE."""
    for action, evidence_for in _TABLE:
        evidence = evidence_for(situation, thresholds)
        if evidence:
            return NextAction(action=action, evidence=evidence, risk=situation.risk)
    return NextAction(action=Action.NONE_WITH_EVIDENCE, risk=situation.risk)


def _broken_promises(situation: Situation, _: Thresholds) -> tuple[Evidence, ...]:
    return tuple(sorted(situation.broken_promises, key=lambda promise: promise.broken_at))


def _open_cases(situation: Situation, _: Thresholds) -> tuple[Evidence, ...]:
    return tuple(sorted(situation.open_cases, key=lambda case: (not case.is_overdue, case.opened_at)))


def _what_worked(situation: Situation, thresholds: Thresholds) -> tuple[Evidence, ...]:
    """Only an effect whose whole interval helps; the one that surely helps most first."""
    if not _is_at_risk(situation, thresholds):
        return ()
    proven = [reason for reason in situation.reasons if isinstance(reason, Measured) and reason.low > 0.0]
    return tuple(sorted(proven, key=lambda reason: -reason.low))


def _stated_reasons(situation: Situation, thresholds: Thresholds) -> tuple[Evidence, ...]:
    if not _is_at_risk(situation, thresholds):
        return ()
    said = [reason for reason in situation.reasons if isinstance(reason, Stated)]
    return tuple(sorted(said, key=lambda reason: reason.at, reverse=True))


def _associations(situation: Situation, thresholds: Thresholds) -> tuple[Evidence, ...]:
    if not _is_at_risk(situation, thresholds) or situation.value_minor < thresholds.value_minor:
        return ()
    going_along = [reason for reason in situation.reasons if isinstance(reason, Association)]
    return tuple(sorted(going_along, key=lambda reason: -reason.log_odds))


def _is_at_risk(situation: Situation, thresholds: Thresholds) -> bool:
    return situation.risk is not None and situation.risk >= thresholds.risk


_TABLE: tuple[tuple[Action, Callable[[Situation, Thresholds], tuple[Evidence, ...]]], ...] = (
    (Action.MAKE_GOOD, _broken_promises),
    (Action.FINISH_CASE, _open_cases),
    (Action.DO_WHAT_WORKED, _what_worked),
    (Action.ANSWER_REASON, _stated_reasons),
    (Action.ASK_ABOUT, _associations),
)
