"""P(alive) of one customer day by day, from a stored model: what a page draws without the numerical libraries.

The formulas are those of `analytics.btyd` for one history at a time; a test compares the two.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import exp, log1p

SEASONAL = "+season"
_WEEK = 7.0
_EVERY_DAYS = 7  # between two points in a silence; purchases are points of their own
# Four-point Gauss-Legendre nodes and weights on (-1, 1); a silence is summed in pieces of at most a week.
_NODES = ((-0.8611363115940526, 0.3478548451374538), (-0.3399810435848563, 0.6521451548625461),
          (0.3399810435848563, 0.6521451548625461), (0.8611363115940526, 0.3478548451374538))  # fmt: skip
_PIECE_WEEKS = 1.0
Parameters = Mapping[str, float]
Alive = Callable[[int, float, float, Parameters], float]


@dataclass(frozen=True, kw_only=True)
class AlivePoint:
    """The chance (0 to 1) that a customer was still one at the end of a day, and whether she bought on it."""

    on: date
    probability: float
    is_purchase: bool


def alive_points(
    *,
    model: str,
    parameters: Parameters,
    months: Sequence[float] | None,
    purchase_dates: Sequence[date],
    until: date,
) -> list[AlivePoint]:
    """Return the chance at every purchase, on the day before it, and weekly in between, up to and with `until`.

    Parameters
    ----------
    model
        Code of the fitted model, such as "mbg_nbd" or "mbg_nbd+season"; one that knows no attrition gives no points.
    parameters
        By name, in weeks.
    months
        Index of the twelve months for a model on the seasonal clock, else None.
    purchase_dates
        Ascending, each day once, none after `until`.
    """
    chance = _MODELS.get(model.removesuffix(SEASONAL))
    if chance is None or not purchase_dates:
        return []
    first = purchase_dates[0]
    days = [(day - first).days for day in purchase_dates]
    last = (until - first).days
    clock = _clock(first, last, months)
    bought = set(days)
    shown = bought | {day - 1 for day in days[1:]} | set(range(0, last, _EVERY_DAYS)) | {last}
    points = []
    for day in sorted(shown):
        x = bisect_right(days, day) - 1
        recency, age = _timed(clock, days[x], day)
        points.append(
            AlivePoint(
                on=first + timedelta(days=day),
                probability=chance(x, recency / _WEEK, age / _WEEK, parameters),
                is_purchase=day in bought,
            )
        )
    return points


def _clock(first: date, days: int, months: Sequence[float] | None) -> list[float] | None:
    """Return the average days elapsed since the first day, at the start of each day."""
    if months is None:
        return None
    pace = (months[(first + timedelta(days=day)).month - 1] for day in range(days))
    return [0.0, *accumulate(pace)]


def _timed(clock: Sequence[float] | None, last: int, day: int) -> tuple[float, float]:
    """Return (recency, age) in the model's days; whole ones, as it was fitted (`btyd.seasonality.histories`)."""
    if clock is None:
        return float(last), float(day)
    recency = max(round(clock[last]), 1) if last else 0
    return float(recency), float(max(round(clock[day]), recency))


def _modified_beta_geometric(x: int, recency: float, age: float, of: Parameters) -> float:
    return _beta_geometric_with(of["b"] + x, x, recency, age, of)


def _beta_geometric(x: int, recency: float, age: float, of: Parameters) -> float:
    """Return 1 for who never came back: in this model nobody leaves before a repeat purchase."""
    return 1.0 if x == 0 else _beta_geometric_with(of["b"] + x - 1, x, recency, age, of)


def _beta_geometric_with(stays: float, x: int, recency: float, age: float, of: Parameters) -> float:
    silence = log1p((age - recency) / (of["alpha"] + recency))
    return 1.0 / (1.0 + of["a"] / stays * exp(min(700.0, (of["r"] + x) * silence)))


def _pareto(x: int, recency: float, age: float, of: Parameters) -> float:
    """Return 1 / (1 + s * integral), over the moment of leaving between the last purchase and now."""
    buys, leaves, silence = of["alpha"] + age, of["beta"] + age, age - recency
    pieces = max(1, int(silence / _PIECE_WEEKS) + 1)
    half = silence / pieces / 2
    total = 0.0
    for piece in range(pieces):
        middle = recency + (2 * piece + 1) * half
        for node, weight in _NODES:
            back = middle + node * half - age  # at or below zero: weeks before now
            rise = -(of["r"] + x) * log1p(back / buys) - (of["s"] + 1.0) * log1p(back / leaves)
            total += weight * half * exp(min(700.0, rise)) / leaves
    return 1.0 / (1.0 + of["s"] * total)


_MODELS: Mapping[str, Alive] = {
    "mbg_nbd": _modified_beta_geometric,
    "bg_nbd": _beta_geometric,
    "pareto_nbd": _pareto,
}
