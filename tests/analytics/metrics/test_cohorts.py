"""Cohort cells equal a walk over the customers; a cell whose period is not over is empty, not zero."""

from datetime import date, timedelta
from itertools import product

import pytest

from samphan.analytics.metrics.cohorts import Comeback, Entry, Unit, cohort_retention
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, rows_of

SHOP = shop.made_up_shop()
# A Wednesday inside a month and a quarter, so that every unit has a period that is not over.
UNTIL = date(2025, 5, 14)


def period(day: date, unit: Unit) -> tuple[int, date]:
    """Number a day's period and name its first day, as a calendar on the wall would."""
    if unit is Unit.DAY:
        return day.toordinal(), day
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday.toordinal() // 7, monday
    if unit is Unit.MONTH:
        return day.year * 12 + day.month, day.replace(day=1)
    quarter = (day.month - 1) // 3
    return day.year * 4 + quarter, date(day.year, quarter * 3 + 1, 1)


def walked(unit: Unit, entry: Entry, comeback: Comeback, steps: int) -> list[tuple[date, int, int, int | None]]:
    first_days: dict[int, date] = {}
    cohorts: dict[int, list[set[int]]] = {}
    for days in shop.purchase_days(SHOP, until=UNTIL).values():
        active = {period(day, unit)[0] for day in days}
        first_days |= dict(period(day, unit) for day in days)
        for cohort in [min(active)] if entry is Entry.BIRTH else active:
            cohorts.setdefault(cohort, []).append({number - cohort for number in active})
    over = period(UNTIL + timedelta(days=1), unit)[0]
    made: list[tuple[date, int, int, int | None]] = []
    for cohort, step in product(sorted(cohorts), range(steps + 1)):
        members = cohorts[cohort]
        if comeback is Comeback.EXACT:
            came = sum(step in offsets for offsets in members)
        else:
            came = sum(max(offsets) >= step for offsets in members)
        made.append((first_days[cohort], step, len(members), came if cohort + step < over else None))
    return made


@pytest.mark.parametrize("comeback", Comeback)
@pytest.mark.parametrize("entry", Entry)
@pytest.mark.parametrize("unit", [Unit.WEEK, Unit.MONTH, Unit.QUARTER])
def test_cells_are_those_of_a_walk(engine: Engine, unit: Unit, entry: Entry, comeback: Comeback) -> None:
    orders = engine.table(ORDERS, SHOP.orders)
    made = cohort_retention(orders, until=UNTIL, unit=unit, entry=entry, comeback=comeback, steps=8)
    rows = rows_of(made)
    expected = walked(unit, entry, comeback, 8)
    assert [(row["cohort"], row["step"], row["customers"], row["active"]) for row in rows] == expected
    assert None in {active for *_rest, active in expected}
    for row in rows:
        share = None if row["active"] is None else row["active"] / row["customers"]
        assert row["retention"] == (None if share is None else pytest.approx(share, rel=1e-12))


def test_days_can_be_cohorts_and_their_last_day_is_over(engine: Engine) -> None:
    orders = engine.orders([(1, date(2025, 5, 12), 5), (1, date(2025, 5, 14), 5), (2, date(2025, 5, 14), 5)])
    made = rows_of(cohort_retention(orders, until=UNTIL, unit=Unit.DAY, steps=3))
    assert [row["active"] for row in made] == [1, 0, 1, None, 1, None, None, None]


def test_a_month_is_over_on_its_last_day(engine: Engine) -> None:
    orders = engine.orders([(1, date(2025, 1, 31), 5), (1, date(2025, 2, 1), 5)])
    for until, expected in ((date(2025, 2, 27), [1, None]), (date(2025, 2, 28), [1, 1])):
        made = rows_of(cohort_retention(orders, until=until, steps=1))
        assert [row["active"] for row in made] == expected


def test_late_cohorts_still_know_of_earlier_first_purchases(engine: Engine) -> None:
    orders = engine.orders([(1, date(2024, 1, 5), 5), (1, date(2024, 3, 5), 5), (2, date(2024, 3, 9), 5)])
    made = rows_of(cohort_retention(orders, until=UNTIL, steps=0, cohorts_since=date(2024, 2, 1)))
    assert [(row["cohort"], row["customers"]) for row in made] == [(date(2024, 3, 1), 1)]


def test_no_orders_make_no_cohorts(engine: Engine) -> None:
    assert rows_of(cohort_retention(engine.orders([]), until=UNTIL)) == []
