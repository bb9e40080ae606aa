"""Intervals equal the golden cases of the contract and never claim more than the answers hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.intervals import (
    Disclosure,
    NpsCounts,
    disclosure,
    nps,
    nps_change,
    nps_interval,
    share_change,
    wilson_interval,
)

counts = st.builds(
    NpsCounts, promoters=st.integers(0, 500), passives=st.integers(0, 500), detractors=st.integers(0, 500)
).filter(lambda c: c.n > 0)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "estimate", "low", "high"),
    [(50, 30, 20, 30.0, 14.1, 44.2), (28, 10, 2, 65.0, 42.4, 78.6)],
)
def test_nps_interval_equals_the_golden_cases(
    promoters: int, passives: int, detractors: int, estimate: float, low: float, high: float
) -> None:
    made = nps_interval(NpsCounts(promoters=promoters, passives=passives, detractors=detractors))
    assert (round(made.estimate, 1), round(made.low, 1), round(made.high, 1)) == (estimate, low, high)


def test_from_30_to_41_at_a_hundred_answers_each_is_not_a_change() -> None:
    change = nps_change(
        NpsCounts(promoters=50, passives=30, detractors=20), NpsCounts(promoters=56, passives=29, detractors=15)
    )
    assert change.difference == pytest.approx(11.0)
    assert round(change.z, 2) == 1.01
    assert not change.is_change


def test_the_same_step_at_a_thousand_answers_each_is_a_change() -> None:
    change = nps_change(
        NpsCounts(promoters=500, passives=300, detractors=200), NpsCounts(promoters=560, passives=290, detractors=150)
    )
    assert change.is_change


@given(counts)
def test_the_interval_stays_on_the_scale(made: NpsCounts) -> None:
    interval = nps_interval(made)
    assert -100.0 <= interval.low < interval.high <= 100.0
    assert -100.0 <= interval.estimate <= 100.0


def test_no_answer_has_no_score() -> None:
    with pytest.raises(ValueError, match="at least one answer"):
        nps(NpsCounts(promoters=0, passives=0, detractors=0))
    with pytest.raises(ValueError, match="negative"):
        NpsCounts(promoters=-1, passives=0, detractors=3)


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, Disclosure.SUPPRESSED),
        (4, Disclosure.SUPPRESSED),
        (5, Disclosure.COUNTS),
        (29, Disclosure.COUNTS),
        (30, Disclosure.FULL),
    ],
)
def test_small_numbers_show_counts_only_and_tiny_ones_nothing(n: int, shown: Disclosure) -> None:
    assert disclosure(n) == shown


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17:857-872), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_newcombes_published_table(successes: int, n: int, low: float, high: float) -> None:
    made = wilson_interval(successes, n, z=1.959964)
    assert (round(made.low, 4), round(made.high, 4)) == (low, high)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_own_share(pair: tuple[int, int]) -> None:
    made = wilson_interval(*pair)
    assert 0.0 <= made.low <= made.estimate <= made.high <= 1.0


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="n > 0"):
        wilson_interval(0, 0)


def test_shares_change_only_when_newcombes_interval_leaves_zero_out() -> None:
    # 56/70 against 48/80: Newcombe 1998, table II, method 10: 0.0524 to 0.3339.
    assert share_change((48, 80), (56, 70)).is_change
    assert share_change((56, 70), (48, 80)).is_change
    assert not share_change((9, 10), (3, 4)).is_change
    assert not share_change((5, 10), (5, 10)).is_change
