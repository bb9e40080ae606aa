"""Kaplan-Meier and log-rank give the published figures, and nothing where nothing is known."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.survival import KaplanMeier, LifetimesUnusable, compare_survival
from tests.analytics.survival import leukemia

lifetimes = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40)


def test_the_curve_and_greenwoods_error_are_those_r_publishes() -> None:
    """summary(survfit(Surv(time, status) ~ x, aml)), the example of ?survfit."""
    made = KaplanMeier().fit(*leukemia.MAINTAINED)
    at = [9, 13, 18, 23, 31, 34, 48]
    assert made.survival_at(at) == pytest.approx([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], abs=5e-4)
    errors = made.standard_error_[np.searchsorted(made.times_, at)]
    assert errors == pytest.approx([0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535], abs=5e-5)
    assert made.median_ == 31.0


def test_telco_customers_stay_as_long_as_published(shared_data: Path) -> None:
    with gzip.open(shared_data / "telco_customer_churn_ibm.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    made = KaplanMeier().fit([float(r["tenure"]) for r in rows], [r["Churn"] == "Yes" for r in rows])
    assert made.survival_at([12, 24, 48, 72]) == pytest.approx([0.8432, 0.7887, 0.7088, 0.5928], abs=5e-5)
    assert made.n_ == 7043


@given(lifetimes)
def test_without_censoring_the_curve_is_the_share_that_lived_longer(rows: list[tuple[int, bool]]) -> None:
    days = np.array([day for day, _ in rows], dtype=float)
    made = KaplanMeier().fit(days, np.ones(len(days), dtype=bool))
    asked = np.arange(0.0, 25.0)
    assert made.survival_at(asked) == pytest.approx([(days > at).mean() for at in asked])


@given(lifetimes)
def test_the_curve_never_rises_and_lies_within_its_interval(rows: list[tuple[int, bool]]) -> None:
    made = KaplanMeier().fit([day for day, _ in rows], [seen for _, seen in rows])
    assert (np.diff(made.survival_) <= 0).all()
    known = ~np.isnan(made.low_)
    assert (made.low_[known] <= made.survival_[known]).all()
    assert (made.survival_[known] <= made.high_[known]).all()
    assert ((made.low_[known] >= 0) & (made.high_[known] <= 1)).all()


def test_the_interval_covers_the_truth_at_its_level() -> None:
    covered = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        life, followed = random.exponential(10.0, 60), random.uniform(0.0, 25.0, 60)
        made = KaplanMeier().fit(np.minimum(life, followed), life <= followed)
        low, high = made.interval_at([8.0])
        covered += bool(low[0] <= np.exp(-0.8) <= high[0])
    assert 275 <= covered <= 297  # 95 % of 300 is 285


def test_nothing_is_said_past_the_longest_that_anybody_was_followed() -> None:
    made = KaplanMeier().fit([3, 5, 9], [1, 1, 0])
    assert made.survival_at([9]) == pytest.approx([1 / 3])
    assert np.isnan(made.survival_at([10])).all()
    assert KaplanMeier().fit([3, 5, 9], [1, 1, 1]).survival_at([10]) == pytest.approx([0.0])


@pytest.mark.parametrize("half", [1, 6, 12, 50, 3_000])
def test_the_median_is_where_just_half_have_left(half: int) -> None:
    durations = [*range(1, half + 1), *[10 * half] * half]
    assert KaplanMeier().fit(durations, np.ones(2 * half)).median_ == half


@given(st.integers(1, 400), st.integers(1, 400))
def test_without_censoring_the_median_is_the_first_time_half_are_gone(n: int, step: int) -> None:
    days = (np.arange(n) * step) % n
    made = KaplanMeier().fit(days, np.ones(n))
    assert made.median_ == next(at for at in np.unique(days) if 2 * (days <= at).sum() >= n)


def test_durations_that_differ_by_rounding_alone_are_one_time() -> None:
    made = KaplanMeier().fit([0.1 * 3, 0.3, 0.7], [1, 1, 0])
    assert (len(made.times_), made.at_risk_.tolist(), made.ends_.tolist()) == (2, [3, 1], [2, 0])
    assert made.survival_at([0.3, 0.1 * 3]) == pytest.approx([1 / 3, 1 / 3])
    assert made.survival_at([0.7 * (1 + 1e-15)]) == pytest.approx([1 / 3])
    later = KaplanMeier().fit([0.1 * 3, 0.7], [1, 0])
    assert later.survival_at([0.3]) == pytest.approx([0.5])


def test_nobody_left_means_no_median_and_no_interval() -> None:
    made = KaplanMeier().fit([4, 4], [0, 0])
    assert made.median_ is None
    assert made.survival_at([4]) == pytest.approx([1.0])
    assert np.isnan(made.interval_at([4])[0]).all()


def test_log_rank_is_the_published_one() -> None:
    """survdiff(Surv(time, status) ~ x, aml): chi-square 3.4 on 1 degree of freedom, p = 0.07."""
    made = compare_survival(leukemia.DURATIONS, leukemia.OBSERVED, leukemia.GROUP)
    assert made.statistic == pytest.approx(3.396, abs=5e-4)
    assert made.p_value == pytest.approx(0.0653, abs=5e-5)
    assert made.observed == (7.0, 11.0)
    assert made.expected == pytest.approx((10.69, 7.31), abs=5e-3)


@pytest.mark.parametrize(
    ("durations", "observed"),
    [([], []), ([-1.0], [1]), ([np.nan], [1]), ([np.inf], [0]), ([1.0], [2])],
)
def test_lifetimes_that_say_nothing_are_refused(durations: list[float], observed: list[int]) -> None:
    with pytest.raises(LifetimesUnusable):
        KaplanMeier().fit(durations, observed)


@pytest.mark.parametrize(
    ("durations", "observed", "segments"),
    [([1, 2], [1, 1], ["a", "a"]), ([1, 2], [0, 0], ["a", "b"]), ([3, 1], [1, 0], ["a", "b"])],
)
def test_segments_that_cannot_be_compared_are_refused(
    durations: list[int], observed: list[int], segments: list[str]
) -> None:
    with pytest.raises(LifetimesUnusable):
        compare_survival(durations, observed, segments)
