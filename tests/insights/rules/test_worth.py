from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.insights.rules.worth import MOST_BINS, clv_value, money_bins, risk_value


@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=300))
def test_every_customer_is_in_one_bin_and_the_bins_meet(values: list[int]) -> None:
    bins = money_bins(sorted(values))
    assert sum(each["count"] for each in bins) == len(values)
    assert len(bins) <= MOST_BINS
    assert bins[0]["start_satang"] == 0
    assert all(left["end_satang"] == right["start_satang"] for left, right in pairwise(bins))
    assert max(values) < bins[-1]["end_satang"]


@pytest.mark.parametrize(
    ("usual_baht", "width_baht"), [(1, 1), (11, 1), (12, 2), (55, 5), (110, 10), (1_100, 100), (5_600, 1_000)]
)
def test_bins_are_one_two_or_five_times_a_power_of_ten_baht_wide(usual_baht: int, width_baht: int) -> None:
    first = money_bins([usual_baht * 100] * 50)[0]
    assert first["end_satang"] - first["start_satang"] == width_baht * 100


def test_the_best_tenth_of_customers_is_named_with_its_share() -> None:
    value = clv_value([100] * 36 + [1_000] * 4, horizon_months=12, margin_percent=None)
    assert (value["n"], value["total_satang"], value["median_satang"]) == (40, 7_600, 100)
    assert value["top_decile_share"] == pytest.approx(4_000 / 7_600)


def test_the_value_of_fewer_than_five_customers_is_not_shown() -> None:
    assert "total_satang" not in clv_value([100] * 4, horizon_months=12, margin_percent=None)


def test_risks_fall_into_tenths_and_the_highest_into_the_last() -> None:
    value = risk_value([0.0, 0.05, 0.1, 0.99, 1.0], [1, 2, 3, 4, 5], horizon_days=90, quality=None)
    assert [each["count"] for each in value["bins"]] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]  # type: ignore[attr-defined]
    assert value["expected_loss_satang"] == 15
