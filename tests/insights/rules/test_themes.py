"""Which week, in how many weeks' texts, and when a theme is given up: decision tables."""

from datetime import UTC, date, datetime

import pytest

from samphan.insights.rules.themes import (
    FEWEST_TEXTS,
    MOST_THEMES,
    is_given_up,
    is_to_find,
    latest_week,
    tone_counts,
    tone_of,
    week_of,
    weeks_up_to,
    window_of,
)
from samphan.language import themes as language

MONDAY = date(2026, 11, 16)


def test_what_a_page_says_is_needed_is_what_is_needed() -> None:
    assert FEWEST_TEXTS == language.FEWEST_TEXTS
    assert MOST_THEMES == 20


@pytest.mark.parametrize(
    ("now", "timezone", "week"),
    [
        (datetime(2026, 11, 22, 16, 59, tzinfo=UTC), "Asia/Bangkok", date(2026, 11, 9)),  # Sunday 23:59
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "Asia/Bangkok", MONDAY),  # Monday 00:00
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "UTC", date(2026, 11, 9)),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "Asia/Bangkok", MONDAY),
        (datetime(2027, 1, 3, 20, 0, tzinfo=UTC), "Asia/Bangkok", date(2026, 12, 28)),  # across the year
    ],
)
def test_the_latest_week_is_the_last_that_is_over_in_the_firms_time(now: datetime, timezone: str, week: date) -> None:
    assert latest_week(now=now, timezone=timezone) == week


def test_weeks_are_mondays_oldest_first() -> None:
    assert weeks_up_to(MONDAY, 3) == [date(2026, 11, 2), date(2026, 11, 9), MONDAY]
    assert [week_of(date(2026, 11, day)) for day in (15, 16, 22)] == [date(2026, 11, 9), MONDAY, MONDAY]


@pytest.mark.parametrize(
    ("texts", "weeks"),
    [
        ({1: 500, 4: 2000, 12: 6000}, 1),
        ({1: 499, 4: 500, 12: 1500}, 4),
        ({1: 10, 4: 40, 12: 120}, 12),
        ({1: 0, 4: 0, 12: 0}, 12),
    ],
)
def test_a_small_firms_week_is_looked_at_with_the_weeks_before(texts: dict[int, int], weeks: int) -> None:
    assert window_of(texts) == weeks


@pytest.mark.parametrize(
    ("week", "texts_before", "is_needed"),
    [
        (MONDAY, None, True),
        (MONDAY, 900, True),  # the latest: answers come late
        (date(2026, 11, 9), None, True),
        (date(2026, 11, 9), FEWEST_TEXTS - 1, True),  # an import may have brought more
        (date(2026, 11, 9), FEWEST_TEXTS, False),
    ],
)
def test_a_week_is_looked_at_when_it_may_differ(week: date, texts_before: int | None, is_needed: bool) -> None:
    assert is_to_find(week=week, latest=MONDAY, texts_before=texts_before) is is_needed


@pytest.mark.parametrize(
    ("last_week", "is_over"), [(MONDAY, False), (date(2026, 8, 31), False), (date(2026, 8, 24), True)]
)
def test_a_theme_nobody_wrote_about_for_twelve_weeks_is_given_up(last_week: date, is_over: bool) -> None:
    assert is_given_up(last_week=last_week, latest=MONDAY) is is_over


def test_every_tone_is_counted_and_named() -> None:
    assert [tone_of(one) for one in ("negative", "question", "unknown", "", "angry")] == [
        "negative", "question", "unknown", "unknown", "unknown",
    ]  # fmt: skip
    assert tone_counts(["negative", "negative", "unknown"]) == {
        "negative": 2, "neutral": 0, "positive": 0, "question": 0, "unknown": 1,
    }  # fmt: skip
