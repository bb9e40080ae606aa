"""From counts of answers to the NPS figures, hiding what too few answers cannot bear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samphan.analytics.intervals import (
    Disclosure,
    NpsCounts,
    disclosure,
    nps_change,
    nps_interval,
    wilson_interval,
)

Value = dict[str, object]
NONE_YET = NpsCounts(promoters=0, passives=0, detractors=0)


@dataclass(frozen=True, kw_only=True)
class AnswerCounts:
    """NPS answers of one month and one branch."""

    month: date
    branch_id: int | None
    promoters: int
    passives: int
    detractors: int


def score_value(counts: NpsCounts) -> Value:
    """Return what may be shown of one group of answers: score and interval, counts only, or nothing but n."""
    shown = disclosure(counts.n)
    value: Value = {"n": counts.n, "shown": shown.value}
    if shown is Disclosure.SUPPRESSED:
        return value
    value |= {"promoters": counts.promoters, "passives": counts.passives, "detractors": counts.detractors}
    if shown is Disclosure.FULL:
        interval = nps_interval(counts)
        value |= {"nps": interval.estimate, "low": interval.low, "high": interval.high}
    return value


def nps_value(now: NpsCounts, before: NpsCounts) -> Value:
    """Return the NPS of a period beside the one before, and whether the difference is more than noise."""
    value = score_value(now) | {"before": score_value(before)}
    if disclosure(now.n) is disclosure(before.n) is Disclosure.FULL:
        change = nps_change(before, now)
        value["change"] = {"difference": change.difference, "z": change.z, "is_change": change.is_change}
    return value


def months_value(months: Sequence[date], by_month: Mapping[date, NpsCounts]) -> Value:
    """Return the NPS month by month; a month without answers is there, empty."""
    rows = [{"month": month.isoformat()} | score_value(by_month.get(month, NONE_YET)) for month in months]
    return {"n": sum(counts.n for month, counts in by_month.items() if month in set(months)), "months": rows}


def answers_value(*, answered: int, invited: int, invited_answered: int) -> Value:
    """Return how many answered, and how many of those asked: the rate says whom the other figures speak for."""
    value: Value = {"n": answered, "invited": invited, "invited_answered": invited_answered}
    if disclosure(invited) is Disclosure.FULL:
        rate = wilson_interval(invited_answered, invited)
        value["rate"] = {"share": rate.estimate, "low": rate.low, "high": rate.high}
    return value


def add_counts(rows: Sequence[AnswerCounts]) -> NpsCounts:
    """Return the sum of several groups of answers."""
    return NpsCounts(
        promoters=sum(row.promoters for row in rows),
        passives=sum(row.passives for row in rows),
        detractors=sum(row.detractors for row in rows),
    )
