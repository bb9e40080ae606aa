from datetime import date

import pytest

from samphan.analytics.repurchase import Share
from samphan.insights.rules.leaving import (
    CohortCell,
    MonthlyChange,
    WaitingPoint,
    churn_months_value,
    churn_now_value,
    cohort_grids_value,
    waiting_value,
    window_of,
)

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("gap", "window"), [(None, 90), (10.0, 30), (30.4, 30), (90.6, 91), (365.0, 365), (900.0, 365)]
)
def test_the_window_is_the_slow_gap_within_what_anybody_would_believe(gap: float | None, window: int) -> None:
    assert window_of(gap) == window


def test_a_small_cohort_shows_its_size_and_no_cell() -> None:
    cells = [
        CohortCell(cohort=FEBRUARY, step=0, customers=4, active=4),
        CohortCell(cohort=JANUARY, step=1, customers=40, active=None),
        CohortCell(cohort=JANUARY, step=0, customers=40, active=40),
    ]
    value = cohort_grids_value({"exact": cells})
    assert value["n"] == 44
    assert value["grids"]["exact"] == [  # type: ignore[index]
        {"month": "2026-01-01", "customers": 40, "shown": "full", "active": [40, None]},
        {"month": "2026-02-01", "customers": 4, "shown": "suppressed", "active": [None]},
    ]


def test_churn_by_month_carries_the_share_with_its_interval() -> None:
    months = [MonthlyChange(month=JANUARY, active=90, lost=Share(successes=20, n=100), reactivated=3)]
    value = churn_months_value(months, window_days=60)
    assert (value["n"], value["window_days"]) == (100, 60)
    row = value["months"][0]  # type: ignore[index]
    assert (row["month"], row["active"], row["reactivated"], row["lost"]["share"]) == ("2026-01-01", 90, 3, 0.2)
    assert row["lost"]["low"] < 0.2 < row["lost"]["high"]


@pytest.mark.parametrize(
    ("n", "detected", "is_told"), [(100, True, True), (100, False, False), (20, True, False), (3, True, False)]
)
def test_expected_churn_is_told_only_where_attrition_is_detected_and_enough_are_judged(
    n: int, detected: bool, is_told: bool
) -> None:
    value = churn_now_value(Share(successes=1, n=n), expected=(0.3, 0.2, 0.4), detected=detected, p_value=0.01)
    assert (value["expected"] is not None) is is_told
    assert value["attrition"] == {"detected": detected, "p_value": 0.01}


def test_curves_of_few_customers_are_hidden() -> None:
    curve = [WaitingPoint(day=30, share=0.8, low=0.7, high=0.9)]
    value = waiting_value({"promoter": (50, curve), "detractor": (12, curve)})
    assert value["n"] == 62
    promoters, detractors = value["groups"]  # type: ignore[misc]
    assert promoters["points"] == [{"day": 30, "share": 0.8, "low": 0.7, "high": 0.9}]
    assert (detractors["shown"], detractors["points"]) == ("counts", [])
