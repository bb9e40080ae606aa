"""The few causes that make most of the pain: counts ranked, with their cumulative share."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One cause: its count, the share of all counts up to and including it, and whether it is one of the vital few."""

    key: str
    count: int
    cumulative_share: float
    is_vital: bool


def pareto(counts: Mapping[str, int], *, vital_share: float = 0.8) -> list[Bar]:
    """Rank counts and mark the fewest that together reach `vital_share` (0..1) of the whole.

    Ties are ordered by key so that the same counts always give the same chart. Zero counts are left out.
    """
    total = sum(counts.values())
    bars: list[Bar] = []
    running = 0
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count <= 0:
            continue
        is_vital = running < vital_share * total
        running += count
        bars.append(Bar(key=key, count=count, cumulative_share=running / total, is_vital=is_vital))
    return bars
