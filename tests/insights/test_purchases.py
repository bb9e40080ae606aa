"""Repurchase counted by the database equals a walk over the orders in Python, on both databases."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samphan.analytics.repurchase import repurchase_within
from samphan.customers.models import Order, OrderStatus
from samphan.insights.selectors.purchases import first_purchases, purchase_gaps
from tests import world

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")
START = datetime(2026, 1, 1, tzinfo=UTC)


def order(customer_id: int, at: datetime, *, branch_id: int | None = None, status: str = OrderStatus.PAID,
          total: int = 100_00) -> Order:  # fmt: skip
    """Return one order with a reference of its own."""
    return Order.objects.create(
        customer_id=customer_id, branch_id=branch_id, source="test", external_ref=f"T{Order.objects.count()}",
        status=status, total_satang=total, ordered_at=at, created_at=at,
    )  # fmt: skip


def oracle(orders: list[Order], *, days: int, as_of: int) -> tuple[int, int]:
    """Count repurchase one customer at a time."""
    by_customer: dict[int, set[int]] = {}
    for one in orders:
        if one.status == OrderStatus.PAID and one.total_satang > 0:
            by_customer.setdefault(one.customer_id, set()).add(one.ordered_at.astimezone(ZONE).date().toordinal())
    complete = [sorted(bought) for bought in by_customer.values() if min(bought) + days < as_of]
    return sum(len(b) > 1 and b[1] - b[0] <= days for b in complete), len(complete)


def test_the_database_counts_what_a_walk_counts() -> None:
    chance = random.Random(7)
    people = [world.customer(f"ลูกค้า {n}").pk for n in range(30)]
    made = [
        order(
            chance.choice(people),
            START + timedelta(minutes=chance.randrange(60 * 24 * 200)),
            status=chance.choice([OrderStatus.PAID] * 5 + [OrderStatus.CANCELLED]),
            total=chance.choice([5000, 5000, -5000]),
        )
        for _ in range(160)
    ]
    until = START + timedelta(days=220)
    groups = [row.group for row in first_purchases(until=until, timezone="Asia/Bangkok")]
    as_of = until.date().toordinal()
    for days in (7, 30, 90):
        share = repurchase_within(groups, days=days, as_of_day=as_of, first_from=0, first_until=as_of)
        assert (share.successes, share.n) == oracle(made, days=days, as_of=as_of)
    gaps = purchase_gaps(since=START.date(), until=until, timezone="Asia/Bangkok")
    paid = {(o.customer_id, o.ordered_at.astimezone(ZONE).date()) for o in made
            if o.status == OrderStatus.PAID and o.total_satang > 0}  # fmt: skip
    assert sum(gap.times for gap in gaps) == len(paid) - len({customer for customer, _ in paid})


def test_two_orders_of_one_local_day_are_one_purchase_day() -> None:
    customer = world.customer()
    order(customer.pk, datetime(2026, 3, 1, 17, 30, tzinfo=UTC))  # 2 March in Bangkok
    order(customer.pk, datetime(2026, 3, 2, 16, 30, tzinfo=UTC))  # still 2 March there
    (row,) = first_purchases(until=datetime(2026, 6, 1, tzinfo=UTC), timezone="Asia/Bangkok")
    assert datetime.fromordinal(row.group.first_day).date().isoformat() == "2026-03-02"
    assert row.group.gap_days is None


def test_a_customer_belongs_to_the_branch_of_the_first_order() -> None:
    first, second = world.branch(), world.branch("BNA", "สาขาบางนา")
    customer = world.customer()
    order(customer.pk, START + timedelta(days=20), branch_id=second.pk)
    order(customer.pk, START, branch_id=first.pk)
    (row,) = first_purchases(until=START + timedelta(days=99), timezone="Asia/Bangkok")
    assert (row.branch_id, row.group.gap_days) == (first.pk, 20)
