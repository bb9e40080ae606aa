"""Taking a batch back: rows it made go, rows it changed get their old values, unless somebody changed them since."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from samphan.customers.models import ConsentRecord, ContactPoint, Customer, Order, OrderLine
from samphan.customers.rules import OrderItem
from samphan.customers.services.bulk_customers import BeforeRow
from samphan.customers.services.bulk_orders import ORDER_FIELDS
from samphan.customers.services.identity import apply_name, name_of, rebuild_tokens
from samphan.customers.services.orders import line_row, refresh_figures
from samphan.eventlog.services import purge_events
from samphan.kit.errors import N_, Refused
from samphan.search.services import move_customer_documents, remove_customer_documents

_CHUNK = 500


class RowChangedSince(Refused):
    code = "customers.undo.changed_since"
    message = N_("{count} rows were changed after this batch (first: {kind} {id}). Undo the later change first.")


@transaction.atomic
def drop_batch_orders(*, batch_id: int) -> int:
    """Remove the orders a batch made, with their lines and events; the customers' figures follow."""
    rows = list(Order.objects.filter(import_batch_id=batch_id).values_list("id", "customer_id"))
    for start in range(0, len(rows), _CHUNK):
        ids = [order_id for order_id, _ in rows[start : start + _CHUNK]]
        purge_events(where=Q(subject_kind="order", subject_id__in=ids))
        OrderLine.objects.filter(order_id__in=ids).delete()
        Order.objects.filter(id__in=ids).delete()
    refresh_figures(customer_ids=[customer_id for _, customer_id in rows])
    return len(rows)


@transaction.atomic
def drop_batch_customers(*, batch_id: int) -> int:
    """Remove the customers, contact points and consents a batch made."""
    ids = list(Customer.objects.filter(import_batch_id=batch_id).values_list("id", flat=True))
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        purge_events(where=Q(subject_kind="customer", subject_id__in=chunk))
        Customer.objects.filter(id__in=chunk).delete()
        remove_customer_documents(customer_ids=chunk)
    ConsentRecord.objects.filter(import_batch_id=batch_id).delete()
    points = ContactPoint.objects.filter(import_batch_id=batch_id)
    losing = list(points.values_list("customer_id", flat=True).distinct())
    points.delete()
    for customer in Customer.objects.filter(id__in=losing):
        rebuild_tokens(customer)
    return len(ids)


@transaction.atomic
def restore_customers(*, rows: Sequence[BeforeRow]) -> None:
    """Give customers back the values they had before a batch; refuse when one was changed since."""
    customers = Customer.objects.select_for_update().in_bulk([row.object_id for row in rows])
    stale = [row for row in rows if _differs(customers.get(row.object_id), row.fields["after"])]
    if stale:
        raise RowChangedSince(count=len(stale), kind="customer", id=stale[0].object_id)
    for row in rows:
        customer = customers[row.object_id]
        for name, value in row.fields["before"].items():
            setattr(customer, name, _read(name, value))
        apply_name(customer, name_of(customer))
        customer.save()
        rebuild_tokens(customer)
    moved = [customers[row.object_id] for row in rows if "branch_id" in row.fields["before"]]
    move_customer_documents(branch_ids={customer.pk: customer.branch_id for customer in moved})


@transaction.atomic
def restore_orders(*, rows: Sequence[BeforeRow]) -> None:
    """Give orders back what they said before a batch; refuse when one was changed since."""
    orders = Order.objects.select_for_update().in_bulk([row.object_id for row in rows])
    stale = [row for row in rows if _differs(orders.get(row.object_id), row.fields["after"])]
    if stale:
        raise RowChangedSince(count=len(stale), kind="order", id=stale[0].object_id)
    touched: set[int] = set()
    for row in rows:
        order, before = orders[row.object_id], dict(row.fields["before"])
        lines = before.pop("lines")
        touched.add(order.customer_id)
        for name in (*ORDER_FIELDS, "ordered_at"):
            setattr(order, name, _read(name, before[name]))
        order.save()
        touched.add(order.customer_id)
        OrderLine.objects.filter(order=order).delete()
        if isinstance(lines, list):
            OrderLine.objects.bulk_create(
                line_row(order.id, place, OrderItem(*parts)) for place, parts in enumerate(lines, 1)
            )
    refresh_figures(customer_ids=touched)


def _differs(row: Customer | Order | None, after: Mapping[str, object]) -> bool:
    return row is None or any(getattr(row, name) != _read(name, value) for name, value in after.items())


def _read(name: str, value: object) -> object:
    """Return a stored value in the type of its column: dates and times are text in a before-image."""
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_date"):
        return date.fromisoformat(value)
    return value
