"""Half-open stretches of time: a period holds its start and not its end, so neighbours share no instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class Period:
    """From `start` up to but without `end`, both aware; never backwards, empty when both are the same."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware datetimes")
        if self.end < self.start:
            raise ValueError(f"a period cannot end before it starts: {self.start} > {self.end}")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        """Return how long it lasts in real time, daylight-saving changes included."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    def overlap(self, other: "Period") -> timedelta:
        """Return how much of another period falls into this one."""
        return max(min(self.end, other.end) - max(self.start, other.start), timedelta(0))


def day_start(day: date, timezone: str) -> datetime:
    """Return the first instant of a local day, in UTC (where midnight does not exist, the instant the clock jumps)."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
    return first_instant_at(midnight)


def first_instant_at(local: datetime) -> datetime:
    """Return, in UTC, the first instant whose wall clock reaches a local time of that day.

    A time the clock skips becomes the instant of the jump; of a time it shows twice, the first counts.
    """
    early = local.replace(fold=0).astimezone(UTC)
    if early.astimezone(local.tzinfo).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0):
        return early
    # Inside a gap: the jump lies between the two readings of the skipped time. Offsets change on whole minutes.
    before, after = local.replace(fold=1).astimezone(UTC), early
    old_offset = before.astimezone(local.tzinfo).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=int((after - before) / timedelta(minutes=2)))
        if middle.astimezone(local.tzinfo).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after


def day(moment: datetime, timezone: str) -> Period:
    """Return the local day an instant falls on."""
    local = moment.astimezone(ZoneInfo(timezone)).date()
    return Period(day_start(local, timezone), day_start(local + timedelta(days=1), timezone))


def month(year: int, number: int, timezone: str) -> Period:
    """Return a local calendar month."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return Period(day_start(date(year, number, 1), timezone), day_start(following, timezone))


def month_of(moment: datetime, timezone: str) -> Period:
    """Return the local calendar month an instant falls in."""
    local = moment.astimezone(ZoneInfo(timezone))
    return month(local.year, local.month, timezone)


def months(start: datetime, end: datetime, timezone: str) -> Iterator[Period]:
    """Yield the local months that touch [start, end), oldest first."""
    current = month_of(start, timezone)
    while current.start < end:
        yield current
        current = month_of(current.end, timezone)


def last_days(now: datetime, n: int) -> Period:
    """Return the n x 24 hours up to now: the window of "in the last 30 days"."""
    return Period(now - timedelta(days=n), now)
