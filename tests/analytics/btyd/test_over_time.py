"""Over time: pictures' data, the seasonal clock, and the summary they start from."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.btyd import (
    BadDays,
    BadPurchase,
    BetaGeoModel,
    Groups,
    SeasonUnknown,
    alive_history,
    frequency_fit,
    seasonal_clock,
    seasonal_index,
    summarise,
    tracking,
)
from samphan.analytics.btyd.groups import Floats, Ints
from samphan.analytics.btyd.seasonality import OutsideTheClock
from tests.analytics.btyd.simulated import histories

MODEL = BetaGeoModel(unit=7).set_fitted(r=0.243, alpha=4.414, a=0.793, b=2.426)


def test_the_frequency_picture_has_every_customer_in_it() -> None:
    groups = Groups.of(*histories(1000), unit=7)
    model = BetaGeoModel(unit=7).fit(groups)
    bars = frequency_fit(model, groups, bars=6)
    assert [bar.frequency for bar in bars] == [0, 1, 2, 3, 4, 5]
    assert [bar.is_open for bar in bars] == [False] * 5 + [True]
    assert sum(bar.actual for bar in bars) == pytest.approx(1000)
    assert sum(bar.expected for bar in bars) == pytest.approx(1000)
    assert bars[0].expected == pytest.approx(bars[0].actual, rel=0.1)


def test_a_picture_has_something_to_show() -> None:
    groups = Groups.of(*histories(100), unit=7)
    with pytest.raises(ValueError, match="two bars"):
        frequency_fit(MODEL, groups, bars=1)
    with pytest.raises(ValueError, match="unit"):
        frequency_fit(MODEL, Groups.of(*histories(100)))
    with pytest.raises(ValueError, match="from 0 on"):
        alive_history(MODEL, [0], until=-1)


def test_tracking_follows_cdnow_through_the_weeks_it_never_saw(
    purchases: tuple[Ints, Ints], bgnbd: BetaGeoModel
) -> None:
    """FHL 2005 figure 4: by week 78 the BG/NBD is within 5 % of the actual repeat purchases."""
    whole = summarise(*purchases, now=545)
    first = 545 - whole.T
    code = np.unique(purchases[0] * 1000 + purchases[1])
    who, when = np.divmod(code, 1000)
    repeat = when[when > first[who]]
    points = tracking(bgnbd, first, np.bincount(repeat, minlength=546))
    assert points[-1].actual == whole.frequency.sum() - np.count_nonzero(repeat > points[-1].day)
    assert points[38].expected == pytest.approx(points[38].actual, rel=0.03)
    assert points[-1].expected == pytest.approx(points[-1].actual, rel=0.05)


def test_p_alive_falls_in_silence_and_rises_with_a_purchase() -> None:
    history = alive_history(MODEL, [0, 10, 40], until=120)
    alive = [point.probability_alive for point in history]
    assert [point.day for point in history if point.bought] == [0, 10, 40]
    assert all(later < sooner for sooner, later in pairwise(alive[11:40]))
    assert alive[40] > alive[39]
    assert alive[120] < alive[41]
    with pytest.raises(ValueError, match="ascend"):
        alive_history(MODEL, [3, 2], until=9)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 90)), min_size=1, max_size=60), st.integers(0, 95))
def test_the_summary_is_a_walk_over_the_purchases(rows: list[tuple[int, int]], now: int) -> None:
    made = summarise([who for who, _ in rows], [day for _, day in rows], now=now)
    walked = {who: sorted({d for w, d in rows if w == who and d <= now}) for who, _ in rows}
    known = {who: days for who, days in sorted(walked.items()) if days}
    assert made.is_known.tolist() == list(known)
    assert made.frequency.tolist() == [len(days) - 1 for days in known.values()]
    assert made.recency.tolist() == [days[-1] - days[0] for days in known.values()]
    assert made.T.tolist() == [now - days[0] for days in known.values()]
    gaps = [b - a for days in known.values() for a, b in pairwise(days)]
    assert made.log_gaps == pytest.approx(np.log(gaps).sum() if gaps else 0.0)


def test_the_index_finds_the_season_it_was_made_with() -> None:
    days = np.arange(730)
    season = (days // 30) % 12
    truth = np.where(season >= 9, 1.8, 0.9)
    expected = np.full(730, 400.0)
    index = seasonal_index(expected * truth * 0.7, expected, season, prior=1.0)
    share = np.bincount(season, expected) / expected.sum()
    assert index @ share == pytest.approx(1.0)
    assert index[9] / index[0] == pytest.approx(2.0, rel=0.01)


def test_a_season_hardly_seen_stays_near_the_average() -> None:
    expected = np.full(400, 0.01)
    index = seasonal_index(np.where(np.arange(400) % 7 == 0, 0.05, 0.0), expected, np.arange(400) % 7)
    assert index == pytest.approx(np.ones(7), abs=0.1)


def test_a_season_needs_a_year() -> None:
    with pytest.raises(SeasonUnknown):
        seasonal_index(np.ones(364), np.ones(364), np.zeros(364, int))


@pytest.mark.parametrize(
    ("actual", "expected", "days", "why"),
    [
        (0.0, 1.0, 400, "no purchase came"),
        (1.0, 0.0, 400, "expected no purchase"),
        (np.where(np.arange(400) < 3, np.nan, 1.0), 1.0, 3, "missing"),
        (1.0, np.where(np.arange(400) < 2, -1.0, 1.0), 2, "below 0"),
    ],
)
def test_days_that_tell_of_no_season_are_refused(
    actual: float | Floats, expected: float | Floats, days: int, why: str
) -> None:
    every = np.ones(400)
    with pytest.raises(BadDays) as refusal:
        seasonal_index(every * actual, every * expected, np.arange(400) % 12)
    assert (refusal.value.facts["days"], refusal.value.facts["all_days"]) == (days, 400)
    assert why in refusal.value.explain(str)


def test_every_day_has_both_counts() -> None:
    with pytest.raises(ValueError, match="each day"):
        seasonal_index(np.ones(400), np.ones(399), np.zeros(400, int))


@pytest.mark.parametrize(
    ("customer", "day", "rows", "why"),
    [
        ([1.7, 2, 3], [1, 2, 3], 1, "key"),
        ([0, -1, -5], [1, 2, 3], 2, "key"),
        ([0, np.nan, 2.5], [1, 2, 3], 2, "key"),
        (["a", "b", "c"], [1, 2, 3], 3, "key"),
        ([1, 2, 3], [5.9, 2, np.inf], 2, "day"),
        ([1, 2, 3], [None, 2, 3], 1, "day"),
    ],
)
def test_a_purchase_has_a_whole_key_and_a_whole_day(
    customer: list[float], day: list[float], rows: int, why: str
) -> None:
    """1.7 was once customer 1, and day 5.9 day 5."""
    with pytest.raises(BadPurchase) as refusal:
        summarise(np.array(customer), np.array(day), now=9)
    assert (refusal.value.facts["rows"], refusal.value.facts["purchases"]) == (rows, 3)
    assert why in refusal.value.explain(str)


def test_every_purchase_has_a_key_and_a_day() -> None:
    with pytest.raises(ValueError, match="each purchase"):
        summarise([1, 2], [3], now=9)


def test_whole_numbers_may_be_written_as_floats() -> None:
    made = summarise([1.0, 1.0, 4.0], np.array([2.0, -3.0, 5.0]), now=9)
    assert (made.is_known.tolist(), made.frequency.tolist(), made.T.tolist()) == ([1, 4], [1, 0], [12, 4])


def test_the_clock_runs_by_the_index() -> None:
    clock = seasonal_clock(np.array([0.5, 1.5]), np.repeat([0, 1], 100), first_day=1000)
    assert clock.horizon(1000, 100) == pytest.approx(50.0)
    assert clock.horizon(1100, 100) == pytest.approx(150.0)
    recency, age = clock.histories([1000, 1050, 1090], [1000, 1150, 1091], 1200)
    assert recency.tolist() == [0, 100, 1]
    assert age.tolist() == [200, 175, 155]
    with pytest.raises(OutsideTheClock):
        clock.at(1201)


@given(
    st.lists(st.floats(0.2, 3.0), min_size=2, max_size=6), st.integers(0, 300), st.integers(0, 300), st.integers(0, 60)
)
def test_histories_on_the_clock_can_always_be_fitted(pace: list[float], first: int, later: int, rest: int) -> None:
    clock = seasonal_clock(np.array(pace), np.arange(700) % len(pace), first_day=0)
    last = first + later
    recency, age = clock.histories([first], [last], last + rest)
    assert (recency[0] == 0) == (later == 0)
    assert 0 <= recency[0] <= age[0]


def test_a_forecast_into_the_high_season_is_higher() -> None:
    """Customers buy twice as fast in the second half of each year; the clock makes the model know it."""
    season = (np.arange(1100) // 182) % 2
    clock = seasonal_clock(np.array([2 / 3, 4 / 3]), season, first_day=0)
    low, high = clock.horizon(364, 182), clock.horizon(546, 182)
    assert high == pytest.approx(2 * low)
    assert MODEL.expected_purchases(high, 3, 60, 90) > MODEL.expected_purchases(low, 3, 60, 90)


@pytest.mark.parametrize("least", [0, 1_234_567_890_123_456_789, 2**63 - 10])
@pytest.mark.parametrize("origin", [0, 19_000, 739_000])
def test_a_key_of_sixty_four_bits_is_a_customer_like_any_other(least: int, origin: int) -> None:
    who = np.array([3, 3, 3, 4, 4]) + least - 3
    known = summarise(who, np.array([0, 10, 50, 5, 40]) + origin, now=origin + 100)
    assert known.is_known.tolist() == [least, least + 1]
    assert (known.frequency.tolist(), known.recency.tolist(), known.T.tolist()) == ([2, 1], [50, 35], [100, 95])
