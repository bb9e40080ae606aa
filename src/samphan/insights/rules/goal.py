"""Whether the satisfaction goal is met, as far as that can be told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

LOWEST, HIGHEST = -100, 100


class Standing(StrEnum):
    """How the index stands beside its target, allowing for chance."""

    NONE = "none"  # fewer answers than a figure needs
    REACHED = "reached"  # at or above the target, and so is all of its interval
    LIKELY = "likely"  # at or above, but chance may have helped
    CLOSE = "close"  # below, but chance may have hurt
    BELOW = "below"  # below, and so is all of its interval


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The target and the index beside it. `nps`, `low` and `high` (95 %) are None where n bears no figure."""

    target: int
    by_date: date | None
    standing: Standing
    n: int
    nps: float | None = None
    low: float | None = None
    high: float | None = None


def goal_of(*, target: int, by_date: date | None, nps_value: Mapping[str, Any] | None) -> Goal:
    """Return the goal beside a stored figure "nps" (see `rules.loyalty.nps_value`), or None before the first one."""
    value = nps_value or {}
    n = int(value.get("n", 0))
    if "nps" not in value:
        return Goal(target=target, by_date=by_date, standing=Standing.NONE, n=n)
    nps, low, high = (float(value[part]) for part in ("nps", "low", "high"))
    return Goal(
        target=target, by_date=by_date, standing=standing_of(target, nps, low, high), n=n, nps=nps, low=low, high=high
    )


def standing_of(target: int, nps: float, low: float, high: float) -> Standing:
    """Return how an index with its interval stands beside a target."""
    if nps >= target:
        return Standing.REACHED if low >= target else Standing.LIKELY
    return Standing.BELOW if high < target else Standing.CLOSE
