"""From the engine's counts of who stays, leaves and comes back to the figures of the Retention screen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from samphan.analytics.intervals import SMALLEST_N_TO_SHOW, Disclosure, disclosure
from samphan.analytics.repurchase import Share
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import share_value

# Days without an order until a customer counts as lost: the firm's own slow rhythm, within what anybody would believe.
SHORTEST_WINDOW, LONGEST_WINDOW = 30, 365


@dataclass(frozen=True, kw_only=True)
class CohortCell:
    """Customers of one cohort active `step` months after their first purchase; None while that month still runs."""

    cohort: date
    step: int
    customers: int
    active: int | None


@dataclass(frozen=True, kw_only=True)
class MonthlyChange:
    """What happened to customers up to the end of one month, between two windows of equal length."""

    month: date
    active: int
    lost: Share
    reactivated: int


@dataclass(frozen=True, kw_only=True)
class WaitingPoint:
    """The share of customers who have not come back by a day after their purchase, with its 95 % interval."""

    day: int
    share: float
    low: float
    high: float


def window_of(slow_gap_days: float | None) -> int:
    """Return after how many days without an order a customer is lost: the gap nine of ten orders come within."""
    if slow_gap_days is None:
        return SHORTEST_WINDOW * 3
    return int(min(LONGEST_WINDOW, max(SHORTEST_WINDOW, round(slow_gap_days))))


def cohort_grids_value(grids: Mapping[str, Sequence[CohortCell]]) -> Value:
    """Return the cohort triangles by kind of comeback ("exact", "unbounded"), small cohorts hidden."""
    shaped = {kind: [_cohort_row(month, row) for month, row in _by_cohort(cells)] for kind, cells in grids.items()}
    some = next(iter(shaped.values()), [])
    return {"n": sum(int(str(row["customers"])) for row in some), "grids": shaped}


def churn_months_value(changes: Sequence[MonthlyChange], *, window_days: int) -> Value:
    """Return churn by month: of those active in the window before, how many were not in the one that ended then."""
    months = [
        {
            "month": change.month.isoformat(),
            "active": change.active,
            "lost": share_value(change.lost),
            "reactivated": change.reactivated,
        }
        for change in changes
    ]
    return {"n": changes[-1].lost.n if changes else 0, "window_days": window_days, "months": months}


def churn_now_value(
    lost: Share, *, expected: tuple[float, float, float] | None, detected: bool, p_value: float | None
) -> Value:
    """Return churn today: counted by the window, and what the model expects (share, low, high) where it may say so.

    Without a model there was no test: `p_value` is None then.
    """
    value: Value = {"n": lost.n, "shown": disclosure(lost.n).value, "lost": share_value(lost)}
    value["attrition"] = {"detected": detected, "p_value": p_value}
    value["expected"] = None
    if detected and expected is not None and disclosure(lost.n) is Disclosure.FULL:
        share, low, high = expected
        value["expected"] = {"share": share, "low": low, "high": high}
    return value


def waiting_value(groups: Mapping[str, tuple[int, Sequence[WaitingPoint]]]) -> Value:
    """Return for each attitude (n, curve) how long customers take to come back; curves of few customers are hidden."""
    rows = []
    for code, (n, points) in groups.items():
        shown = disclosure(n)
        curve = points if shown is Disclosure.FULL else ()
        rows.append(
            {
                "code": code,
                "n": n,
                "shown": shown.value,
                "points": [{"day": p.day, "share": p.share, "low": p.low, "high": p.high} for p in curve],
            }
        )
    return {"n": sum(n for n, _ in groups.values()), "groups": rows}


def _by_cohort(cells: Sequence[CohortCell]) -> Iterable[tuple[date, list[CohortCell]]]:
    ordered = sorted(cells, key=lambda cell: (cell.cohort, cell.step))
    return ((month, list(row)) for month, row in groupby(ordered, key=lambda cell: cell.cohort))


def _cohort_row(month: date, row: Sequence[CohortCell]) -> Value:
    customers = row[0].customers
    hidden = customers < SMALLEST_N_TO_SHOW
    return {
        "month": month.isoformat(),
        "customers": customers,
        "shown": disclosure(customers).value,
        "active": [None if hidden else cell.active for cell in row],
    }
