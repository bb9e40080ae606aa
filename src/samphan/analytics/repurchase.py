"""Do customers come back: repurchase within a window, cohorts and gaps, from grouped counts, exactly.

The grouping (one row per first day and gap) is small however many orders there are, so a database groups and these
functions finish; both give the same numbers as walking the orders one by one. Days are whole days in the firm's time
zone, numbered as `date.toordinal()`: two orders on one day are one purchase day.

Right-censoring: a customer whose window is not yet complete can still come back, so counting her as "did not" would
push every recent figure down. She is left out of numerator and denominator alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from samphan.analytics.intervals import Interval, wilson_interval

COHORT_STEP_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class FirstPurchases:
    """Customers who first bought on `first_day` and came back `gap_days` later (None: not yet)."""

    first_day: int
    gap_days: int | None
    customers: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """`successes` of `n`."""

    successes: int
    n: int

    @property
    def interval(self) -> Interval | None:
        """Return the share (0..1) with its Wilson interval; None of nobody: that is no share of zero."""
        return wilson_interval(self.successes, self.n) if self.n else None


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """One month of first purchases: `came_back[k]` is the number back within (k+1)·30 days, None while incomplete."""

    month: date
    customers: int
    came_back: tuple[int | None, ...]


def repurchase_within(
    groups: Iterable[FirstPurchases], *, days: int, as_of_day: int, first_from: int, first_until: int
) -> Share:
    """Return how many bought again within `days` of their first purchase, of those whose window is complete.

    Counts customers first seen on days `first_from <= day < first_until`. The window is complete when
    `first_day + days < as_of_day` (the last day of the window has ended). A second order counts on day
    `first_day + days` but not on the first day itself.
    """
    successes = n = 0
    for group in groups:
        if first_from <= group.first_day < first_until and group.first_day + days < as_of_day:
            n += group.customers
            if group.gap_days is not None and group.gap_days <= days:
                successes += group.customers
    return Share(successes=successes, n=n)


def cohort_table(
    groups: Iterable[FirstPurchases], *, as_of_day: int, first_from: int, first_until: int, steps: int = 12
) -> list[Cohort]:
    """Return cumulative repurchase by month of first purchase, oldest first; incomplete cells are None.

    A cell is complete when the last day of the month plus its window has ended for everybody who could be in it.
    """
    by_month: dict[date, list[FirstPurchases]] = defaultdict(list)
    for group in groups:
        if first_from <= group.first_day < first_until:
            by_month[date.fromordinal(group.first_day).replace(day=1)].append(group)
    return [_cohort(month, by_month[month], as_of_day, steps) for month in sorted(by_month)]


def _cohort(month: date, groups: Sequence[FirstPurchases], as_of_day: int, steps: int) -> Cohort:
    last_day = ((month + timedelta(days=32)).replace(day=1) - timedelta(days=1)).toordinal()
    cells: list[int | None] = []
    for step in range(1, steps + 1):
        window = step * COHORT_STEP_DAYS
        complete = last_day + window < as_of_day
        back = sum(g.customers for g in groups if g.gap_days is not None and g.gap_days <= window)
        cells.append(back if complete else None)
    return Cohort(month=month, customers=sum(g.customers for g in groups), came_back=tuple(cells))


def quantile_of_counts(counts: Iterable[tuple[int, int]], share: float) -> float | None:
    """Return a quantile (linear between neighbours, as numpy's default) of values given as `(value, count)`.

    None when there is no value. The median is `share=0.5`.
    """
    ordered = sorted(counts)
    total = sum(count for _, count in ordered)
    if total == 0:
        return None
    position = share * (total - 1)
    lower = int(position)
    low = _value_at(ordered, lower)
    high = _value_at(ordered, min(lower + 1, total - 1))
    return low + (high - low) * (position - lower)


def _value_at(ordered: Sequence[tuple[int, int]], index: int) -> float:
    seen = 0
    for value, count in ordered:
        seen += count
        if index < seen:
            return float(value)
    raise IndexError(index)
