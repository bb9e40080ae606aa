"""Who bought when, from bits: right or refused, never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.state.activity import BeyondMemory, active_between, movement, repurchase_within
from samphan.analytics.state.building import build_state
from samphan.analytics.state.layout import date_of
from samphan.analytics.state.split import build_states, calibration_holdout
from tests.analytics.state import cast

Rows = list[tuple[int, int, int]]
stretches = st.tuples(st.integers(0, 900), st.integers(0, 70))


def bought(rows: Rows, first: date, last: date) -> set[int]:
    return {key for key, day, amount in rows if amount >= 0 and first <= date_of(day) <= last}


@given(rows=cast.rows, stretch=stretches)
def test_who_bought_in_a_stretch_is_right_or_refused(rows: Rows, stretch: tuple[int, int]) -> None:
    last = cast.END - timedelta(days=stretch[0])
    first = last - timedelta(days=stretch[1])
    state = build_state(cast.array_log(rows), until=cast.END)
    try:
        active = active_between(state, first, last)
    except BeyondMemory:
        assert last < cast.END - timedelta(days=1)
    else:
        assert set(active.nonzero()[0].tolist()) == bought(rows, first, last)


@given(rows=cast.rows, back=st.integers(0, 40), months=st.integers(1, 12))
def test_whole_months_are_known_five_years_back(rows: Rows, back: int, months: int) -> None:
    start = 2026 * 12 + 1 - back - months
    first = date(start // 12, start % 12 + 1, 1)
    after = start + months
    last = date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    active = active_between(build_state(cast.array_log(rows), until=cast.END), first, last)
    assert set(active.nonzero()[0].tolist()) == bought(rows, first, last)


def test_a_stretch_beyond_the_bits_is_refused() -> None:
    rows = [(0, cast.END_DAY - 2500, 5), (0, cast.END_DAY - 200, 5), (0, cast.END_DAY, 5)]
    state = build_state(cast.array_log(rows), until=cast.END)
    with pytest.raises(BeyondMemory, match="build a state until"):
        active_between(state, cast.END - timedelta(days=205), cast.END - timedelta(days=150))


@pytest.mark.parametrize(("first", "last"), [(cast.END, cast.END + timedelta(days=1)), (cast.END, date(2026, 3, 1))])
def test_a_stretch_outside_the_observation_is_refused(first: date, last: date) -> None:
    state = build_state(cast.array_log([(0, 20_000, 5)]), until=cast.END)
    with pytest.raises(ValueError, match="within the observation"):
        active_between(state, first, last)


@given(rows=cast.rows, days=st.integers(1, 400), gap=st.integers(1, 400))
def test_movement_counts_sets_of_customers(rows: Rows, days: int, gap: int) -> None:
    cut = cast.END - timedelta(days=gap)
    before, now = build_states(cast.array_log(rows), ends=(cut, cast.END))
    moved = movement(before, now, days=days)
    active = bought(rows, cut - timedelta(days=days - 1), cut)
    after = bought(rows, cut + timedelta(days=1), cast.END)
    earlier = bought(rows, date(1970, 1, 1), cut - timedelta(days=days))
    assert (moved.active, moved.lost) == (len(active), len(active - after))
    assert moved.reactivated == len((after & earlier) - active)


@given(rows=cast.rows, days=st.integers(0, 400))
def test_repurchase_leaves_out_whom_it_cannot_judge_yet(rows: Rows, days: int) -> None:
    known = cast.walked(rows).values()
    complete = [one for one in known if one["first"] + days <= cast.END_DAY]
    came_back = [one for one in complete if one["x"] and one["second"] - one["first"] <= days]
    share = repurchase_within(build_state(cast.array_log(rows), until=cast.END), days=days)
    assert (share.successes, share.n) == (len(came_back), len(complete))


@given(rows=cast.rows, gap=st.integers(1, 1000))
def test_a_holdout_is_what_the_same_customers_did_after_the_cut(rows: Rows, gap: int) -> None:
    cut = cast.END - timedelta(days=gap)
    split = calibration_holdout(cast.array_log(rows), cut=cut, until=cast.END)
    before, after = cast.walked(rows, cast.END_DAY - gap), cast.walked(rows)
    assert split.calibration.key.tolist() == sorted(before)
    assert split.frequency_holdout.tolist() == [after[key]["x"] - before[key]["x"] for key in sorted(before)]
    assert split.spend_holdout.tolist() == [after[key]["spend"] - before[key]["spend"] for key in sorted(before)]
    assert split.duration_holdout == gap


def test_a_summary_cannot_look_back_past_what_was_kept() -> None:
    state = build_state(cast.array_log([(0, cast.END_DAY - 10, 5)]), until=cast.END)
    assert state.summary(cast.END + timedelta(days=5)).T.tolist() == [15]
    with pytest.raises(ValueError, match="look back"):
        state.summary(cast.END - timedelta(days=1))


def test_ends_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="in order"):
        calibration_holdout(cast.array_log([(0, 20_000, 5)]), cut=cast.END, until=cast.END)
