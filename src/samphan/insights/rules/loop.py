"""From cases to what the business learns of them: which few causes hurt, and how fast the loop closes."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.analytics.pareto import pareto
from samphan.analytics.repurchase import Share, quantile_of_counts
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import compared_share

MOST_CAUSES = 12


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case as insights sees it; the room that owns cases fills it (see `insights.sources`)."""

    id: int
    kind: str
    branch_id: int | None
    opened_at: datetime
    first_contact_at: datetime | None
    resolved_at: datetime | None
    reopened_count: int
    is_open: bool
    is_verified: bool
    verification: str  # "confirmed", "failed", "silent", "pending" or "" when never asked
    cause_code: str
    cause_th: str
    cause_en: str


@dataclass(frozen=True, kw_only=True)
class ClockResult:
    """How one promise of one case ended."""

    case_id: int
    metric: str
    is_met: bool


def causes_value(cases: Sequence[CaseRow]) -> Value:
    """Return causes ranked by cases, with cumulative share and the vital few; cases without one are said apart."""
    names = {case.cause_code: (case.cause_th, case.cause_en) for case in cases if case.cause_code}
    with_cause = Counter(case.cause_code for case in cases if case.cause_code)
    n = with_cause.total()
    shown = disclosure(n)
    bars: list[Value] = []
    if shown is not Disclosure.SUPPRESSED:
        bars = [
            {
                "code": bar.key,
                "th": names[bar.key][0],
                "en": names[bar.key][1],
                "count": bar.count,
                "cumulative": bar.cumulative_share,
                "is_vital": bar.is_vital and shown is Disclosure.FULL,
            }
            for bar in pareto(with_cause)
        ]
    return {
        "n": n,
        "without_cause": len(cases) - n,
        "shown": shown.value,
        "bars": bars[:MOST_CAUSES],
        "more": max(0, len(bars) - MOST_CAUSES),
    }


def case_times_value(
    now: Sequence[CaseRow],
    before: Sequence[CaseRow],
    clocks: dict[int, list[ClockResult]],
    months: Sequence[date],
    month_of: Callable[[datetime], date],
) -> Value:
    """Return how fast the loop closes for cases opened in the period, beside the period before.

    Times are minutes on the wall clock, because that is what the customer waits; whether a promise was kept is judged
    in business time by its own clock.
    """
    return {
        "n": len(now),
        "open": sum(case.is_open for case in now),
        "first_contact": _minutes((case.opened_at, case.first_contact_at) for case in now),
        "close": _minutes((case.opened_at, case.resolved_at) for case in now),
        "promises": {
            metric: compared_share(_kept(now, clocks, metric), _kept(before, clocks, metric))
            for metric in sorted({result.metric for results in clocks.values() for result in results})
        },
        "kept": compared_share(_kept(now, clocks, None), _kept(before, clocks, None)),
        "verified": compared_share(_verified(now), _verified(before)),
        "reopened": compared_share(_reopened(now), _reopened(before)),
        "kept_by_month": [
            _bare(month, _kept([case for case in now if month_of(case.opened_at) == month], clocks, None))
            for month in months
        ],
    }


def _minutes(pairs: Iterable[tuple[datetime, datetime | None]]) -> Value:
    waits = Counter(int((end - start).total_seconds() // 60) for start, end in pairs if end is not None)
    n = waits.total()
    value: Value = {"n": n, "shown": disclosure(n).value}
    if disclosure(n) is not Disclosure.SUPPRESSED:
        value |= {
            "median": quantile_of_counts(waits.items(), 0.5),
            "p90": quantile_of_counts(waits.items(), 0.9) if disclosure(n) is Disclosure.FULL else None,
        }
    return value


def _kept(cases: Iterable[CaseRow], clocks: dict[int, list[ClockResult]], metric: str | None) -> Share:
    results = [
        result.is_met
        for case in cases
        for result in clocks.get(case.id, ())
        if metric is None or result.metric == metric
    ]
    return Share(successes=sum(results), n=len(results))


def _verified(cases: Iterable[CaseRow]) -> Share:
    asked = [case for case in cases if case.verification in {"confirmed", "failed", "silent"}]
    return Share(successes=sum(case.is_verified for case in asked), n=len(asked))


def _reopened(cases: Iterable[CaseRow]) -> Share:
    ended = [case for case in cases if case.resolved_at is not None or case.reopened_count]
    return Share(successes=sum(case.reopened_count > 0 for case in ended), n=len(ended))


def _bare(month: date, share: Share) -> Value:
    return {"month": month.isoformat(), "n": share.n, "successes": share.successes}
