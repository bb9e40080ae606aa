"""Reading what became of unhappy customers: who came back, and what those who were won back brought since."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.accounts.selectors import firm_currency_inside
from samphan.cases.models import Case, CaseKind, CaseState
from samphan.cases.rules.recovery import Recovery, Unhappy, recovery
from samphan.customers.models import Order, OrderStatus
from samphan.insights.selectors.scores import economics_assumption


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """Customers who confirmed that it is solved, those of them who bought within the horizon after, and for how much.

    `margin_satang` is None while the business has not said what its margin is.
    """

    customers: int
    bought: int
    sales_satang: int
    margin_satang: int | None


@dataclass(frozen=True, kw_only=True)
class RecoveryReport:
    """What became of the customers whose first unhappy case was opened in a stretch of time."""

    since: datetime
    until: datetime
    customers: int
    compared: Recovery
    recovered: Recovered


def recovery_report(*, days: int, horizon_days: int, now: datetime) -> RecoveryReport:
    """Follow each unhappy customer of `days` for `horizon_days`; the stretch ends where the horizon is just over.

    Two queries and one for the margin, however many customers there are.
    """
    until = now - timedelta(days=horizon_days)
    since = until - timedelta(days=days)
    first = _first_cases(since, until)
    orders = _orders(list(first), since)
    people = [
        Unhappy(
            customer_id=customer_id,
            opened_at=row.opened_at,
            first_contact_at=row.first_contact_at,
            is_confirmed=row.state == CaseState.VERIFIED,
            bought_at=[at for at, total in orders[customer_id] if total > 0],
        )
        for customer_id, row in first.items()
    ]
    return RecoveryReport(
        since=since,
        until=until,
        customers=len(people),
        compared=recovery(people, horizon_days=horizon_days),
        recovered=_recovered(first, orders, timedelta(days=horizon_days)),
    )


def _first_cases(since: datetime, until: datetime) -> dict[int, Case]:
    """Return the first unhappy case of each customer in a stretch of time."""
    cases = Case.objects.filter(
        kind=CaseKind.FEEDBACK, customer__isnull=False, opened_at__gte=since, opened_at__lt=until
    )
    rows = cases.only("customer_id", "opened_at", "first_contact_at", "state", "closed_at").order_by("opened_at", "pk")
    first: dict[int, Case] = {}
    for row in rows:
        if row.customer_id is not None:
            first.setdefault(row.customer_id, row)
    return first


def _orders(customer_ids: list[int], since: datetime) -> dict[int, list[tuple[datetime, int]]]:
    """Return what these customers bought since then, and what they gave back as negative amounts."""
    counted = Order.objects.filter(status=OrderStatus.PAID, currency=firm_currency_inside(), ordered_at__gte=since)
    rows = counted.filter(customer_id__in=customer_ids).values_list("customer_id", "ordered_at", "total_satang")
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for customer_id, at, total in rows:
        found[customer_id].append((at, total))
    return found


def _recovered(first: dict[int, Case], orders: dict[int, list[tuple[datetime, int]]], horizon: timedelta) -> Recovered:
    won = {
        customer_id: row.closed_at
        for customer_id, row in first.items()
        if row.state == CaseState.VERIFIED and row.closed_at is not None
    }
    sums = {
        customer_id: [total for at, total in orders[customer_id] if closed_at <= at < closed_at + horizon]
        for customer_id, closed_at in won.items()
    }
    sales = sum(sum(totals) for totals in sums.values())
    said = economics_assumption()
    return Recovered(
        customers=len(won),
        bought=sum(any(total > 0 for total in totals) for totals in sums.values()),
        sales_satang=sales,
        margin_satang=None if said is None else sales * said.margin_percent // 100,
    )
