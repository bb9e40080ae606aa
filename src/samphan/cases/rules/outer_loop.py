"""Decisions about problems, pure: which step may follow, what is missing for it, and what a fix changed.

The comparison asks the same question of two equal groups, so that being chosen for having complained helps neither:
of those who reported within one window, how many reported again in the time that followed it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.analytics.intervals import (
    Disclosure,
    Interval,
    NpsCounts,
    disclosure,
    nps_difference,
    nps_interval,
    share_difference,
    wilson_interval,
)
from samphan.analytics.pareto import Bar, pareto
from samphan.signals.rules import category_of

# What a person may do next; "told" is reached by telling those who reported it, and by nothing else.
MOVES: Mapping[str, tuple[str, ...]] = {
    "open": ("fixing", "dropped"),
    "fixing": ("fixed", "open", "dropped"),
    "fixed": ("open",),
    "told": ("open",),
    "dropped": ("open",),
}
WINDOW_DAYS = 90
WINDOW_CHOICES = (30, 60, 90, 180)
MEASURES = ("cases", "customers", "value")


def may_move(before: str, after: str) -> bool:
    """Say whether a problem may go from one state to another by hand."""
    return after in MOVES.get(before, ())


def missing_to_move(after: str, *, owner_id: int | None, expected_effect: str, reason: str) -> tuple[str, ...]:
    """Name what is missing for a step: who fixes and what it should bring, or why it is let go."""
    if after == "dropped":
        return () if reason.strip() else ("reason",)
    if after not in {"fixing", "fixed"}:
        return ()
    wanted = {"owner": owner_id is not None, "effect": bool(expected_effect.strip())}
    return tuple(name for name, is_there in wanted.items() if not is_there)


@dataclass(frozen=True, kw_only=True)
class CauseWeight:
    """How much one cause weighs: cases, distinct customers, and their value at risk in satang."""

    code: str
    cases: int
    customers: int
    value_satang: int

    def of(self, measure: str) -> int:
        """Return the weight by "cases", "customers" or "value"."""
        return {"cases": self.cases, "customers": self.customers, "value": self.value_satang}[measure]


def ranked(weights: Iterable[CauseWeight], *, measure: str) -> list[tuple[Bar, CauseWeight]]:
    """Rank causes by a measure; the vital few are named only where there are cases enough to tell them from noise."""
    by_code = {weight.code: weight for weight in weights}
    is_enough = disclosure(sum(weight.cases for weight in by_code.values())) is Disclosure.FULL
    bars = pareto({code: weight.of(measure) for code, weight in by_code.items()})
    return [
        (
            Bar(
                key=bar.key,
                count=bar.count,
                cumulative_share=bar.cumulative_share,
                is_vital=bar.is_vital and is_enough,
            ),
            by_code[bar.key],
        )
        for bar in bars
    ]


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The stretches around a fix that are compared; `followed` is as long after each group as the time since allows."""

    fixed_at: datetime
    window: timedelta
    followed: timedelta

    @property
    def is_over(self) -> bool:
        """Whether the whole window after the fix has passed."""
        return self.followed == self.window

    @property
    def earlier_at(self) -> datetime:
        """Return where the group before the fix ends: as long before the fix as the other is followed after it."""
        return self.fixed_at - self.followed


def windows_of(*, fixed_at: datetime, window_days: int, now: datetime) -> Windows:
    """Return the stretches to compare at `now`, at most `window_days` each."""
    window = timedelta(days=window_days)
    return Windows(fixed_at=fixed_at, window=window, followed=max(timedelta(0), min(window, now - fixed_at)))


@dataclass(frozen=True, kw_only=True)
class Report:
    """One case of a problem: whose, and when it was opened."""

    customer_id: int
    at: datetime


def reported_again(reports: Sequence[Report], *, split_at: datetime, windows: Windows) -> tuple[int, int]:
    """Return (again, n): of the n customers who reported in the window before `split_at`, who did so again after it."""
    first = {one.customer_id for one in reports if split_at - windows.window <= one.at < split_at}
    again = {one.customer_id for one in reports if split_at <= one.at < split_at + windows.followed}
    return len(first & again), len(first)


@dataclass(frozen=True, kw_only=True)
class ComparedShare:
    """A share before and after, each `(successes, n)`; intervals only where both groups are large enough."""

    before: tuple[int, int]
    after: tuple[int, int]
    before_interval: Interval | None = None
    after_interval: Interval | None = None
    difference: Interval | None = None

    @property
    def verdict(self) -> str:
        """Return "fewer", "more", "same" (noise could do it) or "few" (too few to say)."""
        return _verdict(self.difference, down="fewer", up="more")


def compared_share(before: tuple[int, int], after: tuple[int, int]) -> ComparedShare:
    """Compare two shares by Wilson and Newcombe intervals; groups below 30 are only counted."""
    if not (disclosure(before[1]) is disclosure(after[1]) is Disclosure.FULL):
        return ComparedShare(before=before, after=after)
    return ComparedShare(
        before=before,
        after=after,
        before_interval=wilson_interval(*before),
        after_interval=wilson_interval(*after),
        difference=share_difference(before, after),
    )


@dataclass(frozen=True, kw_only=True)
class ComparedNps:
    """The NPS of the affected before and after; scores and their difference only from thirty answers each."""

    before: NpsCounts
    after: NpsCounts
    before_interval: Interval | None = None
    after_interval: Interval | None = None
    difference: Interval | None = None

    @property
    def verdict(self) -> str:
        """Return "better", "worse", "same" (noise could do it) or "few" (too few to say)."""
        return _verdict(self.difference, down="worse", up="better")


def compared_nps(before: NpsCounts, after: NpsCounts) -> ComparedNps:
    """Compare two NPS by adjusted-Wald intervals."""
    is_enough = disclosure(before.n) is disclosure(after.n) is Disclosure.FULL
    if not is_enough:
        return ComparedNps(before=before, after=after)
    return ComparedNps(
        before=before,
        after=after,
        before_interval=nps_interval(before),
        after_interval=nps_interval(after),
        difference=nps_difference(before, after),
    )


def nps_counts(scores: Iterable[int]) -> NpsCounts:
    """Count answers of 0..10 by group."""
    counted = Counter(category_of("nps", score) for score in scores)
    return NpsCounts(promoters=counted["promoter"], passives=counted["passive"], detractors=counted["detractor"])


def _verdict(difference: Interval | None, *, down: str, up: str) -> str:
    if difference is None:
        return "few"
    if difference.low <= 0.0 <= difference.high:
        return "same"
    return up if difference.estimate > 0 else down
