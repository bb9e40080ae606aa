"""When a case that sleeps comes back: in working time, and never past the time its promise needs."""

from datetime import datetime, timedelta

from samphan.kit.calendars import WorkCalendar, add_minutes, first_opening

LATER_MINUTES = 180  # of working time


def snooze_times(calendar: WorkCalendar, *, now: datetime) -> dict[str, datetime]:
    """Return the times one may choose, by their code; two may be the same time, as on a Friday.

    "later" is three working hours on; the others are when work begins: on the next working day, on the one after it,
    and next week.
    """
    today = calendar.local_date(now)
    tomorrow = first_opening(calendar, today + timedelta(days=1))
    next_week = today + timedelta(days=7 - today.weekday())
    return {
        "later": add_minutes(calendar, now, LATER_MINUTES),
        "tomorrow": tomorrow,
        "after_tomorrow": first_opening(calendar, calendar.local_date(tomorrow) + timedelta(days=1)),
        "next_week": first_opening(calendar, next_week),
    }


def wake_time(asked: datetime | None, *, due_at: datetime | None, ahead: timedelta, now: datetime) -> datetime | None:
    """Return when a case comes back: as asked, but `ahead` of its next due time, so that sleep breaks no promise.

    None asked means: when the customer writes. What is due within `ahead`, or late already, was seen by whoever puts
    it away, and sleeps as long as they ask.
    """
    if due_at is None or due_at - ahead <= now:
        return asked
    return due_at - ahead if asked is None else min(asked, due_at - ahead)
