"""A log is cut at a day exactly, and its histories are the field's x, t_x and T."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.backtest import PurchaseLog, PurchaseLogUnusable

rows = st.lists(st.tuples(st.integers(0, 5), st.integers(100, 130), st.floats(0.5, 90.0)), min_size=1, max_size=40)


def _log(made: list[tuple[int, int, float]]) -> PurchaseLog:
    return PurchaseLog.of(*map(list, zip(*made, strict=True)))


@given(rows, st.integers(100, 130))
def test_histories_equal_a_walk_over_the_purchases(made: list[tuple[int, int, float]], origin: int) -> None:
    days: dict[int, set[int]] = {}
    for who, day, _ in made:
        if day <= origin:
            days.setdefault(who, set()).add(day)
    if not days:
        with pytest.raises(PurchaseLogUnusable):
            _log(made).histories(origin)
        return
    known = _log(made).histories(origin)
    expected = [(len(d) - 1, max(d) - min(d), origin - min(d)) for _, d in sorted(days.items())]
    assert list(zip(known.frequency, known.recency, known.age, strict=True)) == expected


@given(rows, st.integers(100, 130))
def test_the_past_and_the_future_share_nothing_and_lose_nothing(
    made: list[tuple[int, int, float]], origin: int
) -> None:
    log = _log(made)
    past, future = log.until(origin), log.between(origin, 130)
    assert (past.day <= origin).all()
    assert (future.day > origin).all()
    assert past.amount.sum() + future.amount.sum() == pytest.approx(sum(amount for _, _, amount in made))
    assert len(past.day) + len(future.day) == len({(who, day) for who, day, _ in made})


def test_purchase_days_count_who_has_none_as_zero() -> None:
    log = _log([(0, 101, 1.0), (0, 103, 1.0), (1, 104, 1.0), (2, 101, 1.0)])
    assert log.between(101, 110).purchase_days(np.array([0, 1, 2])).tolist() == [1, 1, 0]
    assert log.between(120, 130).purchase_days(np.array([0, 1])).tolist() == [0, 0]


def test_a_log_that_says_nothing_is_refused() -> None:
    with pytest.raises(PurchaseLogUnusable):
        PurchaseLog.of([], [], [])
    with pytest.raises(PurchaseLogUnusable):
        PurchaseLog.of([1], [100], [np.nan])
    with pytest.raises(ValueError, match="one customer"):
        PurchaseLog.of([1, 2], [100], [3.0])
