"""Orders, and the figures kept beside the customer so that lists and rules never sum orders."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, Count, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from samphan.accounts.selectors import firm_currency_inside
from samphan.customers.events import OrderPlaced, OrderStatusChanged
from samphan.customers.models import Customer, Order, OrderLine, OrderStatus
from samphan.customers.rules import OrderItem, order_digest
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

# The queries of `rules.counts_as_purchase` and `rules.counts_in_spend`; a property test holds them equal.
PURCHASES = Q(status=OrderStatus.PAID, total_satang__gt=0)
SPENDING = Q(status=OrderStatus.PAID) | Q(status=OrderStatus.RETURNED, total_satang__lt=0)
_FIGURES_CHUNK = 500


class EmptyOrder(Refused):
    code = "customers.order.empty"
    message = N_("An order needs at least one line.")


@transaction.atomic
def place_order(
    *,
    customer_id: int,
    source: str,
    external_ref: str,
    ordered_at: datetime,
    lines: Sequence[OrderItem],
    currency: str,
    now: datetime,
    status: str = OrderStatus.PAID,
    branch_id: int | None = None,
    total_satang: int | None = None,
    batch_id: int | None = None,
    actor: Actor = SYSTEM,
) -> Order:
    """Store an order once and keep the customer's figures; the same reference again returns the stored order.

    `total_satang` is given when discounts or postage make it differ from the sum of the lines.
    """
    if not lines:
        raise EmptyOrder
    # The row lock makes two orders of one customer count one after the other, so neither figure is lost.
    Customer.objects.select_for_update().get(id=customer_id)
    stored = Order.objects.filter(source=source, external_ref=external_ref).first()
    if stored is not None:
        return stored
    total = sum(line.total_satang for line in lines) if total_satang is None else total_satang
    order = Order.objects.create(
        customer_id=customer_id,
        branch_id=branch_id,
        source=source,
        external_ref=external_ref,
        status=status,
        currency=currency,
        total_satang=total,
        ordered_at=ordered_at,
        content_digest=order_digest(
            customer_id=customer_id,
            status=status,
            currency=currency,
            ordered_at=ordered_at,
            total_satang=total,
            lines=lines,
        ),
        import_batch_id=batch_id,
        created_at=now,
    )
    OrderLine.objects.bulk_create(line_row(order.id, position, line) for position, line in enumerate(lines, start=1))
    refresh_figures(customer_ids=[customer_id])
    event = OrderPlaced(
        subject_id=order.id, customer_id=customer_id, branch_id=branch_id, total_satang=total, currency=currency
    )
    record(event=event, now=now, actor=actor)
    return order


@transaction.atomic
def change_order_status(*, order_id: int, status: str, now: datetime, actor: Actor = SYSTEM) -> Order:
    """Cancel, take back or reinstate an order; the customer's figures follow."""
    order = Order.objects.get(id=order_id)
    Customer.objects.select_for_update().get(id=order.customer_id)
    order = Order.objects.select_for_update().get(id=order_id)
    if order.status == status:
        return order
    order.status = OrderStatus(status)
    lines = [
        OrderItem(line.name, line.quantity, line.unit_price_satang, line.sku, line.total_satang)
        for line in order.lines.order_by("position")
    ]
    order.content_digest = order_digest(
        customer_id=order.customer_id,
        status=status,
        currency=order.currency,
        ordered_at=order.ordered_at,
        total_satang=order.total_satang,
        lines=lines,
    )
    order.save(update_fields=["status", "content_digest"])
    refresh_figures(customer_ids=[order.customer_id])
    event = OrderStatusChanged(
        subject_id=order.id, customer_id=order.customer_id, branch_id=order.branch_id, status=status
    )
    record(event=event, now=now, actor=actor)
    return order


def refresh_figures(*, customer_ids: Iterable[int]) -> None:
    """Recompute first and last order, count and spend of these customers from their orders."""
    ids = sorted(set(customer_ids))
    for start in range(0, len(ids), _FIGURES_CHUNK):
        Customer.objects.filter(id__in=ids[start : start + _FIGURES_CHUNK]).update(
            first_order_at=_per_customer(PURCHASES, Min("ordered_at")),
            last_order_at=_per_customer(PURCHASES, Max("ordered_at")),
            order_count=Coalesce(_per_customer(PURCHASES, Count("id")), 0),
            spend_satang=Coalesce(_per_customer(SPENDING, Sum("total_satang", output_field=BigIntegerField())), 0),
        )


def line_row(order_id: int, position: int, line: OrderItem) -> OrderLine:
    """Return the row of one order line, unsaved."""
    return OrderLine(
        order_id=order_id,
        position=position,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price_satang=line.unit_price_satang,
        total_satang=line.total_satang,
    )


def _per_customer(which: Q, figure: Min | Max | Count | Sum) -> Subquery:
    """Return a figure of each customer's orders in the firm's currency: amounts of two cannot be added."""
    counted = Order.objects.filter(which, customer_id=OuterRef("id"), currency=firm_currency_inside())
    orders = counted.order_by().values("customer_id")
    return Subquery(orders.annotate(figure=figure).values("figure"))
