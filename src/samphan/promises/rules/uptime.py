"""Uptime: how much of a period something could be used, from the stretches in which it could not.

What is announced beforehand, the customer's own doing, or force majeure is taken out of the time that counts against
us, minute by minute. The period itself stays whole: 99.9 % of 30 days leaves 43.2 minutes, whatever else happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MILLION = 1_000_000
_NOTHING = timedelta(0)


class DownKind(StrEnum):
    """Why something could not be used."""

    UNPLANNED = "unplanned"
    MAINTENANCE = "maintenance"
    CUSTOMER = "customer"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True, kw_only=True)
class Down:
    """A stretch in which something could not be used; without an end it still lasts."""

    kind: str
    started_at: datetime
    ended_at: datetime | None = None
    announced_at: datetime | None = None

    @property
    def is_excused(self) -> bool:
        """Say whether it does not count; maintenance only counts as announced when it was, before it began."""
        if self.kind == DownKind.MAINTENANCE:
            return self.announced_at is not None and self.announced_at <= self.started_at
        return self.kind in (DownKind.CUSTOMER, DownKind.FORCE_MAJEURE)


@dataclass(frozen=True, kw_only=True)
class Uptime:
    """What a period held: its length, the time down that counts, and the time down that does not."""

    period: timedelta
    down: timedelta
    excused: timedelta

    @property
    def share(self) -> float:
        """Return the part of the period in which it could be used, 0 to 1; excused time counts as usable."""
        return 1 - self.down / self.period if self.period else 1.0

    def is_below(self, ppm: int) -> bool:
        """Say whether it is below a target in millionths (99.9 % is 999 000); exactly on the target is kept."""
        return self.down * MILLION > self.period * (MILLION - ppm)


def read_uptime(stretches: Iterable[Down], *, since: datetime, until: datetime, now: datetime) -> Uptime:
    """Return how a period [since, until) went. Two things down at once are down once; what still lasts ends now."""
    known = list(stretches)
    end = min(until, max(now, since))
    excused = _length(_joined([one for one in known if one.is_excused], since, end))
    return Uptime(period=until - since, down=_length(_joined(known, since, end)) - excused, excused=excused)


def allowed_down(period: timedelta, *, ppm: int) -> timedelta:
    """Return how long something may be down in a period under a target in millionths."""
    return period * (MILLION - ppm) / MILLION


def _joined(stretches: Sequence[Down], since: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the stretches cut to [since, end), those that touch joined, in order."""
    joined: list[tuple[datetime, datetime]] = []
    for start, stop in sorted((max(d.started_at, since), min(d.ended_at or end, end)) for d in stretches):
        if stop <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def _length(stretches: Iterable[tuple[datetime, datetime]]) -> timedelta:
    return sum((stop - start for start, stop in stretches), _NOTHING)
