"""Until which day the figures about buying count."""

from datetime import date

import pytest

from samphan.insights.rules.periods import period_ending, purchases_end_on

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("newest", "ends"),
    [
        (None, TODAY),
        (TODAY, TODAY),
        (date(2026, 11, 20), TODAY),  # a quiet week
        (date(2026, 11, 19), date(2026, 11, 19)),  # the orders since have not come
        (date(2011, 12, 9), date(2011, 12, 9)),
    ],
)
def test_purchases_end_today_or_with_the_newest_of_long_ago(newest: date | None, ends: date) -> None:
    assert purchases_end_on(today=TODAY, newest=newest) == ends


def test_a_period_ends_with_its_day() -> None:
    made = period_ending("12m", day=date(2011, 12, 9), timezone="Asia/Bangkok")
    assert (made.before, made.since, made.until) == (date(2010, 1, 1), date(2011, 1, 1), date(2011, 12, 10))
