"""Repurchase from grouped counts equals a walk over the orders, and leaves incomplete windows out."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.pareto import pareto
from samphan.analytics.repurchase import (
    FirstPurchases,
    cohort_table,
    quantile_of_counts,
    repurchase_within,
)

START = date(2026, 1, 1).toordinal()
people = st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=6), max_size=25)


def grouped(purchases: list[list[int]]) -> list[FirstPurchases]:
    """Group purchase days as the database does."""
    seen: Counter[tuple[int, int | None]] = Counter()
    for days in purchases:
        ordered = sorted({START + day for day in days})
        seen[ordered[0], ordered[1] - ordered[0] if len(ordered) > 1 else None] += 1
    return [FirstPurchases(first_day=d, gap_days=g, customers=n) for (d, g), n in seen.items()]


@given(people, st.integers(1, 120), st.integers(0, 260))
def test_grouped_repurchase_equals_a_walk_over_the_customers(purchases: list[list[int]], days: int, as_of: int) -> None:
    successes = n = 0
    for one in purchases:
        ordered = sorted(set(one))
        if ordered[0] + days >= as_of:
            continue
        n += 1
        successes += any(ordered[0] < day <= ordered[0] + days for day in ordered)
    made = repurchase_within(
        grouped(purchases), days=days, as_of_day=START + as_of, first_from=START, first_until=START + 400
    )
    assert (made.successes, made.n) == (successes, n)


def test_a_customer_whose_window_still_runs_is_left_out() -> None:
    group = [FirstPurchases(first_day=START, gap_days=None, customers=1)]
    within = {"days": 90, "first_from": START, "first_until": START + 1}
    assert repurchase_within(group, as_of_day=START + 90, **within).n == 0
    assert repurchase_within(group, as_of_day=START + 91, **within).n == 1


def test_cohort_cells_are_empty_until_everybodys_window_is_over() -> None:
    groups = [
        FirstPurchases(first_day=START, gap_days=10, customers=2),
        FirstPurchases(first_day=START + 30, gap_days=45, customers=1),
        FirstPurchases(first_day=START + 30, gap_days=None, customers=3),
    ]
    (cohort,) = cohort_table(
        groups, as_of_day=date(2026, 4, 2).toordinal(), first_from=START, first_until=START + 365, steps=3
    )
    assert cohort.month == date(2026, 1, 1)
    assert cohort.customers == 6
    assert cohort.came_back == (2, 3, None)


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [([], 0.5, None), ([(4, 1)], 0.5, 4.0), ([(1, 2), (3, 2)], 0.5, 2.0), ([(1, 9), (10, 1)], 0.9, 1.9)],
)
def test_quantiles_of_counts_are_those_of_the_values(
    counts: list[tuple[int, int]], share: float, expected: float | None
) -> None:
    made = quantile_of_counts(counts, share)
    assert made == (None if expected is None else pytest.approx(expected))


def test_pareto_marks_the_fewest_causes_that_make_eighty_percent() -> None:
    bars = pareto({"late": 86, "silent": 61, "wait": 38, "broken": 24, "bill": 17, "park": 11, "other": 13, "none": 0})
    assert [bar.key for bar in bars if bar.is_vital] == ["late", "silent", "wait", "broken"]
    assert [round(bar.cumulative_share * 100) for bar in bars] == [34, 59, 74, 84, 90, 96, 100]
    assert pareto({}) == []


def test_a_share_reached_but_for_rounding_is_reached() -> None:
    assert [bar.is_vital for bar in pareto({"late": 11, "silent": 9}, vital_share=0.55)] == [True, False]


def test_a_cause_cannot_weigh_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="cannot be negative, but 1 are, of late"):
        pareto({"late": -5, "silent": 10})
