"""CDNOW's master file at 30 June 1998: the figures four implementations agree on, digit by digit."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from samphan.analytics.state.activity import movement, repurchase_within
from samphan.analytics.state.building import build_state
from samphan.analytics.state.cohorts import cohort_triangle
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.kernels import KernelName
from samphan.analytics.state.logs import ArrayLog
from samphan.analytics.state.split import build_states
from tests.analytics.state import cast

END = date(1998, 6, 30)


@pytest.fixture(scope="module")
def log(shared_data: Path) -> ArrayLog:
    """Return the log of CDNOW."""
    return cast.cdnow(shared_data)


@pytest.fixture(scope="module", params=["plain", "compiled"])
def state(log: ArrayLog, request: pytest.FixtureRequest) -> CustomerState:
    """Return the state at the end of the observation, by either pass."""
    name: KernelName = request.param
    return build_state(log, until=END, kernel_name=name)


def test_published_sums_of_the_summary(state: CustomerState) -> None:
    summary = state.summary()
    assert len(summary) == 23_570
    assert (summary.frequency.sum(), summary.recency.sum(), summary.T.sum()) == (44_021, 3_178_932, 11_834_346)
    assert summary.monetary_value.sum() / 100 == pytest.approx(414_282.38439721, abs=1e-7)


def test_published_number_of_exact_groups(state: CustomerState) -> None:
    groups = state.summary().groups()
    assert groups.n.size == 11_104
    assert groups.n.sum() == 23_570
    assert (groups.n * groups.t_x).sum() == 3_178_932


def test_published_rows_of_the_cohort_triangle(state: CustomerState) -> None:
    triangle = cohort_triangle(state)
    assert triangle.months[:3].astype(str).tolist() == ["1997-01", "1997-02", "1997-03"]
    assert triangle.customers.tolist() == [7846, 8476, 7248] + [0] * 15
    assert triangle.active[:3, [0, 1, 2, 3, 6, 12]].tolist() == [
        [7846, 1157, 964, 810, 720, 528],
        [8476, 1312, 980, 783, 626, 568],
        [7248, 1032, 752, 756, 561, 678],
    ]
    assert np.isnan(triangle.active[2, 16])


def test_published_customers_lost_and_reactivated(log: ArrayLog) -> None:
    before, now = build_states(log, ends=(END - timedelta(days=90), END))
    moved = movement(before, now, days=90)
    assert (moved.active, moved.lost, moved.reactivated) == (3808, 2059, 1552)
    assert moved.lost / moved.active == pytest.approx(0.541, abs=5e-4)


@pytest.mark.parametrize(("days", "published"), [(30, 4115), (60, 5929), (90, 6887)])
def test_published_repurchase(state: CustomerState, days: int, published: int) -> None:
    share = repurchase_within(state, days=days)
    assert (share.successes, share.n) == (published, 23_570)
