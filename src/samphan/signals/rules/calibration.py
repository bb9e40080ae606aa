"""How sure readings are, beside how often they are right: the points of a reliability diagram."""

from collections.abc import Iterable
from dataclasses import dataclass

_BINS = 10
# Fewer judged texts than this say too little of ten bins; until then the diagram is the shipped model's own.
FEWEST_JUDGED = 50


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Readings about as sure as each other: mean confidence and share right (0 to 1), of so many."""

    confidence: float
    right: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """A reliability diagram and its one figure: the mean gap between confidence and share right, weighted by n."""

    bins: tuple[Bin, ...]
    error: float
    n: int


def reliability(judged: Iterable[tuple[float, bool]]) -> Reliability:
    """Return the diagram of (confidence 0..1, was it right) pairs, in ten bins of equal width.

    The error is the expected calibration error of Naeini et al., AAAI 2015.
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in judged:
        groups.setdefault(min(_BINS - 1, int(confidence * _BINS)), []).append((confidence, is_right))
    return of_bins(
        Bin(
            confidence=sum(sure for sure, _ in group) / len(group),
            right=sum(is_right for _, is_right in group) / len(group),
            n=len(group),
        )
        for _, group in sorted(groups.items())
    )


def of_bins(found: Iterable[Bin]) -> Reliability:
    """Return the diagram of bins somebody counted."""
    bins = tuple(found)
    n = sum(one.n for one in bins)
    error = sum(one.n * abs(one.confidence - one.right) for one in bins) / n if n else 0.0
    return Reliability(bins=bins, error=error, n=n)
