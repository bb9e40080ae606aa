"""What analytics may read of customers: orders and their lines, as codes, ids and amounts.

Names, contact points, notes and the words of an order line stay here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.customers.models import Order, OrderLine

ORDERS = Table(
    "orders",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE),
        Column("branch_id", Kind.ID, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("ordered_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("amount", Kind.AMOUNT, PersonalData.BEHAVIOUR, unit="minor units of currency"),
        Column("currency", Kind.CODE),
        Column("status", Kind.CODE),
        Column("source", Kind.CODE),
    ),
)
ORDER_LINES = Table(
    "order_lines",
    (
        Column("id", Kind.ID),
        Column("order_id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("ordered_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("sku", Kind.CODE, PersonalData.BEHAVIOUR),
        Column("quantity", Kind.INTEGER, PersonalData.BEHAVIOUR, unit="pieces"),
        Column("unit_price", Kind.AMOUNT, unit="minor units of currency"),
        Column("amount", Kind.AMOUNT, PersonalData.BEHAVIOUR, unit="minor units of currency"),
    ),
)


def order_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the orders placed from one instant up to another, oldest first."""
    orders = Order.objects.filter(ordered_at__gte=start, ordered_at__lt=end).order_by("ordered_at", "id")
    columns = (*("id", "customer_id", "branch_id", "ordered_at", "total_satang", "currency", "status", "source"),)
    yield from orders.values_list(*columns).iterator(chunk_size=5000)


def order_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's orders that differ when an order does."""
    content = (F("total_satang") * 31 + F("customer_id")) % 16_777_213
    by_day = Order.objects.annotate(on=TruncDate("ordered_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "branch_id", "currency", "status", "source")
    yield from groups.annotate(Count("id"), Sum("id"), mixed=Sum((F("id") % 65_521 + 1) * content)).iterator()


def order_line_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of the orders placed from one instant up to another, oldest first."""
    lines = OrderLine.objects.filter(order__ordered_at__gte=start, order__ordered_at__lt=end)
    columns = (
        *("id", "order_id", "order__customer_id", "order__ordered_at", "sku", "quantity", "unit_price_satang"),
        "total_satang",
    )
    yield from lines.order_by("order__ordered_at", "id").values_list(*columns).iterator(chunk_size=5000)


def order_line_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's order lines, by sku: that alone may change."""
    prices = F("total_satang") * 31 + F("unit_price_satang") * 13
    content = (prices + F("quantity") * 17 + F("order__customer_id")) % 16_777_213
    by_day = OrderLine.objects.annotate(on=TruncDate("order__ordered_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "sku")
    yield from groups.annotate(Count("id"), Sum("id"), mixed=Sum((F("id") % 65_521 + 1) * content)).iterator()


EXPORTS = (
    Export(table=ORDERS, at="ordered_at", rows=order_rows, marks=order_marks),
    Export(table=ORDER_LINES, at="ordered_at", rows=order_line_rows, marks=order_line_marks),
)
