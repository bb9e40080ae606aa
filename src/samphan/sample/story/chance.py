"""Randomness and time of the story: one stream of numbers a person, and the hours a Thai shop keeps."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

T = TypeVar("T")
# Thailand has no summer time, so a fixed offset tells the same as the zone and is quicker.
BANGKOK = timezone(timedelta(hours=7))
_OPEN, _CLOSE, _SUNDAY = 9, 18, 6


def stream(seed: int, *names: object) -> random.Random:
    """Return a stream of its own for a thing of the story: adding one thing never changes another."""
    return random.Random("/".join(map(str, (seed, *names))))  # noqa: S311 (a story, not a secret)


def pick(chance: random.Random, weighted: Sequence[tuple[T, float]]) -> T:
    """Return one of several things by weight."""
    return chance.choices([thing for thing, _ in weighted], [weight for _, weight in weighted])[0]


def local(at: datetime) -> datetime:
    """Return an instant on the wall clock of Bangkok."""
    return at.astimezone(BANGKOK)


def at_hour(day: datetime, hour: float) -> datetime:
    """Return an hour of the local day of an instant, in UTC, to the second."""
    midnight = local(day).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(seconds=int(hour * 3600))).astimezone(UTC)


def after_work(at: datetime, minutes: float) -> datetime:
    """Return the instant at which so many minutes of working time (Mon-Sat 9-18) have passed."""
    clock, left = local(at), timedelta(seconds=int(minutes * 60))
    while True:
        start = clock.replace(hour=_OPEN, minute=0, second=0, microsecond=0)
        end = clock.replace(hour=_CLOSE, minute=0, second=0, microsecond=0)
        if clock < start:
            clock = start
        if clock >= end or clock.weekday() == _SUNDAY:
            clock = start + timedelta(days=1)
        elif left <= end - clock:
            return (clock + left).astimezone(UTC)
        else:
            left -= end - clock
            clock = start + timedelta(days=1)
