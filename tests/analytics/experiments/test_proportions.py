"""Newcombe's interval equals his published table and statsmodels, and never leaves the scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from samphan.analytics.experiments.proportions import newcombe

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17:873-890), table II, method 10; first minus second.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_equals_the_published_table(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    made = newcombe(second, first).interval
    assert (round(made.low, 4), round(made.high, 4)) == (low, high)


@given(counts, counts)
def test_newcombe_equals_statsmodels_and_stays_on_the_scale(control: tuple[int, int], treated: tuple[int, int]) -> None:
    made = newcombe(control, treated)
    interval = made.interval
    assert (interval.low, interval.high) == pytest.approx(
        confint_proportions_2indep(*treated, *control, method="newcomb", compare="diff"), abs=1e-9
    )
    assert -1 <= interval.low <= interval.estimate <= interval.high <= 1
    assert made.standard_error > 0


@pytest.mark.parametrize("wrong", [(1, 0), (3, 2), (-1, 5)])
def test_shares_of_nothing_are_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="0 <= successes <= n"):
        newcombe((1, 2), wrong)
