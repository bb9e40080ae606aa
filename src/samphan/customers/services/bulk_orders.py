"""Many orders at once: the same order twice is stored once, a corrected one replaces what it said before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from samphan.customers.events import OrderPlaced, OrderStatusChanged
from samphan.customers.models import Customer, Order, OrderLine, OrderStatus
from samphan.customers.rules import UNNAMED, Contact, OrderItem, PersonName, order_digest
from samphan.customers.services.bulk_customers import BeforeRow, CustomerRecord, Outcome, owners_of, save_customers
from samphan.customers.services.orders import line_row, refresh_figures
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record_many

ORDER_FIELDS = ("customer_id", "branch_id", "status", "currency", "total_satang", "content_digest")


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """One order as a file tells it, with the contacts of who bought."""

    contacts: tuple[Contact, ...]
    source: str
    external_ref: str
    ordered_at: datetime
    lines: tuple[OrderItem, ...]
    currency: str = "THB"
    status: str = OrderStatus.PAID
    total_satang: int | None = None
    branch_id: int | None = None
    name: PersonName = UNNAMED

    @property
    def amount(self) -> int:
        """Return the order's total: as stated, else the sum of its lines."""
        return sum(line.total_satang for line in self.lines) if self.total_satang is None else self.total_satang


@dataclass(slots=True)
class OrdersSaved:
    """What a batch did, order by order, and how many customers it met for the first time."""

    outcomes: list[Outcome] = field(default_factory=list)
    before: list[BeforeRow] = field(default_factory=list)
    new_customers: int = 0


@transaction.atomic
def place_orders(
    *,
    records: Sequence[OrderRecord],
    now: datetime,
    seen: set[object],
    batch_id: int | None = None,
    actor: Actor = SYSTEM,
    is_rehearsal: bool = False,
) -> OrdersSaved:
    """Store many orders and keep every customer's figures; return what became of each, in order.

    Recorded as history: no reaction runs for an order that was placed long ago. A rehearsal writes nothing.
    """
    buyers = save_customers(
        records=[CustomerRecord(contacts=entry.contacts, name=entry.name) for entry in records],
        now=now,
        seen=seen,
        batch_id=batch_id,
        overwrites=False,
        actor=actor,
        is_rehearsal=is_rehearsal,
    )
    customer_ids = buyers.customer_ids or _known_buyers(records)
    digests = [
        order_digest(
            customer_id=customer_id,
            status=entry.status,
            currency=entry.currency,
            ordered_at=entry.ordered_at,
            total_satang=entry.amount,
            lines=entry.lines,
        )
        for entry, customer_id in zip(records, customer_ids, strict=True)
    ]
    stored = _stored(records)
    saved = OrdersSaved(before=buyers.before, new_customers=buyers.outcomes.count(Outcome.CREATED))
    new: list[int] = []
    changed: list[int] = []
    for number, entry in enumerate(records):
        order = stored.get((entry.source, entry.external_ref))
        if order is None:
            new.append(number)
            saved.outcomes.append(Outcome.CREATED)
        elif order.content_digest == digests[number]:
            saved.outcomes.append(Outcome.UNCHANGED)
        else:
            changed.append(number)
            saved.outcomes.append(Outcome.UPDATED)
    if is_rehearsal or not (new or changed):
        return saved
    touched = {customer_ids[number] for number in (*new, *changed)}
    touched |= {stored[records[n].source, records[n].external_ref].customer_id for n in changed}
    # In id order, so that two imports at once wait for each other instead of blocking each other.
    list(Customer.objects.filter(id__in=touched).order_by("id").select_for_update().values_list("id"))
    _insert([(records[n], customer_ids[n], digests[n]) for n in new], now=now, batch_id=batch_id, actor=actor)
    for n in changed:
        order = stored[records[n].source, records[n].external_ref]
        saved.before.append(_replace(order, records[n], customer_ids[n], digests[n], now=now, actor=actor))
    refresh_figures(customer_ids=touched)
    return saved


def _known_buyers(records: Sequence[OrderRecord]) -> list[int]:
    """Return each order's customer id for a rehearsal; 0 for somebody who does not exist yet."""
    owners = owners_of(contact for entry in records for contact in entry.contacts)
    return [next((owners[c] for c in entry.contacts if c in owners), 0) for entry in records]


def _stored(records: Sequence[OrderRecord]) -> dict[tuple[str, str], Order]:
    by_source: dict[str, list[str]] = {}
    for entry in records:
        by_source.setdefault(entry.source, []).append(entry.external_ref)
    return {
        (order.source, order.external_ref): order
        for source, refs in by_source.items()
        for order in Order.objects.filter(source=source, external_ref__in=refs)
    }


def _insert(entries: list[tuple[OrderRecord, int, str]], *, now: datetime, batch_id: int | None, actor: Actor) -> None:
    orders = [
        Order(
            customer_id=customer_id,
            branch_id=entry.branch_id,
            source=entry.source,
            external_ref=entry.external_ref,
            status=OrderStatus(entry.status),
            currency=entry.currency,
            total_satang=entry.amount,
            ordered_at=entry.ordered_at,
            content_digest=digest,
            import_batch_id=batch_id,
            created_at=now,
        )
        for entry, customer_id, digest in entries
    ]
    Order.objects.bulk_create(orders, batch_size=500)
    _insert_lines(
        [
            (order.id, position, n.sku, n.name, n.quantity, n.unit_price_satang, n.total_satang)
            for order, (entry, _, _) in zip(orders, entries, strict=True)
            for position, n in enumerate(entry.lines, start=1)
        ]
    )
    events = [
        OrderPlaced(
            subject_id=order.id,
            customer_id=order.customer_id,
            branch_id=order.branch_id,
            total_satang=order.total_satang,
            currency=order.currency,
        )
        for order in orders
    ]
    record_many(events=events, occurred_at=[order.ordered_at for order in orders], actor=actor, deliver=False)


def _insert_lines(lines: list[tuple[int, int, str, str, int, int, int]]) -> None:
    """Insert lines past the ORM: they are nine rows of ten, and building model instances cost half an import."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO customers_orderline"
            " (order_id, position, sku, name, quantity, unit_price_satang, total_satang)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            lines,
        )


def _replace(
    order: Order, entry: OrderRecord, customer_id: int, digest: str, *, now: datetime, actor: Actor
) -> BeforeRow:
    """Make a stored order say what the file says; return both versions for undo."""
    lines = OrderLine.objects.filter(order=order).order_by("position")
    before: dict[str, object] = {name: getattr(order, name) for name in ORDER_FIELDS}
    before["ordered_at"] = order.ordered_at.isoformat()
    before["lines"] = [[n.name, n.quantity, n.unit_price_satang, n.sku, n.total_satang] for n in lines]
    was_status = order.status
    order.customer_id, order.branch_id = customer_id, entry.branch_id or order.branch_id
    order.status, order.currency, order.total_satang = OrderStatus(entry.status), entry.currency, entry.amount
    order.ordered_at, order.content_digest = entry.ordered_at, digest
    order.save(update_fields=[*(name.removesuffix("_id") for name in ORDER_FIELDS), "ordered_at"])
    lines.delete()
    OrderLine.objects.bulk_create(line_row(order.id, position, line) for position, line in enumerate(entry.lines, 1))
    if order.status != was_status:
        event = OrderStatusChanged(
            subject_id=order.id, customer_id=customer_id, branch_id=order.branch_id, status=order.status
        )
        record_many(events=[event], occurred_at=[now], actor=actor, deliver=False)
    return BeforeRow("order", order.id, {"before": before, "after": {"content_digest": digest}})
