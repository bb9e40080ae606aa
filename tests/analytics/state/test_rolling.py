from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.repurchase import Share
from samphan.analytics.state.rolling import Churn, last_purchases, rolling_churn

ENDS = [10, 20, 35, 40]
purchases = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 45)), max_size=40)


@given(purchases, st.integers(1, 30))
def test_it_counts_what_a_walk_through_the_purchases_counts(log: list[tuple[int, int]], window: int) -> None:
    row, day = (np.array([each[at] for each in log], dtype=np.int64) for at in (0, 1))
    made = rolling_churn(last_purchases(row, day, ENDS, customers=6), ENDS, window_days=window)
    for churn, (first, second) in zip(made, pairwise(ENDS), strict=True):
        bought = {who: {d for w, d in log if w == who} for who in range(6)}
        before = {who for who, days in bought.items() if any(first - window < d <= first for d in days)}
        now = {who for who, days in bought.items() if any(second - window < d <= second for d in days)}
        known = {who for who, days in bought.items() if any(d <= first for d in days)}
        assert churn == Churn(
            active=len(now),
            lost=Share(successes=len(before - now), n=len(before)),
            reactivated=len((known - before) & now),
        )


def test_a_customer_is_lost_in_the_month_her_window_runs_out_and_comes_back_in_another() -> None:
    last = last_purchases(np.array([0, 0]), np.array([5, 38]), ENDS, customers=1)
    assert last[:, 0].tolist() == [5, 5, 5, 38]
    lost, quiet, back = rolling_churn(last, ENDS, window_days=10)
    assert (lost.lost, quiet.lost) == (Share(successes=1, n=1), Share(successes=0, n=0))
    assert (back.reactivated, back.active) == (1, 1)


def test_nobody_and_senseless_questions() -> None:
    none = np.array([], dtype=np.int64)
    assert rolling_churn(last_purchases(none, none, [1, 2], customers=0), [1, 2], window_days=1) == [
        Churn(active=0, lost=Share(successes=0, n=0), reactivated=0)
    ]
    with pytest.raises(ValueError, match="ascend"):
        last_purchases(none, none, [2, 2], customers=0)
    with pytest.raises(ValueError, match="at least one day"):
        rolling_churn(np.zeros((2, 1), np.int32), [1, 2], window_days=0)
