"""Service credits: what a broken promise is worth to one customer, once a cause, under a cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.promises.rules.uptime import Uptime

# One cause is counted once in so long, however many promises it broke.
SAME_CAUSE = timedelta(hours=24)


@dataclass(frozen=True)
class Tier:
    """Below so many millionths of uptime, so many per cent of the fee."""

    below_ppm: int
    percent: int


@dataclass(frozen=True)
class Payable:
    """What is left to give, and whether the cap made it less."""

    satang: int
    is_capped: bool


def tier_of(uptime: Uptime, tiers: Iterable[Tier]) -> Tier | None:
    """Return the tier a period fell to: of those it is below, the one that gives most; None when all were kept."""
    fallen = [tier for tier in tiers if uptime.is_below(tier.below_ppm)]
    return max(fallen, key=lambda tier: tier.percent, default=None)


def share_of_fee(*, fee_satang: int, percent: int) -> int:
    """Return a part of a fee in satang, rounded half up."""
    return (fee_satang * percent + 50) // 100


def is_counted(*, at: datetime, earlier: Sequence[datetime]) -> bool:
    """Say whether a breach counts, given when the credits of the same cause fell: none within 24 hours of it."""
    return all(abs(at - before) >= SAME_CAUSE for before in earlier)


def payable(*, entitled: int, given: int, given_in_month: int, cap: int | None) -> Payable:
    """Return what to propose now, in satang.

    `given` is what the same month's shortfall brought already, which a lower tier only tops up; `given_in_month` is all
    that the cap looks at.
    """
    due = max(0, entitled - given)
    room = due if cap is None else max(0, cap - given_in_month)
    return Payable(min(due, room), is_capped=room < due)
