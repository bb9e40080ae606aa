"""When a broken promise is still to be made good."""

from datetime import date

import pytest

from samphan.insights.rules.debts import is_owed

BROKEN = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("is_open", "is_confirmed", "happy_date", "expected"),
    [
        (False, False, None, True),
        (True, False, None, False),  # finishing the case comes first
        (False, True, None, False),  # she said that it is solved
        (False, False, date(2026, 4, 30), True),  # was happy before
        (False, False, BROKEN, True),  # on the day: perhaps before it broke
        (False, False, date(2026, 5, 2), False),  # is happy again
    ],
)
def test_a_promise_is_owed_until_it_is_made_good(
    *, is_open: bool, is_confirmed: bool, happy_date: date | None, expected: bool
) -> None:
    assert is_owed(BROKEN, is_open=is_open, is_confirmed=is_confirmed, happy_date=happy_date) is expected
