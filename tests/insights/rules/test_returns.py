"""Repurchase is compared with the period before only where that period is on record."""

from datetime import date, timedelta

import pytest

from samphan.analytics.repurchase import FirstPurchases
from samphan.insights.rules.periods import Period
from samphan.insights.rules.returns import repurchase_value

PERIOD = Period(
    code="12m",
    timezone="Asia/Bangkok",
    before=date(2024, 12, 1),
    since=date(2025, 12, 1),
    until=date(2026, 11, 29),
)


def groups(since: date) -> list[FirstPurchases]:
    """Return forty customers a month from a day on, half of whom come back after ten days."""
    days = range(since.toordinal(), PERIOD.until.toordinal(), 30)
    return [FirstPurchases(first_day=day, gap_days=gap, customers=20) for day in days for gap in (10, None)]


@pytest.mark.parametrize(
    ("since", "is_compared"),
    [
        (PERIOD.before, True),
        (PERIOD.before - timedelta(days=400), True),
        (PERIOD.before + timedelta(days=1), False),
        (PERIOD.since - timedelta(days=30), False),
        (PERIOD.since, False),
    ],
)
def test_a_period_before_that_is_not_wholly_on_record_is_not_compared(since: date, is_compared: bool) -> None:
    value = repurchase_value(groups(PERIOD.before), [], period=PERIOD, known_since=since.toordinal())
    window = value["windows"]["90"]  # type: ignore[index]
    assert window["share"] == 0.5
    assert ("change" in window, "before" in window) == (is_compared, is_compared)


def test_nobody_is_nothing_to_compare() -> None:
    value = repurchase_value([], [], period=PERIOD, known_since=PERIOD.until.toordinal())
    assert value["windows"]["90"] == {"n": 0, "shown": "suppressed"}  # type: ignore[index]
