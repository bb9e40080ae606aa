"""Periods are half-open and know the local clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from samphan.kit import periods
from samphan.kit.periods import Period

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def test_a_period_holds_its_start_and_not_its_end() -> None:
    hour = Period(NOON, NOON + timedelta(hours=1))
    assert hour.start in hour
    assert hour.end not in hour


def test_a_period_is_never_backwards_nor_naive() -> None:
    with pytest.raises(ValueError, match="end before"):
        Period(NOON, NOON - timedelta(seconds=1))
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 1, 1), NOON)  # noqa: DTZ001


def test_neighbours_share_no_time() -> None:
    first, second = (
        Period(NOON, NOON + timedelta(hours=1)),
        Period(NOON + timedelta(hours=1), NOON + timedelta(hours=2)),
    )
    assert first.overlap(second) == timedelta(0)
    assert first.overlap(Period(NOON - timedelta(days=1), NOON + timedelta(minutes=5))) == timedelta(minutes=5)


def test_a_month_begins_at_local_midnight() -> None:
    december = periods.month(2026, 12, "Asia/Bangkok")
    assert december == Period(datetime(2026, 11, 30, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC))
    assert periods.month_of(december.end, "Asia/Bangkok") == periods.month(2027, 1, "Asia/Bangkok")


def test_months_cover_a_stretch_without_gap() -> None:
    start, end = datetime(2025, 11, 15, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    found = list(periods.months(start, end, "Asia/Bangkok"))
    assert len(found) == 4  # 1 February UTC is already February in Bangkok
    assert all(a.end == b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("timezone", "day", "hours"),
    [
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # midnight itself is skipped
        ("Asia/Bangkok", date(2026, 3, 8), 24),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # the day that never was
    ],
)
def test_a_day_is_as_long_as_its_clock_says(timezone: str, day: date, hours: int) -> None:
    start, end = periods.day_start(day, timezone), periods.day_start(day + timedelta(days=1), timezone)
    assert end - start == timedelta(hours=hours)
