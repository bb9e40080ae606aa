"""Lost, kept, reactivated and new add up, and silence is judged by a customer's own rhythm."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.churn import (
    ActivityChange,
    SilentChurn,
    activity_change,
    gone_customers,
    silences,
    silent_churn,
)
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, SCORES, Engine, by_key

SHOP = shop.made_up_shop()
UNTIL = shop.UNTIL


def ago(days: int) -> date:
    return UNTIL - timedelta(days=days)


@pytest.mark.parametrize("window", [30, 90])
def test_windows_are_those_of_a_walk(engine: Engine, window: int) -> None:
    made = activity_change(engine.table(ORDERS, SHOP.orders), until=UNTIL, window_days=window)
    this, before = {ago(n) for n in range(window)}, {ago(n) for n in range(window, 2 * window)}
    seen = []
    for days in shop.purchase_days(SHOP, until=UNTIL).values():
        seen.append((min(days) < ago(2 * window - 1), bool(before & days.keys()), bool(this & days.keys())))
    assert made == ActivityChange(
        active_before=sum(was for _earlier, was, _now in seen),
        lost=sum(was and not now for _earlier, was, now in seen),
        dormant=sum(earlier and not was for earlier, was, _now in seen),
        reactivated=sum(earlier and not was and now for earlier, was, now in seen),
        new=sum(now and not was and not earlier for earlier, was, now in seen),
    )
    assert made.active_now == sum(now for _earlier, _was, now in seen)
    assert made.kept + made.lost == made.active_before


NOBODY = {"active_before": 0, "lost": 0, "dormant": 0, "reactivated": 0, "new": 0}


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        pytest.param([], {}, id="nobody"),
        pytest.param([0], {"new": 1}, id="first bought today"),
        pytest.param([9], {"new": 1}, id="the window holds its tenth day"),
        pytest.param([10], {"active_before": 1, "lost": 1}, id="the day before it does not"),
        pytest.param([19], {"active_before": 1, "lost": 1}, id="the window before holds its tenth day"),
        pytest.param([20], {"dormant": 1}, id="before both"),
        pytest.param([20, 0], {"dormant": 1, "reactivated": 1}, id="back after a window away"),
        pytest.param([15, 5], {"active_before": 1}, id="kept"),
        pytest.param([-1], {}, id="a future order has not happened"),
    ],
)
def test_edges_of_the_windows(engine: Engine, bought: list[int], expected: dict[str, int]) -> None:
    orders = engine.orders([(1, ago(days), 5) for days in bought])
    assert activity_change(orders, until=UNTIL, window_days=10) == ActivityChange(**NOBODY | expected)


def test_a_share_of_nobody_has_no_interval() -> None:
    change = ActivityChange(**NOBODY)
    assert change.churn.interval is None
    assert change.reactivation.interval is None


def test_churn_carries_its_wilson_interval() -> None:
    interval = ActivityChange(**NOBODY | {"active_before": 10, "lost": 5}).churn.interval
    assert interval is not None
    assert (interval.estimate, interval.low, interval.high) == pytest.approx((0.5, 0.2366, 0.7634), abs=1e-4)


def test_a_window_needs_a_day(engine: Engine) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        activity_change(engine.orders([]), until=UNTIL, window_days=0)


def test_silence_is_measured_in_the_customers_own_gaps(engine: Engine) -> None:
    orders = engine.orders(
        [(1, ago(40), 5), (1, ago(30), 5), (1, ago(21), 5), (2, ago(300), 5), (2, ago(21), 5), (3, ago(21), 5)]
    )
    assert by_key(silences(orders, until=UNTIL, default_gap_days=60)) == {
        1: {"silent_days": 21, "expected_gap_days": 9.5},
        2: {"silent_days": 21, "expected_gap_days": 279.0},
        3: {"silent_days": 21, "expected_gap_days": 60.0},
    }


@pytest.mark.parametrize(
    ("p_alive", "silent", "factor", "is_gone"),
    [
        (0.2, 11, 1.0, True),
        (0.2, 10, 1.0, False),  # silent for just her gap: not longer
        (0.5, 11, 1.0, False),  # the level itself is alive
        (0.2, 11, 2.0, False),
        (0.2, 21, 2.0, True),
        (None, 99, 1.0, None),
    ],
)
def test_gone_needs_both_the_model_and_the_silence(
    engine: Engine, p_alive: float | None, silent: int, factor: float, is_gone: bool | None
) -> None:
    orders = engine.orders([(1, ago(silent + 10), 5), (1, ago(silent), 5)])
    scores = engine.table(SCORES, [(1, p_alive)])
    judged = gone_customers(orders, scores, until=UNTIL, alive_below=0.5, default_gap_days=90, gap_factor=factor)
    assert by_key(judged)[1]["is_gone"] is is_gone


def test_a_customer_scored_twice_is_refused_not_counted_twice(engine: Engine) -> None:
    orders = engine.orders([(1, ago(90), 5), (2, ago(90), 5)])
    doubled = engine.table(SCORES, [(1, 0.2), (1, 0.2), (2, 0.2)])
    with pytest.raises(ValueError, match=r"scores must have one row a customer; customers with more: 1, with 2 rows"):
        gone_customers(orders, doubled, until=UNTIL, alive_below=0.5, default_gap_days=30)


def test_a_level_in_percent_is_refused(engine: Engine) -> None:
    scores = engine.table(SCORES, [(1, 0.2)])
    with pytest.raises(ValueError, match=r"P\(alive\) lies between 0 and 1"):
        gone_customers(engine.orders([]), scores, until=UNTIL, alive_below=50, default_gap_days=30)


def test_silent_churn_is_that_of_a_walk_and_tells_the_unscored_apart(engine: Engine) -> None:
    judged = gone_customers(
        engine.table(ORDERS, SHOP.orders),
        engine.table(SCORES, SHOP.scores),
        until=UNTIL,
        alive_below=0.6,
        default_gap_days=45,
    )
    scores = dict(SHOP.scores)
    gone = n = unscored = 0
    for key, days in shop.purchase_days(SHOP, until=UNTIL).items():
        p_alive = scores.get(key)
        if p_alive is None:
            unscored += 1
            continue
        n += 1
        gap = (max(days) - min(days)).days / (len(days) - 1) if len(days) > 1 else 45.0
        gone += p_alive < 0.6 and (UNTIL - max(days)).days > gap
    assert silent_churn(judged) == SilentChurn(gone=Share(successes=gone, n=n), unscored=unscored)
    assert 0 < gone < n
    assert unscored > 0


def test_nobody_is_gone_of_no_orders(engine: Engine) -> None:
    judged = gone_customers(
        engine.orders([]), engine.table(SCORES, []), until=UNTIL, alive_below=0.5, default_gap_days=30
    )
    assert silent_churn(judged) == SilentChurn(gone=Share(successes=0, n=0), unscored=0)
