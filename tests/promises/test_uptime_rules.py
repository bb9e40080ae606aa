"""Uptime and credits: golden cases, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.promises.rules import (
    Down,
    Payable,
    Tier,
    allowed_down,
    is_counted,
    payable,
    read_uptime,
    share_of_fee,
    tier_of,
)

APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = APRIL + timedelta(days=30)
LATER = MAY + timedelta(days=5)
TIERS = (Tier(999_000, 10), Tier(990_000, 25), Tier(950_000, 50))


def minutes(start: float, end: float | None, kind: str = "unplanned", *, announced: float | None = None) -> Down:
    """Return a stretch from and to so many minutes after the first of April."""
    return Down(
        kind=kind,
        started_at=APRIL + timedelta(minutes=start),
        ended_at=None if end is None else APRIL + timedelta(minutes=end),
        announced_at=None if announced is None else APRIL + timedelta(minutes=announced),
    )


def test_99_9_percent_of_30_days_leaves_43_2_minutes() -> None:
    assert allowed_down(timedelta(days=30), ppm=999_000) == timedelta(minutes=43.2)


@pytest.mark.parametrize(
    ("stretches", "down", "excused"),
    [
        ([], 0, 0),
        ([minutes(100, 143.2)], 43.2, 0),
        ([minutes(0, 30), minutes(60, 90)], 60, 0),
        ([minutes(0, 30), minutes(20, 50)], 50, 0),  # two parts at once are down once
        ([minutes(0, 30), minutes(30, 50)], 50, 0),
        ([minutes(-60, 30)], 30, 0),  # what began before the period counts from its start
        ([minutes(60 * 24 * 30 - 10, None)], 10, 0),  # what still lasts ends with the period
        ([minutes(0, 60, "maintenance", announced=-1)], 0, 60),
        ([minutes(0, 60, "maintenance", announced=0)], 0, 60),
        ([minutes(0, 60, "maintenance", announced=1)], 60, 0),  # told too late is not announced
        ([minutes(0, 60, "maintenance")], 60, 0),
        ([minutes(0, 60, "customer")], 0, 60),
        ([minutes(0, 60, "force_majeure")], 0, 60),
        ([minutes(0, 60), minutes(30, 90, "force_majeure")], 30, 60),  # minute by minute, the excuse goes first
        ([minutes(0, 60), minutes(10, 20, "customer"), minutes(15, 30, "maintenance", announced=0)], 40, 20),
        ([minutes(-90, -30), minutes(60 * 24 * 30, None)], 0, 0),  # outside the period
    ],
)
def test_what_counts_as_down(stretches: list[Down], down: float, excused: float) -> None:
    found = read_uptime(stretches, since=APRIL, until=MAY, now=LATER)
    assert (found.down, found.excused) == (timedelta(minutes=down), timedelta(minutes=excused))
    assert found.period == timedelta(days=30)


def test_what_still_lasts_is_counted_up_to_now_and_nothing_of_what_is_to_come() -> None:
    now = APRIL + timedelta(minutes=90)
    assert read_uptime([minutes(60, None)], since=APRIL, until=MAY, now=now).down == timedelta(minutes=30)
    planned = minutes(600, 660, "unplanned")
    assert read_uptime([planned], since=APRIL, until=MAY, now=now).down == timedelta(0)


@pytest.mark.parametrize(
    ("down_minutes", "percent"),
    [
        (43.2, None),  # exactly 99.9 % is kept
        (43.21, 10),
        (432, 10),  # exactly 99 %
        (432.01, 25),
        (2160, 25),  # exactly 95 %
        (2160.01, 50),
        (43_200, 50),
    ],
)
def test_the_tier_a_month_falls_to(down_minutes: float, percent: int | None) -> None:
    uptime = read_uptime([minutes(0, down_minutes)], since=APRIL, until=MAY, now=LATER)
    tier = tier_of(uptime, TIERS)
    assert (tier.percent if tier else None) == percent


@pytest.mark.parametrize(
    ("fee", "percent", "satang"), [(100_000, 10, 10_000), (99_995, 10, 10_000), (99_994, 10, 9_999), (1, 50, 1)]
)
def test_a_part_of_a_fee_is_whole_satang_rounded_half_up(fee: int, percent: int, satang: int) -> None:
    assert share_of_fee(fee_satang=fee, percent=percent) == satang


@pytest.mark.parametrize(
    ("hours", "counted"),
    [((), True), ((0,), False), ((23.9,), False), ((-23.9,), False), ((24,), True), ((-24, 30), True)],
)
def test_one_cause_is_counted_once_in_24_hours(hours: tuple[float, ...], counted: bool) -> None:
    earlier = [APRIL + timedelta(hours=hour) for hour in hours]
    assert is_counted(at=APRIL, earlier=earlier) is counted


@pytest.mark.parametrize(
    ("entitled", "given", "in_month", "cap", "found"),
    [
        (1000, 0, 0, None, Payable(1000, False)),
        (2500, 1000, 1000, None, Payable(1500, False)),  # a lower tier tops up
        (1000, 2500, 2500, None, Payable(0, False)),
        (1000, 0, 0, 600, Payable(600, True)),
        (1000, 0, 600, 600, Payable(0, True)),
        (1000, 0, 0, 1000, Payable(1000, False)),
        (0, 0, 700, 600, Payable(0, False)),
    ],
)
def test_what_is_left_to_give(entitled: int, given: int, in_month: int, cap: int | None, found: Payable) -> None:
    assert payable(entitled=entitled, given=given, given_in_month=in_month, cap=cap) == found
