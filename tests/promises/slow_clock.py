"""A clock that is simple: every minute of two weeks is looked at alone, and asked whether it counts.

It shares nothing with the product's arithmetic: no spans are cut, no time is added, no pause is pushed. A wall clock
that goes back is not believed until it has caught up with itself, so that an hour told twice belongs to the span that
was open when it was told first; a wall clock that jumps ahead has reached everything it jumped over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MINUTE = timedelta(minutes=1)
WINDOW = 14 * 1440  # minutes that are looked at; a point beyond is not found
_BEFORE = 2 * 1440  # the wall clock is watched for two days before, to know whether it repeats itself

Flags = NDArray[np.bool_]
Hours = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class SlowAnswer:
    """The minutes up to `end`, the minutes of the whole target (None: days beyond the window), and the instants at
    which 50, 80 and 100 % were used (None: not in sight).
    """

    whole: int | None
    worked: int
    waited: int
    points: Mapping[int, datetime | None]


@dataclass(frozen=True)
class SlowCalendar:
    """Minutes of the local day, by weekday (Monday first) and on days that differ."""

    zone: str
    week: Sequence[Hours]
    special: Mapping[date, Hours]

    def open_minutes(self, origin: datetime) -> Flags:
        """Return a flag for each minute after `origin`: is it worked?"""
        days, day_numbers, minutes = _wall_clock(self.zone, origin)
        flags = np.zeros((len(days), 1440), dtype=bool)
        for number, day in enumerate(days):
            for start, end in self.special.get(day, self.week[day.weekday()]):
                flags[number, start:end] = True
        return flags[day_numbers, minutes]


def count_minutes(
    calendar: SlowCalendar,
    origin: datetime,
    *,
    start: int,
    end: int,
    pauses: Sequence[tuple[int, int]],
    minutes: int | None = None,
    days: int | None = None,
) -> SlowAnswer:
    """Count what a clock from `start` used up to `end` (minutes after `origin`, as the pauses are)."""
    is_open = calendar.open_minutes(origin)
    is_open[:start] = False
    is_waiting = np.zeros(WINDOW, dtype=bool)
    for since, until in pauses:
        is_waiting[since:until] = True
    whole = minutes if days is None else _minutes_to_day_end(calendar.zone, origin, start, is_open, days)
    counts = is_open & ~is_waiting
    used = np.cumsum(counts, dtype=np.int32) * 60
    return SlowAnswer(
        whole=whole,
        worked=int(counts[:end].sum()),
        waited=int((is_open & is_waiting)[:end].sum()),
        points={percent: _point(origin, used, whole, percent) for percent in (50, 80, 100)},
    )


def _point(origin: datetime, used: NDArray[np.int32], whole: int | None, percent: int) -> datetime | None:
    """Return the instant within the minute in which so many per cent of the whole have been counted."""
    need = (whole or 0) * 60 * percent // 100
    if whole is None or used[-1] < need:
        return None
    minute = int(np.searchsorted(used, need))
    return origin + (minute + 1) * MINUTE - timedelta(seconds=int(used[minute]) - need)


def _minutes_to_day_end(zone: str, origin: datetime, start: int, is_open: Flags, days: int) -> int | None:
    """Count the open minutes up to the last one of the n-th worked day after the day of the start."""
    all_days, day_numbers, _minutes = _wall_clock(zone, origin)
    today = (origin + start * MINUTE).astimezone(ZoneInfo(zone)).date()
    worked = [n for n, day in enumerate(all_days) if day > today and is_open[day_numbers == n].any()]
    # The last day in the window may be cut, so it does not count as seen.
    if len(worked) < days or worked[days - 1] == day_numbers[-1]:
        return None
    return int(is_open[day_numbers <= worked[days - 1]].sum())


@lru_cache(maxsize=64)
def _wall_clock(zone: str, origin: datetime) -> tuple[list[date], NDArray[np.int32], NDArray[np.int32]]:
    """Return how far the local clock has come at each minute: the days, the number of its day, its minute."""
    furthest, seen = (date.min, 0), []
    for n in range(-_BEFORE, WINDOW):
        local = (origin + n * MINUTE).astimezone(ZoneInfo(zone))
        furthest = max(furthest, (local.date(), local.hour * 60 + local.minute))
        if n >= 0:
            seen.append(furthest)
    days = sorted({day for day, _minute in seen})
    numbers = {day: number for number, day in enumerate(days)}
    day_numbers, minutes = zip(*[(numbers[day], minute) for day, minute in seen], strict=True)
    return days, np.array(day_numbers, np.int32), np.array(minutes, np.int32)
