"""The triangle from bits equals counting customers month by month; what is not known is NaN, not a number."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given

from samphan.analytics.state.building import build_state
from samphan.analytics.state.cohorts import cohort_triangle
from samphan.analytics.state.layout import date_of
from tests.analytics.state import cast

Rows = list[tuple[int, int, int]]
END = date(2026, 3, 31)  # a month that is over
END_MONTH = 2026 * 12 + 2


def counted(rows: Rows, *, or_later: bool) -> dict[tuple[int, int], int]:
    """Return customers by (month of first purchase, months after), one customer at a time."""
    end = (END - date(1970, 1, 1)).days
    months: dict[int, set[int]] = {}
    for key, day, amount in rows:
        if day <= end and amount >= 0:
            months.setdefault(key, set()).add(date_of(day).year * 12 + date_of(day).month - 1)
    cells: dict[tuple[int, int], int] = {}
    for bought in months.values():
        first = min(bought)
        reached = range(first, max(bought) + 1) if or_later else bought
        for month in reached:
            cells[first, month - first] = cells.get((first, month - first), 0) + 1
    return cells


@pytest.mark.parametrize("or_later", [False, True])
@given(rows=cast.rows)
def test_the_triangle_counts_what_a_walk_counts(or_later: bool, rows: Rows) -> None:
    triangle = cohort_triangle(build_state(cast.array_log(rows), until=END), or_later=or_later)
    cells = counted(rows, or_later=or_later)
    start = (triangle.months[0].astype(int) + 1970 * 12) if triangle.months.size else 0
    after = np.arange(triangle.months.size)
    month = start + after[:, None] + after
    is_known = (month <= END_MONTH) & (or_later | (after == 0) | (month > END_MONTH - 64))
    expected = np.where(is_known, 0.0, np.nan)
    for (cohort, k), customers in cells.items():
        if is_known[cohort - start, k]:
            expected[cohort - start, k] = customers
    np.testing.assert_array_equal(triangle.active, expected)
    assert triangle.customers.sum() == sum(number for (_, after), number in cells.items() if after == 0)


def test_a_month_that_is_not_over_is_not_known() -> None:
    state = build_state(cast.array_log([(0, cast.END_DAY - 40, 5), (0, cast.END_DAY, 5)]), until=cast.END)
    triangle = cohort_triangle(state)
    assert triangle.active[0, 0] == 1
    assert np.isnan(triangle.active[0, 1])


def test_without_a_purchase_there_is_no_cohort() -> None:
    triangle = cohort_triangle(build_state(cast.array_log([(0, 20_000, -5)]), until=cast.END))
    assert (triangle.months.size, triangle.active.size) == (0, 0)
