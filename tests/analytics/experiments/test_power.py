"""Sizes before a launch equal the design's table and statsmodels; size, power and change undo each other."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from samphan.analytics.experiments.power import (
    Design,
    detectable_mean_change,
    detectable_share_change,
    power_for_mean,
    power_for_share,
    size_for_mean,
    size_for_share,
)

shares = st.floats(0.02, 0.9)
designs = st.builds(Design, treated_share=st.floats(0.1, 0.9), power=st.floats(0.6, 0.95))


@pytest.mark.parametrize(
    ("base", "change", "total"),
    [(0.265, -0.03, 6_532), (0.265, -0.01, 60_397), (0.05, -0.005, 56_810), (0.02, -0.002, 146_288)],
)
def test_holdout_sizes_equal_the_published_ones_within_rounding_up(base: float, change: float, total: int) -> None:
    made = size_for_share(base=base, change=change)
    assert made.control == made.treated
    assert abs(made.total - total) <= 2


def test_means_equal_statsmodels() -> None:
    made = size_for_mean(deviation=38.0, change=2.0)
    theirs = NormalIndPower().solve_power(effect_size=2 / 38, power=0.8, alpha=0.05)
    assert made.control == pytest.approx(theirs, abs=1)
    power = NormalIndPower().power(effect_size=2 / 38, nobs1=2_000, alpha=0.05, ratio=1)
    assert power_for_mean(deviation=38.0, change=2.0, n=4_000) == pytest.approx(
        power, abs=2e-4
    )  # theirs adds the far tail


@given(shares, st.floats(0.005, 0.05), designs)
def test_the_size_has_the_power_it_was_asked_for_and_one_less_has_not(
    base: float, change: float, design: Design
) -> None:
    n = size_for_share(base=base, change=change, design=design).total
    assert power_for_share(base=base, change=change, n=n, design=design) >= design.power - 1e-9
    if n > 8:
        assert power_for_share(base=base, change=change, n=n - 3, design=design) < design.power


@given(shares, st.integers(2_000, 10**6), st.booleans(), designs)
def test_the_smallest_change_shown_needs_exactly_the_units_given(
    base: float, n: int, rise: bool, design: Design
) -> None:
    if (base > 0.8 and rise) or (base < 0.2 and not rise):
        return
    change = detectable_share_change(base=base, n=n, rise=rise, design=design)
    assert (change > 0) is rise
    assert abs(size_for_share(base=base, change=change, design=design).total - n) <= 2


def test_a_mean_change_is_the_inverse_of_its_size() -> None:
    change = detectable_mean_change(deviation=38.0, n=10_000)
    assert abs(size_for_mean(deviation=38.0, change=change).total - 10_000) <= 2


def test_history_that_explains_the_outcome_shrinks_the_experiment() -> None:
    with_history = size_for_mean(deviation=1.0, change=0.1, design=Design(correlation=sqrt(0.5)))
    assert with_history.total == pytest.approx(size_for_mean(deviation=1.0, change=0.1).total / 2, abs=2)


def test_a_tenth_held_out_needs_more_customers_than_halves() -> None:
    tenth = size_for_share(base=0.265, change=-0.03, design=Design(treated_share=0.9))
    assert tenth.total > 2.5 * size_for_share(base=0.265, change=-0.03).total
    assert tenth.control < tenth.treated


@pytest.mark.parametrize(("base", "change"), [(0.1, 0.0), (0.1, -0.2), (0.9, 0.2), (1.5, -0.1), (float("nan"), 0.1)])
def test_shares_that_cannot_move_so_are_refused(base: float, change: float) -> None:
    with pytest.raises(ValueError, match="stay within"):
        size_for_share(base=base, change=change)


def test_designs_and_numbers_that_mean_nothing_are_refused() -> None:
    for wrong in ({"treated_share": 0.0}, {"power": 1.0}, {"level": 1.5}, {"correlation": 1.0}):
        with pytest.raises(ValueError, match="between"):
            Design(**wrong)
    with pytest.raises(ValueError, match="cannot show any change"):
        detectable_share_change(base=0.01, n=50, rise=False)
    with pytest.raises(ValueError, match="two units"):
        power_for_share(base=0.1, change=0.1, n=2)
    with pytest.raises(ValueError, match="positive deviation"):
        size_for_mean(deviation=0.0, change=1.0)
