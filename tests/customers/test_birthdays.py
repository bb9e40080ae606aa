"""Birthdays of a week: across the year's end, and of those born on a leap day."""

from datetime import date

import pytest

from samphan.customers.rules import birth_dates_of, birthday_on, next_birthday


@pytest.mark.parametrize(
    ("born", "first", "is_in", "kept_on"),
    [
        (date(1988, 11, 20), date(2026, 11, 20), True, date(2026, 11, 20)),
        (date(1988, 11, 26), date(2026, 11, 20), True, date(2026, 11, 26)),
        (date(1988, 11, 27), date(2026, 11, 20), False, date(2026, 11, 27)),
        (date(1988, 11, 19), date(2026, 11, 20), False, date(2027, 11, 19)),
        (date(1990, 1, 2), date(2026, 12, 29), True, date(2027, 1, 2)),
        (date(1992, 2, 29), date(2026, 2, 26), True, date(2026, 2, 28)),  # a common year
        (date(1992, 2, 29), date(2026, 3, 1), False, date(2027, 2, 28)),
        (date(1992, 2, 29), date(2028, 2, 26), True, date(2028, 2, 29)),  # a leap year
    ],
)
def test_a_birthday_falls_into_a_week_or_not(born: date, first: date, is_in: bool, kept_on: date) -> None:
    assert (born in birth_dates_of(first=first, days=7)) is is_in
    assert next_birthday(born, first=first) == kept_on


def test_no_date_is_looked_up_twice() -> None:
    dates = birth_dates_of(first=date(2026, 2, 25), days=7)
    assert len(dates) == len(set(dates))
    assert birthday_on(date(2000, 2, 29), year=2100) == date(2100, 2, 28)
