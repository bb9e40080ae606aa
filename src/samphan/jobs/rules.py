"""Pure decisions about when a job runs again."""

from datetime import datetime, timedelta

LEASE_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600


def retry_delay(*, attempts: int, spread: float) -> timedelta:
    """Return how long a failed job waits: doubling, at most an hour, times 0.5 to 1.5.

    `spread` is a random number in [0, 1): jobs that failed together must not come back together.
    """
    return timedelta(seconds=min(LONGEST_WAIT_SECONDS, 2**attempts) * (0.5 + spread))


def slot_of(*, now: datetime, seconds: int) -> int:
    """Return the number of the interval an instant falls in; every worker computes the same one."""
    return int(now.timestamp()) // seconds
