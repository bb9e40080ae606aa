"""Company-level alarms, pure: what a rolling figure is, how sure it is, and when an episode begins and ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samphan.analytics.intervals import (
    SMALLEST_N_FOR_A_RATE,
    Interval,
    NpsCounts,
    count_interval,
    nps_interval,
    wilson_interval,
)

# Over how many days a figure is taken.
WINDOWS = (7, 14, 30, 90)
# Of fewer answers no rate is taken: it would mostly be noise, and nobody is called for that.
FEWEST_ANSWERS = SMALLEST_N_FOR_A_RATE


class Measure(StrEnum):
    """What is measured over the window."""

    NPS = "nps"  # points, -100 to 100
    CSAT = "csat"  # per cent who gave 4 or 5 of 5
    SENTIMENT = "sentiment"  # share of happy minus share of unhappy texts, in points, -100 to 100
    VOLUME = "volume"  # how much came in: answers, reviews and messages


class Side(StrEnum):
    """On which side of the level something is wrong."""

    BELOW = "below"
    ABOVE = "above"


class Opens(StrEnum):
    """What an episode begins besides telling its owner."""

    NOTHING = ""
    CASE = "case"
    PROBLEM = "problem"


# Lowest and highest level that can be set.
LEVELS: Mapping[Measure, tuple[int, int]] = {
    Measure.NPS: (-100, 100),
    Measure.CSAT: (0, 100),
    Measure.SENTIMENT: (-100, 100),
    Measure.VOLUME: (0, 1_000_000),
}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one window holds: `n` answers (or submissions), of them so many happy and so many unhappy."""

    n: int
    happy: int = 0
    unhappy: int = 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A window's figure with its interval; None where too little was heard to give one."""

    n: int
    figure: Interval | None


def figure_of(measure: Measure, counted: Counted) -> Reading:
    """Return the figure of a window in the unit of its measure, with its 95 % interval.

    NPS and sentiment: adjusted Wald. CSAT: Wilson. Volume: the score interval of a Poisson count, so that a quiet week
    of a small firm is no alarm.
    """
    if measure is Measure.VOLUME:
        return Reading(n=counted.n, figure=count_interval(counted.n))
    if counted.n < FEWEST_ANSWERS:
        return Reading(n=counted.n, figure=None)
    if measure is Measure.CSAT:
        share = wilson_interval(counted.happy, counted.n)
        return Reading(
            n=counted.n,
            figure=Interval(estimate=100 * share.estimate, low=100 * share.low, high=100 * share.high),
        )
    others = counted.n - counted.happy - counted.unhappy
    counts = NpsCounts(promoters=counted.happy, passives=others, detractors=counted.unhappy)
    return Reading(n=counted.n, figure=nps_interval(counts))


def next_step(reading: Reading, *, side: Side, level: float, is_on: bool) -> bool:
    """Say whether an alarm is on after a reading.

    It begins when the whole interval lies beyond the level, and ends when the figure itself is back at it: between the
    two nothing changes, so that noise neither begins an episode nor cuts one in pieces. Too few answers change nothing.
    """
    figure = reading.figure
    if figure is None:
        return is_on
    if side is Side.BELOW:
        return figure.estimate < level if is_on else figure.high < level
    return figure.estimate > level if is_on else figure.low > level
