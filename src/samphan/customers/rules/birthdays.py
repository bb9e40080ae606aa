"""Whose birthday it is on which of the coming days. Pure."""

from datetime import date, timedelta

OLDEST_YEARS = 105
_LEAP_DAY = (2, 29)


def birthday_on(birth_date: date, *, year: int) -> date:
    """Return the day a birthday is kept in a year: those born on 29 February have it on the 28th of common years."""
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def birth_dates_of(*, first: date, days: int) -> list[date]:
    """Return every birth date whose birthday falls on one of `days` days from `first` on, for people up to 105.

    A list of dates can be looked up in an index of birth dates, where a month and a day cannot, on either database.
    """
    found: list[date] = []
    for day in (first + timedelta(days=step) for step in range(days)):
        for year in range(day.year - OLDEST_YEARS, day.year + 1):
            born = _day_of(year, day.month, day.day)
            found += [born] if born else []
            if (day.month, day.day) == (2, 28) and not _day_of(day.year, *_LEAP_DAY):
                leap = _day_of(year, *_LEAP_DAY)
                found += [leap] if leap else []
    return found


def next_birthday(birth_date: date, *, first: date) -> date:
    """Return the next day, `first` or later, that somebody's birthday is kept on."""
    this_year = birthday_on(birth_date, year=first.year)
    return this_year if this_year >= first else birthday_on(birth_date, year=first.year + 1)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
