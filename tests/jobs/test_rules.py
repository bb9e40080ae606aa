from datetime import UTC, date, datetime, timedelta

import pytest

from samphan.jobs.rules import Interval, night_at, retry_delay, slot_at


@pytest.mark.parametrize(
    ("attempts", "spread", "seconds"),
    [(1, 0.0, 1), (1, 0.5, 2), (3, 0.5, 8), (11, 0.5, 2048), (12, 0.5, 3600), (30, 0, 1800)],
)
def test_the_wait_doubles_up_to_an_hour_and_spreads(attempts: int, spread: float, seconds: int) -> None:
    assert retry_delay(attempts=attempts, spread=spread) == timedelta(seconds=seconds)


def test_a_slot_changes_exactly_at_the_interval() -> None:
    start = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    slot = slot_at(now=start, seconds=60)
    assert slot_at(now=start + timedelta(seconds=59.9), seconds=60) == slot
    assert slot.ends_at == start + timedelta(seconds=60)
    assert slot_at(now=slot.ends_at, seconds=60).name == str(int(slot.name) + 1)


@pytest.mark.parametrize(
    ("timezone", "now", "name", "ends"),
    [
        ("Asia/Bangkok", "2026-11-20T19:59", "2026-11-20", "2026-11-20T20:00"),  # 02:59 of the 21st
        ("Asia/Bangkok", "2026-11-20T20:00", "2026-11-21", "2026-11-21T20:00"),  # 03:00
        ("Asia/Bangkok", "2026-11-21T12:00", "2026-11-21", "2026-11-21T20:00"),
        ("Asia/Kathmandu", "2026-11-20T21:15", "2026-11-21", "2026-11-21T21:15"),
        ("Europe/Berlin", "2026-03-28T12:00", "2026-03-28", "2026-03-29T01:00"),  # 23 hours: 02:00 becomes 03:00
        ("Europe/Berlin", "2026-10-24T12:00", "2026-10-24", "2026-10-25T02:00"),  # 25 hours: 03:00 becomes 02:00
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30", "2011-12-30T13:00"),  # the 30th was left out
    ],
)
def test_a_night_begins_at_its_hour_of_the_local_clock(timezone: str, now: str, name: str, ends: str) -> None:
    night = night_at(now=_utc(now), hour=3, timezone=timezone)
    assert night == Interval(name=name, ends_at=_utc(ends))


@pytest.mark.parametrize("hour", [0, 1, 2, 3])
@pytest.mark.parametrize("timezone", ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"])
def test_every_day_of_a_year_has_one_night_whatever_the_clocks_do(timezone: str, hour: int) -> None:
    night, names = night_at(now=_utc("2025-12-31T12:00"), hour=hour, timezone=timezone), []
    while len(names) < 365:
        assert night_at(now=night.ends_at - timedelta(seconds=1), hour=hour, timezone=timezone) == night
        night = night_at(now=night.ends_at, hour=hour, timezone=timezone)
        names.append(night.name)
    assert names == [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
