"""What to do for one customer next, with what speaks for it: debts first, then what she said, then what goes along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from samphan.analytics.risk import (
    Association,
    BrokenPromise,
    Explanation,
    NextAction,
    OpenCase,
    Reason,
    Situation,
    Stated,
    Thresholds,
    next_best_action,
)
from samphan.insights.rules.debts import STATED_WITHIN, is_owed
from samphan.insights.selectors.clocks import Broken
from samphan.insights.sources import CareRow


@dataclass(frozen=True, kw_only=True)
class Care:
    """What happened between each customer and us in the last year: her cases, and the promises broken to her."""

    timezone: str
    cases: Sequence[CareRow]
    broken: Sequence[Broken]
    _of: dict[int, "_Hers"] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for case in self.cases:
            self._of.setdefault(case.customer_id, _Hers()).cases.append(case)
        for promise in self.broken:
            self._of.setdefault(promise.customer_id, _Hers()).broken.append(promise)

    def reasons(self, customer_id: int, explanation: Explanation | None, now: datetime) -> list[Reason]:
        """Return what the customer said first, then what goes along with leaving."""
        stated: list[Reason] = [
            Stated(cause=row.cause_code, source="case", at=row.opened_at)
            for row in self._hers(customer_id).cases
            if row.cause_code and row.opened_at > now - STATED_WITHIN
        ]
        return stated + list(explanation.drivers if explanation else ())

    def next_action(
        self,
        customer_id: int,
        *,
        risk: float | None,
        value: int,
        reasons: Sequence[Reason],
        happy_date: date | None,
        thresholds: Thresholds,
    ) -> NextAction:
        """Return the first action that has evidence; `happy_date` is the day of a latest answer of 9 or 10."""
        hers = self._hers(customer_id)
        waiting = tuple(
            OpenCase(code=str(row.case_id), opened_at=row.opened_at, is_overdue=row.is_overdue)
            for row in hers.cases
            if row.is_open
        )
        situation = Situation(
            risk=risk,
            value_minor=value,
            open_cases=waiting,
            broken_promises=tuple(self._owed(hers, happy_date)),
            reasons=tuple(reasons),
        )
        return next_best_action(situation, thresholds)

    def _hers(self, customer_id: int) -> "_Hers":
        return self._of.get(customer_id) or _NOTHING

    def _owed(self, hers: "_Hers", happy_date: date | None) -> list[BrokenPromise]:
        zone = ZoneInfo(self.timezone)
        by_case: Mapping[int, CareRow] = {row.case_id: row for row in hers.cases}
        owed = []
        for promise in hers.broken:
            case = by_case.get(promise.work_id) if promise.work_kind == "case" else None
            if is_owed(
                promise.broken_at.astimezone(zone).date(),
                is_open=case is not None and case.is_open,
                is_confirmed=case is not None and case.is_confirmed,
                happy_date=happy_date,
            ):
                owed.append(BrokenPromise(code=promise.metric, broken_at=promise.broken_at))
        return owed


@dataclass(frozen=True)
class _Hers:
    cases: list[CareRow] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)


_NOTHING = _Hers()


def told_reason(reason: Reason, sides: Mapping[str, str]) -> dict[str, Any]:
    """Return a reason as it is stored; `sides` by fact says whether the customer's is low or high (`Leaving`)."""
    if isinstance(reason, Association):
        told = {"code": reason.fact, "kind": "association", "weight": reason.log_odds, "support": reason.support}
        return told | {"side": sides.get(reason.fact, "")}
    if isinstance(reason, Stated):
        return {"code": reason.cause, "kind": "stated", "at": reason.at.date().isoformat()}
    return {"code": reason.action, "kind": "measured", "weight": reason.effect, "n": reason.n}


def told_evidence(action: NextAction, sides: Mapping[str, str]) -> dict[str, Any]:
    """Return what speaks most for an action, as it is stored; nothing for none."""
    first = action.evidence[0] if action.evidence else None
    if first is None:
        return {}
    if isinstance(first, OpenCase):
        return {"kind": "case", "case_id": int(first.code), "is_overdue": first.is_overdue}
    if isinstance(first, BrokenPromise):
        return {"kind": "promise", "code": first.code, "at": first.broken_at.date().isoformat()}
    return told_reason(first, sides)
