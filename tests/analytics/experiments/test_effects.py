"""Welch, CUPED and ratios equal tea-tasting's answers; parts add up to the whole; wrong input is refused by name."""

import numpy as np
import pyarrow as pa
import pytest
import tea_tasting as tt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from samphan.analytics.experiments.effects import Effect, Method, NoVariation, cuped, welch, z_of
from samphan.analytics.experiments.samples import Moments, moments, ratio_moments

# Welch's own kind of case: few values, unequal spreads (data of the t test article in R's documentation, `sleep`).
SLEEP = ([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
amounts = st.floats(-1e6, 1e6, allow_subnormal=False)
rows = st.integers(2, 40).flatmap(lambda n: arrays(np.float64, n, elements=amounts))


def users() -> dict[str, np.ndarray]:
    """Return tea-tasting's sample of users with what they did before."""
    table = tt.make_users_data(rng=42, covariates=True, n_users=3_000)
    return {name: np.asarray(table[name]) for name in table.column_names}


def arm(data: dict[str, np.ndarray], column: str, variant: int) -> np.ndarray:
    """Return one column of one arm."""
    return data[column][data["variant"] == variant]


def bounds(effect: Effect) -> tuple[float, float, float]:
    """Return estimate, low and high as numbers."""
    interval = effect.interval
    return interval.estimate, interval.low, interval.high


def tea(data: dict[str, np.ndarray], metric: tt.metrics.MetricBase) -> tuple[float, float, float]:
    """Return tea-tasting's answer."""
    (made,) = tt.Experiment(one=metric).analyze(pa.table(data)).values()
    return made.effect_size, made.effect_size_ci_lower, made.effect_size_ci_upper


def test_welch_equals_rs_published_answer() -> None:
    made = welch(moments(SLEEP[1]), moments(SLEEP[0])).interval
    assert (round(made.estimate, 2), round(made.low, 7), round(made.high, 7)) == (-1.58, -3.3654832, 0.2054832)


def test_welch_equals_tea_tasting_and_statsmodels() -> None:
    data = users()
    control, treated = arm(data, "revenue", 0), arm(data, "revenue", 1)
    made = bounds(welch(moments(control), moments(treated)))
    assert made == pytest.approx(tea(data, tt.Mean("revenue")), rel=1e-10)
    compared = CompareMeans(DescrStatsW(treated), DescrStatsW(control)).tconfint_diff(usevar="unequal")
    assert made[1:] == pytest.approx(compared, rel=1e-10)


def test_cuped_equals_tea_tasting_and_is_narrower() -> None:
    data = users()
    sides = [moments(arm(data, "revenue", side), before=arm(data, "revenue_covariate", side)) for side in (0, 1)]
    made = cuped(*sides)
    assert bounds(made) == pytest.approx(tea(data, tt.Mean("revenue", "revenue_covariate")), rel=1e-10)
    plain = welch(*sides)
    assert made.method is Method.CUPED
    assert made.standard_error < 0.95 * plain.standard_error


def test_a_ratio_of_sums_equals_tea_tasting() -> None:
    data = users()
    made = welch(*[ratio_moments(arm(data, "orders", side), arm(data, "sessions", side)) for side in (0, 1)])
    assert bounds(made) == pytest.approx(tea(data, tt.RatioOfMeans("orders", "sessions")), rel=1e-10)


def test_a_covariate_that_does_not_vary_changes_nothing() -> None:
    sides = [moments(values, before=np.ones(len(values))) for values in SLEEP]
    assert bounds(cuped(*sides)) == pytest.approx(bounds(welch(*sides)), rel=1e-12)


def test_many_experiments_at_once_give_the_answers_of_each_alone() -> None:
    rng = np.random.default_rng(5)
    control, treated = rng.normal(size=(4, 50)), rng.normal(1, 2, size=(4, 60))
    together = welch(moments(control), moments(treated))
    for k in range(4):
        alone = welch(moments(control[k]), moments(treated[k])).interval
        assert (together.low[k], together.high[k]) == pytest.approx((alone.low, alone.high), rel=1e-12)
    with pytest.raises(ValueError, match="size 1"):
        _ = together.interval


@given(rows, rows)
def test_the_moments_of_two_days_are_those_of_their_rows(first: np.ndarray, second: np.ndarray) -> None:
    known = [values[::-1] / 2 for values in (first, second)]
    added = moments(first, before=known[0]) + moments(second, before=known[1])
    whole = moments(np.concatenate([first, second]), before=np.concatenate(known))
    scale = 1e-9 * (1 + np.abs(np.concatenate([first, second])).max() ** 2)
    assert added.before is not None
    assert whole.before is not None
    assert added.mean == pytest.approx(whole.mean, abs=scale)
    assert added.variance == pytest.approx(whole.variance, abs=scale)
    assert added.before.variance == pytest.approx(whole.before.variance, abs=scale)
    assert added.before.covariance == pytest.approx(whole.before.covariance, abs=scale)


@given(rows, rows, st.floats(-1e3, 1e3))
def test_swapping_the_arms_turns_the_interval_and_a_shift_moves_it(
    control: np.ndarray, treated: np.ndarray, shift: float
) -> None:
    sides = moments(control), moments(treated)
    if sides[0].variance / len(control) + sides[1].variance / len(treated) < 1e-3:
        return
    made, turned = welch(*sides), welch(*reversed(sides))
    assert (made.low, made.high) == pytest.approx((-turned.high, -turned.low))
    moved = welch(sides[0], moments(treated + shift))
    assert moved.estimate - made.estimate == pytest.approx(shift, rel=1e-6, abs=1e-6)


def test_a_higher_level_is_wider() -> None:
    sides = moments(SLEEP[0]), moments(SLEEP[1])
    assert welch(*sides, level=0.99).high > welch(*sides, level=0.9).high
    assert z_of(0.95) == pytest.approx(1.959963985)


def test_outcomes_that_are_all_the_same_give_no_interval() -> None:
    with pytest.raises(NoVariation, match="same outcome"):
        welch(moments(np.full(50, 0.1)), moments(np.full(60, 0.1)))


@pytest.mark.parametrize(
    ("values", "before", "words"),
    [
        ([1.0, float("nan"), 2.0], None, "1 of 3 outcomes are missing"),
        ([1.0, float("inf")], None, "1 of 2 outcomes are missing"),
        ([1.0], None, "at least two"),
        ([], None, "at least two"),
        (3.0, None, "a row of values"),
        ([1.0, 2.0], [1.0], "one value a unit"),
        ([1.0, 2.0], [1.0, None], "1 of 2 covariate are missing"),
    ],
)
def test_wrong_rows_are_refused_by_name(values: object, before: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        moments(values, before=before)


def test_wrong_sums_levels_and_ratios_are_refused() -> None:
    good = moments(SLEEP[0])
    with pytest.raises(ValueError, match="at least two"):
        Moments(n=np.array(1.0), mean=np.array(0.0), variance=np.array(0.0))
    with pytest.raises(ValueError, match="no variance below zero"):
        Moments(n=np.array(9.0), mean=np.array(0.0), variance=np.array(-1.0))
    with pytest.raises(ValueError, match="between 0 and 1"):
        welch(good, good, level=95)
    with pytest.raises(ValueError, match="covariate known before"):
        cuped(good, good)
    with pytest.raises(ValueError, match="no ratio"):
        ratio_moments([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(ValueError, match="one pair a unit"):
        ratio_moments([1.0, 2.0], [1.0])
