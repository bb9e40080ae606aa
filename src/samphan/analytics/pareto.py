"""The few causes that make most of the pain: counts ranked, with their cumulative share."""

from collections.abc import Mapping
from dataclasses import dataclass

_ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One cause: its count, the share of all counts up to and including it, and whether it is one of the vital few."""

    key: str
    count: int
    cumulative_share: float
    is_vital: bool


def pareto(counts: Mapping[str, int], *, vital_share: float = 0.8) -> list[Bar]:
    """Rank counts and mark the fewest that together reach `vital_share` (0..1) of the whole.

    Ties are ordered by key so that the same counts always give the same chart. Zero counts are left out. Raises
    ValueError for a count below zero, which is no part of a whole.
    """
    below = sorted(key for key, count in counts.items() if count < 0)
    if below:
        raise ValueError(f"counts cannot be negative, but {len(below)} are, of {', '.join(below[:5])}")
    total = sum(counts.values())
    # 0.55 of 20 is 11.000000000000002: eleven reach it.
    wanted = vital_share * total * (1.0 - _ROUNDING)
    bars: list[Bar] = []
    running = 0
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if not count:
            continue
        is_vital = running < wanted
        running += count
        bars.append(Bar(key=key, count=count, cumulative_share=running / total, is_vital=is_vital))
    return bars
