"""Pure decisions about when a job runs again, and which interval of a work that repeats it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samphan.kit.periods import first_instant_at

LEASE_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Interval:
    """One interval of a work that repeats: its name among the others, and when the next one begins."""

    name: str
    ends_at: datetime


def retry_delay(*, attempts: int, spread: float) -> timedelta:
    """Return how long a failed job waits: doubling, at most an hour, times 0.5 to 1.5.

    `spread` is a random number in [0, 1): jobs that failed together must not come back together.
    """
    return timedelta(seconds=min(LONGEST_WAIT_SECONDS, 2**attempts) * (0.5 + spread))


def slot_at(*, now: datetime, seconds: int) -> Interval:
    """Return the interval of so many seconds an instant falls in; every worker computes the same one."""
    number = int(now.timestamp()) // seconds
    return Interval(name=str(number), ends_at=datetime.fromtimestamp((number + 1) * seconds, UTC))


def night_at(*, now: datetime, hour: int, timezone: str) -> Interval:
    """Return the interval from one night's hour to the next's that an instant falls in, named by its local day.

    A day has one name, so a change of the clocks or of the time zone brings no second night of that day. An hour the
    clock skips begins at the jump, one it shows twice the first time.
    """

    def begins(day: date) -> datetime:
        return first_instant_at(datetime.combine(day, time(hour), zone))

    zone, a_day = ZoneInfo(timezone), timedelta(days=1)
    today = now.astimezone(zone).date()
    day = today if now >= begins(today) else today - a_day
    return Interval(name=day.isoformat(), ends_at=begins(day + a_day))
