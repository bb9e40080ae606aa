"""Orders and their lines leave as codes, ids and amounts, and a change of any of them is noticed."""

from datetime import UTC, date, datetime

import pytest

from samphan.customers.exports import EXPORTS, ORDER_LINES, ORDERS
from samphan.customers.models import Order, OrderLine
from tests import world
from tests.exported import ZONE, rows_of, save, unnoticed

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)  # 2 March, 01:30 in Bangkok
BY_NAME = {export.table.name: export for export in EXPORTS}


@pytest.fixture
def order() -> Order:
    """Return one order of two lines, at night."""
    made = Order.objects.create(
        customer=world.customer(), branch=world.branch(), source="shop", external_ref="A-1", total_satang=12_300,
        ordered_at=LATE, created_at=LATE,
    )  # fmt: skip
    for position, (sku, name) in enumerate([("TEA-1", "ชาเขียว"), ("CUP", "แก้ว")], 1):
        OrderLine.objects.create(
            order=made, position=position, sku=sku, name=name, quantity=position, unit_price_satang=4100,
            total_satang=4100 * position,
        )  # fmt: skip
    return made


def test_an_order_lies_on_the_local_day_it_was_placed(order: Order) -> None:
    assert rows_of(BY_NAME["orders"]) == [
        {
            "id": order.pk,
            "customer_key": order.customer_id,
            "branch_id": order.branch_id,
            "day": date(2026, 3, 2),
            "ordered_at": LATE,
            "amount": 12_300,
            "currency": "THB",
            "status": "paid",
            "source": "shop",
        }
    ]


def test_lines_say_what_was_bought_by_code_and_not_by_name(order: Order) -> None:
    lines = rows_of(BY_NAME["order_lines"])
    assert [(line["sku"], line["quantity"], line["amount"]) for line in lines] == [("TEA-1", 1, 4100), ("CUP", 2, 8200)]
    assert {(line["order_id"], line["customer_key"], line["day"]) for line in lines} == {
        (order.pk, order.customer_id, date(2026, 3, 2))
    }
    assert "ชาเขียว" not in str(lines)


def test_every_change_of_an_order_is_noticed(order: Order) -> None:
    changes = {
        "customer_id": world.customer().pk, "branch_id": None, "status": "cancelled", "currency": "USD",
        "total_satang": 12_301, "source": "pos", "ordered_at": datetime(2026, 3, 4, tzinfo=UTC),
    }  # fmt: skip
    assert unnoticed(BY_NAME["orders"], order, changes, save) == []


def test_two_orders_that_swap_their_totals_are_noticed(order: Order) -> None:
    other = Order.objects.create(
        customer=order.customer, branch=order.branch, source="shop", external_ref="A-2", total_satang=99,
        ordered_at=LATE, created_at=LATE,
    )  # fmt: skip
    before = BY_NAME["orders"].stamps(ZONE)
    order.total_satang, other.total_satang = other.total_satang, order.total_satang
    order.save()
    other.save()
    assert BY_NAME["orders"].stamps(ZONE) != before


def test_every_change_of_a_line_is_noticed(order: Order) -> None:
    line = OrderLine.objects.filter(order=order).latest("id")
    assert (
        unnoticed(
            BY_NAME["order_lines"],
            line,
            {"quantity": 3, "total_satang": 1, "sku": "TEA-2", "unit_price_satang": 7},
            save,
        )
        == []
    )
    assert unnoticed(BY_NAME["order_lines"], order, {"customer_id": world.customer().pk}, save) == []


def test_a_deleted_order_changes_its_day(order: Order) -> None:
    stamps = {name: export.stamps(ZONE) for name, export in BY_NAME.items()}
    assert {*stamps["orders"]} == {*stamps["order_lines"]} == {date(2026, 3, 2)}
    order.delete()
    assert [export.stamps(ZONE) for export in EXPORTS] == [{}, {}]


def test_what_is_declared_is_what_is_exported() -> None:
    assert [export.table for export in EXPORTS] == [ORDERS, ORDER_LINES]
