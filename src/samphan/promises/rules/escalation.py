"""Who is told of a broken promise, and when: each step once, each after its own delay."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from samphan.kit.calendars import WorkCalendar, add_time

STEPS = ("owner", "lead", "manager")  # the reporting line, from below


def next_step(
    *, delays: Mapping[str, int | None], taken: int, broken_at: datetime, calendar: WorkCalendar
) -> tuple[int, datetime] | None:
    """Return the number of the next step (1 is the owner's) and its time, or None when the line has ended.

    Delays are minutes of working time after the broken due time, so that nobody is called at night; a step without a
    delay (None) is left out.
    """
    for number, step in enumerate(STEPS, start=1):
        delay = delays.get(step)
        if number > taken and delay is not None:
            return number, add_time(calendar, broken_at, timedelta(minutes=delay))
    return None
