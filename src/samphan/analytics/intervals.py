"""Intervals and tests for the figures people steer by: NPS and proportions, and when not to show them at all.

Sources: adjusted Wald for NPS after B. Rocks, "Interval Estimation for the Net Promoter Score", The American
Statistician 70(4), 2016 (adding three answers, 3/4 of them promoters and 3/4 detractors); E. B. Wilson, JASA 22(158),
1927; R. G. Newcombe, Statistics in Medicine 17, 1998, method 10.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z_95 = 1.96
SMALLEST_N_FOR_A_RATE = 30
SMALLEST_N_TO_SHOW = 5

_ADDED_ANSWERS = 3.0
_ADDED_EACH_SIDE = 0.75


class Disclosure(StrEnum):
    """How much of a figure may be shown, by the number of answers behind it."""

    SUPPRESSED = "suppressed"  # fewer than 5: a person could be recognised
    COUNTS = "counts"  # fewer than 30: a rate would mostly be noise
    FULL = "full"


def disclosure(n: int) -> Disclosure:
    """Say how much of a figure resting on `n` answers may be shown (counts, no unit)."""
    if n < SMALLEST_N_TO_SHOW:
        return Disclosure.SUPPRESSED
    return Disclosure.COUNTS if n < SMALLEST_N_FOR_A_RATE else Disclosure.FULL


@dataclass(frozen=True, kw_only=True)
class Interval:
    """An estimate with its 95 % interval, all three in the same unit."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class NpsCounts:
    """Answers to "how likely are you to recommend us" by group: 9-10, 7-8 and 0-6. Counts, never negative."""

    promoters: int
    passives: int
    detractors: int

    def __post_init__(self) -> None:
        if min(self.promoters, self.passives, self.detractors) < 0:
            raise ValueError("counts of answers cannot be negative")

    @property
    def n(self) -> int:
        """Return the number of answers."""
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, kw_only=True)
class Change:
    """The difference of two figures with its test: `is_change` only where noise alone would rarely do it."""

    difference: float
    z: float
    is_change: bool


def nps(counts: NpsCounts) -> float:
    """Return the Net Promoter Score in points, -100..100: share of promoters minus share of detractors.

    Raises ValueError when there is no answer: no answers is not a score of zero.
    """
    if counts.n == 0:
        raise ValueError("an NPS needs at least one answer")
    return 100.0 * (counts.promoters - counts.detractors) / counts.n


def nps_interval(counts: NpsCounts, *, z: float = Z_95) -> Interval:
    """Return the NPS in points with its adjusted-Wald interval, clamped to -100..100.

    The estimate is the plain score; only the interval is adjusted, which keeps its coverage honest for small n and
    near the ends of the scale (Rocks 2016). Raises ValueError when there is no answer.
    """
    difference, variance = _adjusted(counts)
    half = z * sqrt(variance)
    return Interval(
        estimate=nps(counts),
        low=max(-100.0, 100.0 * (difference - half)),
        high=min(100.0, 100.0 * (difference + half)),
    )


def nps_change(before: NpsCounts, after: NpsCounts, *, z_needed: float = Z_95) -> Change:
    """Say whether two NPS differ by more than noise: a z test on the adjusted shares of two independent samples.

    `difference` is in plain NPS points (after minus before). Raises ValueError when either side has no answer.
    """
    difference, error = _adjusted_difference(before, after)
    z = difference / error
    return Change(difference=nps(after) - nps(before), z=z, is_change=abs(z) >= z_needed)


def wilson_interval(successes: int, n: int, *, z: float = Z_95) -> Interval:
    """Return a share (0..1) with its Wilson score interval (Wilson 1927), which reaches z standard errors.

    Raises ValueError when `n` is not positive or `successes` lies outside 0..n.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"a share needs 0 <= successes <= n and n > 0, not {successes} of {n}")
    share = successes / n
    scale = 1.0 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / scale
    # At the ends the bound is exactly 0 or 1; rounding must not push it past the share itself.
    return Interval(
        estimate=share, low=0.0 if successes == 0 else centre - half, high=1.0 if successes == n else centre + half
    )


def count_interval(n: int, *, z: float = Z_95) -> Interval:
    """Return how many of something came in a stretch of time, with the score interval of a Poisson count.

    The bounds are the expected counts from which `n` lies exactly z standard deviations away: n + z^2/2 -/+
    z*sqrt(n + z^2/4) (Rao's score test; the Poisson limit of Wilson's interval). Raises ValueError below nought.
    """
    if n < 0:
        raise ValueError("a count cannot be negative")
    centre, half = n + z * z / 2.0, z * sqrt(n + z * z / 4.0)
    return Interval(estimate=float(n), low=max(0.0, centre - half), high=centre + half)


def share_change(before: tuple[int, int], after: tuple[int, int], *, z: float = Z_95) -> Change:
    """Say whether two shares, each `(successes, n)`, differ by more than noise (Newcombe's method 10).

    It is a change when Newcombe's interval of the difference leaves zero out. `difference` is a share (after minus
    before); `z` is the difference in units of the half interval on the side of zero, times the z asked for. Raises
    ValueError unless 0 <= successes <= n and n > 0 on both sides.
    """
    difference, below, above = _newcombe(before, after, z=z)
    toward_zero = below if difference >= 0 else above
    score = z * difference / toward_zero if toward_zero else 0.0
    return Change(difference=difference, z=score, is_change=abs(score) > z)


def share_difference(before: tuple[int, int], after: tuple[int, int], *, z: float = Z_95) -> Interval:
    """Return the share after minus the share before, each `(successes, n)`, with Newcombe's interval, -1..1.

    Raises ValueError unless 0 <= successes <= n and n > 0.
    """
    difference, below, above = _newcombe(before, after, z=z)
    return Interval(estimate=difference, low=difference - below, high=difference + above)


def nps_difference(before: NpsCounts, after: NpsCounts, *, z: float = Z_95) -> Interval:
    """Return the NPS after minus the NPS before in points, with the adjusted-Wald interval of two independent samples.

    It leaves zero out exactly when the adjusted scores differ by more than noise. Raises ValueError when either side
    has no answer.
    """
    middle, error = _adjusted_difference(before, after)
    half = z * error
    return Interval(
        estimate=nps(after) - nps(before),
        low=max(-200.0, 100.0 * (middle - half)),
        high=min(200.0, 100.0 * (middle + half)),
    )


def _newcombe(before: tuple[int, int], after: tuple[int, int], *, z: float) -> tuple[float, float, float]:
    """Return the share after minus the share before, and how far its interval reaches below and above that."""
    first, second = wilson_interval(*before, z=z), wilson_interval(*after, z=z)
    below = sqrt((second.estimate - second.low) ** 2 + (first.high - first.estimate) ** 2)
    above = sqrt((second.high - second.estimate) ** 2 + (first.estimate - first.low) ** 2)
    return second.estimate - first.estimate, below, above


def _adjusted_difference(before: NpsCounts, after: NpsCounts) -> tuple[float, float]:
    """Return the adjusted NPS after minus the one before, as a share, and its standard error."""
    difference_before, variance_before = _adjusted(before)
    difference_after, variance_after = _adjusted(after)
    return difference_after - difference_before, sqrt(variance_before + variance_after)


def _adjusted(counts: NpsCounts) -> tuple[float, float]:
    """Return the adjusted difference of shares and the variance of that difference."""
    if counts.n == 0:
        raise ValueError("an NPS needs at least one answer")
    n = counts.n + _ADDED_ANSWERS
    promoters = (counts.promoters + _ADDED_EACH_SIDE) / n
    detractors = (counts.detractors + _ADDED_EACH_SIDE) / n
    difference = promoters - detractors
    return difference, (promoters + detractors - difference * difference) / n
