"""Contractual churn: who is served at both ends of a period, and what they pay."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.contracts import (
    ContractChange,
    RevenueRetention,
    contract_change,
    revenue_retention,
)
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import CONTRACTS, Engine

SHOP = shop.made_up_shop()
MAY = {"since": date(2025, 5, 1), "until": date(2025, 5, 31)}
NOBODY = {"at_start": 0, "lost": 0, "joined": 0, "returned": 0, "passed_through": 0}


def serving(day: date) -> dict[int, int]:
    """Return what each customer served on a day pays a month."""
    fees: dict[int, int] = {}
    for key, start, end, fee in SHOP.contracts:
        if key is not None and start is not None and start <= day and (end is None or end > max(day, start)):
            fees[key] = fees.get(key, 0) + (fee or 0)
    return fees


def test_change_is_that_of_a_walk_and_adds_up(engine: Engine) -> None:
    since, until = date(2024, 10, 1), date(2025, 5, 31)
    made = contract_change(engine.table(CONTRACTS, SHOP.contracts), since=since, until=until)
    start, end = serving(since), serving(until + timedelta(days=1))
    earlier = set().union(*(serving(since - timedelta(days=n)) for n in range(1, 700)))
    inside = set().union(*(serving(since + timedelta(days=n)) for n in range((until - since).days + 1)))
    assert made.at_start == len(start)
    assert made.lost == len(start.keys() - end.keys())
    assert made.joined == len(end.keys() - start.keys() - earlier)
    assert made.returned == len((end.keys() - start.keys()) & earlier)
    assert made.passed_through == len(inside - start.keys() - end.keys())
    assert made.at_end == len(end)
    assert min(made.lost, made.joined, made.returned, made.passed_through) > 0


def test_revenue_is_that_of_a_walk(engine: Engine) -> None:
    made = revenue_retention(engine.table(CONTRACTS, SHOP.contracts), **MAY)
    start, end = serving(MAY["since"]), serving(date(2025, 6, 1))
    assert made == RevenueRetention(
        at_start=sum(start.values()),
        gross=sum(min(fee, end.get(key, 0)) for key, fee in start.items()),
        net=sum(end.get(key, 0) for key in start),
    )


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        pytest.param([], {}, id="nobody"),
        pytest.param([("2025-01-01", None)], {"at_start": 1}, id="kept"),
        pytest.param([("2025-05-01", None)], {"at_start": 1}, id="served from the first day"),
        pytest.param([("2025-05-02", None)], {"joined": 1}, id="joined on the second"),
        pytest.param([("2025-01-01", "2025-05-01")], {}, id="over before it began"),
        pytest.param([("2025-01-01", "2025-05-02")], {"at_start": 1, "lost": 1}, id="lost on the second"),
        pytest.param([("2025-01-01", "2025-06-01")], {"at_start": 1, "lost": 1}, id="served through the last day"),
        pytest.param([("2025-01-01", "2025-06-02")], {"at_start": 1}, id="lost in June"),
        pytest.param([("2025-01-01", "2025-05-10"), ("2025-05-10", None)], {"at_start": 1}, id="renewed"),
        pytest.param([("2025-01-01", "2025-05-10"), ("2025-05-20", None)], {"at_start": 1}, id="away for ten days"),
        pytest.param([("2025-01-01", "2025-02-01"), ("2025-05-20", None)], {"returned": 1}, id="back after months"),
        pytest.param([("2025-05-05", "2025-05-20")], {"passed_through": 1}, id="came and went"),
        pytest.param([("2025-05-05", "2025-05-05")], {}, id="cancelled before the first day"),
        pytest.param([("2025-06-05", None)], {}, id="signed for June"),
    ],
)
def test_edges_of_a_period(engine: Engine, contracts: list[tuple[str, str | None]], expected: dict[str, int]) -> None:
    rows = [(1, date.fromisoformat(start), end and date.fromisoformat(end), 100) for start, end in contracts]
    assert contract_change(engine.table(CONTRACTS, rows), **MAY) == ContractChange(**NOBODY | expected)


def test_growth_counts_in_net_retention_only(engine: Engine) -> None:
    before, may = date(2025, 1, 1), date(2025, 5, 15)
    rows = [
        (1, before, may, 100),
        (1, may, None, 300),  # grows
        (2, before, may, 200),
        (2, may, None, 50),  # shrinks
        (3, before, may, 100),  # leaves
        (4, may, None, 900),  # joins: in neither
    ]
    made = revenue_retention(engine.table(CONTRACTS, rows), **MAY)
    assert (made.at_start, made.gross, made.net) == (400, 150, 350)
    assert (made.gross_share, made.net_share) == (0.375, 0.875)


def test_no_contracts_have_no_share(engine: Engine) -> None:
    made = revenue_retention(engine.table(CONTRACTS, []), **MAY)
    assert made == RevenueRetention(at_start=0, gross=0, net=0)
    assert made.gross_share is None
    assert made.net_share is None
