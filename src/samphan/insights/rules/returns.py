"""From grouped purchases to the repurchase figures."""

from collections.abc import Sequence
from datetime import timedelta

from samphan.analytics.intervals import Disclosure, disclosure, share_change, wilson_interval
from samphan.analytics.repurchase import (
    FirstPurchases,
    Share,
    cohort_table,
    quantile_of_counts,
    repurchase_within,
)
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import Period

WINDOWS_DAYS = (30, 90, 180)
COHORT_STEPS = 12


def share_value(share: Share) -> Value:
    """Return what may be shown of a share: with interval, as counts only, or nothing but n."""
    shown = disclosure(share.n)
    value: Value = {"n": share.n, "shown": shown.value}
    if shown is Disclosure.SUPPRESSED:
        return value
    value["successes"] = share.successes
    if shown is Disclosure.FULL:
        interval = wilson_interval(share.successes, share.n)
        value |= {"share": interval.estimate, "low": interval.low, "high": interval.high}
    return value


def compared_share(now: Share, before: Share) -> Value:
    """Return a share beside the one of the period before, and whether the difference is more than noise."""
    value = share_value(now) | {"before": share_value(before)}
    if disclosure(now.n) is disclosure(before.n) is Disclosure.FULL:
        change = share_change((before.successes, before.n), (now.successes, now.n))
        value["change"] = {"difference": change.difference, "z": change.z, "is_change": change.is_change}
    return value


def repurchase_value(
    groups: Sequence[FirstPurchases], gaps: Sequence[tuple[int, int]], *, period: Period, known_since: int
) -> Value:
    """Return repurchase within each window for customers won in the period, and the days between their orders.

    A customer whose window is not over is in no window's n; `gaps` are (days, how often) of purchase days in the
    period that followed an earlier one. `known_since` is the day of the firm's first purchase on record
    (`date.toordinal()`): a period before that began sooner is not compared with, because who was won in the first weeks
    on record is mostly an old customer, who comes back more.
    """
    is_comparable = known_since <= period.before.toordinal()
    windows: dict[str, Value] = {}
    for days in WINDOWS_DAYS:
        now, before = (_within(groups, days, period, past=past) for past in (False, True))
        windows[str(days)] = compared_share(now, before) if is_comparable else share_value(now)
    first_n = sum(g.customers for g in groups if _is_in(g, period))
    return {
        "n": first_n,
        "windows": windows,
        "gap_days": {
            "n": sum(count for _, count in gaps),
            "median": quantile_of_counts(gaps, 0.5),
            "p90": quantile_of_counts(gaps, 0.9),
        },
    }


def cohorts_value(groups: Sequence[FirstPurchases], *, period: Period) -> Value:
    """Return cumulative repurchase by month of first purchase; a cell is None while its window still runs."""
    cohorts = cohort_table(
        groups,
        as_of_day=period.until.toordinal() - 1,
        first_from=period.since.toordinal(),
        first_until=period.until.toordinal(),
        steps=COHORT_STEPS,
    )
    rows = [
        {
            "month": cohort.month.isoformat(),
            "customers": cohort.customers,
            "shown": disclosure(cohort.customers).value,
            "back": [None if disclosure(cohort.customers) is Disclosure.SUPPRESSED else n for n in cohort.came_back],
        }
        for cohort in cohorts
    ]
    return {"n": sum(cohort.customers for cohort in cohorts), "step_days": 30, "cohorts": rows}


def _within(groups: Sequence[FirstPurchases], days: int, period: Period, *, past: bool) -> Share:
    first_from, first_until = (period.before, period.since) if past else (period.since, period.until)
    return repurchase_within(
        groups,
        days=days,
        as_of_day=(period.until - timedelta(days=1)).toordinal(),
        first_from=first_from.toordinal(),
        first_until=first_until.toordinal(),
    )


def _is_in(group: FirstPurchases, period: Period) -> bool:
    return period.since.toordinal() <= group.first_day < period.until.toordinal()
