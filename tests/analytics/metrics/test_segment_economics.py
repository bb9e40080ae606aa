"""Acquisition against retention by segment: the figures are those of a walk, and what follows from them."""

from datetime import date, timedelta
from typing import Any

import pytest

from samphan.analytics.metrics.segment_economics import SegmentEconomics, segment_economics
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import COSTS, ORDERS, SEGMENTS, Engine

SHOP = shop.made_up_shop()
SINCE, UNTIL = date(2025, 1, 1), date(2025, 3, 31)
TERMS = {"margin_rate": 0.4, "discount": 0.02}
SEGMENT_OF = {key: f"s{key % 3}" for key in range(300) if key % 11}
SPENT = [
    (SINCE, "s0", "acquisition", 90_000),
    (UNTIL, "s0", "retention", 40_000),
    (UNTIL + timedelta(days=1), "s0", "retention", 1),
    (SINCE, "s1", "rent", 5),
    (SINCE, "s2", "retention", None),
    (SINCE, None, "acquisition", 700),
    (SINCE, "nobody", "acquisition", 300),
]


def walked() -> dict[str, dict[str, int]]:
    names = ("won", "active_before", "kept", "buyers", "revenue", "acquisition_cost", "retention_cost")
    made: dict[str, dict[str, int]] = {}
    before = SINCE - timedelta(days=90)
    paid = shop.revenue(SHOP, since=SINCE, until=UNTIL)
    for key, days in shop.purchase_days(SHOP, until=UNTIL).items():
        row = made.setdefault(SEGMENT_OF.get(key, ""), dict.fromkeys(names, 0))
        was, now = any(before <= day < SINCE for day in days), max(days) >= SINCE
        row["won"] += min(days) >= SINCE
        row["active_before"] += was
        row["kept"] += was and now
        row["buyers"] += now
        row["revenue"] += paid.get(key, 0)
    made["nobody"] = dict.fromkeys(names, 0)
    made["s0"] |= {"acquisition_cost": 90_000, "retention_cost": 40_000}
    made[""]["acquisition_cost"] = 700
    made["nobody"]["acquisition_cost"] = 300
    return made


def test_figures_are_those_of_a_walk(engine: Engine) -> None:
    made = segment_economics(
        engine.table(ORDERS, SHOP.orders),
        engine.table(SEGMENTS, list(SEGMENT_OF.items())),
        engine.table(COSTS, SPENT),
        since=SINCE,
        until=UNTIL,
        **TERMS,
    )
    expected = walked()
    assert made == [SegmentEconomics(segment=name, **expected[name], **TERMS) for name in sorted(expected)]
    assert min(expected["s0"][name] for name in ("won", "active_before", "kept", "buyers", "revenue")) > 0


def test_without_orders_and_costs_there_is_no_segment(engine: Engine) -> None:
    made = segment_economics(
        engine.orders([]),
        engine.table(SEGMENTS, [(1, "a")]),
        engine.table(COSTS, []),
        since=SINCE,
        until=UNTIL,
        **TERMS,
    )
    assert made == []


def test_a_customer_in_two_segments_is_refused_not_counted_twice(engine: Engine) -> None:
    tables = (
        engine.orders([(1, SINCE, 100)]),
        engine.table(SEGMENTS, [(1, "a"), (1, "b"), (2, "a"), (None, "a"), (None, "a")]),
        engine.table(COSTS, []),
    )
    with pytest.raises(ValueError, match=r"segments must have one row a customer; customers with more: 1, with 2 rows"):
        segment_economics(*tables, since=SINCE, until=UNTIL, **TERMS)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"margin_rate": 40}, "margin rate lies between 0 and 1"),
        ({"margin_rate": -0.1}, "margin rate lies between 0 and 1"),
        ({"discount": -0.1}, "discount cannot be negative"),
    ],
)
def test_rates_that_mean_nothing_are_refused(engine: Engine, wrong: dict[str, float], words: str) -> None:
    tables = engine.orders([]), engine.table(SEGMENTS, []), engine.table(COSTS, [])
    with pytest.raises(ValueError, match=words):
        segment_economics(*tables, since=SINCE, until=UNTIL, **TERMS | wrong)


def one(**figures: Any) -> SegmentEconomics:
    shown = {"won": 10, "active_before": 40, "kept": 32, "buyers": 42, "revenue": 10_500}
    costs = {"acquisition_cost": 2_000, "retention_cost": 320}
    return SegmentEconomics(segment="a", margin_rate=0.4, discount=0.1, **shown | costs | figures)


def test_what_follows_from_the_figures() -> None:
    made = one()
    assert made.retention == Share(successes=32, n=40)
    assert made.margin_per_buyer == 100.0
    assert (made.cost_per_won, made.cost_per_kept, made.winning_to_keeping) == (200.0, 10.0, 20.0)
    assert made.value == pytest.approx(100 * 1.1 / 0.3)
    assert made.break_even_retention == pytest.approx(0.55)
    assert made.break_even_gain == pytest.approx(0.024)
    assert made.payback_periods == 3  # 100 + 72.7 + 52.9


def test_nobody_has_no_figure_a_head() -> None:
    made = one(won=0, active_before=0, kept=0, buyers=0, revenue=0)
    assert made.retention.interval is None
    assert [made.margin_per_buyer, made.cost_per_won, made.cost_per_kept, made.winning_to_keeping] == [None] * 4
    assert [made.value, made.break_even_retention, made.break_even_gain, made.payback_periods] == [None] * 4
