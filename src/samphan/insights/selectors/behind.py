"""The customers behind a cohort's cell, a month's losses and a period's returns.

A purchase is a paid order with a positive total, as in `purchases`; a customer belongs to the branch of the very first
one. All lists are capped: they are read, not exported.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from samphan.customers.models import Customer, Order, OrderStatus
from samphan.insights.selectors.rows import MOST_ROWS

_Row = TypeVar("_Row", bound=Model)


def won_by(rows: QuerySet[_Row], branch_ids: Sequence[int] | None, *, customer: str = "id") -> QuerySet[_Row]:
    """Keep rows whose customer's first purchase was at one of these branches; None keeps all.

    `customer` names the rows' column that holds the customer.
    """
    if branch_ids is None:
        return rows
    first = _purchases().filter(customer=OuterRef(customer)).order_by("ordered_at", "id").values("branch_id")[:1]
    kept: QuerySet[Any] = rows.alias(home_id=Subquery(first)).filter(home_id__in=list(branch_ids))
    return kept


def cohort_members(
    *,
    won_from: datetime,
    won_until: datetime,
    active_from: datetime | None = None,
    active_until: datetime | None = None,
    branch_ids: Sequence[int] | None = None,
    limit: int = MOST_ROWS,
) -> list[Customer]:
    """Return customers first won in a stretch of time, with `active_from` only those who bought (again) then.

    Without `active_until` the purchase may come at any later time: the unbounded reading of a cohort's cell.
    """
    rows = Customer.objects.filter(first_order_at__gte=won_from, first_order_at__lt=won_until)
    if active_from is not None:
        bought = _purchases().filter(customer=OuterRef("id"), ordered_at__gte=active_from)
        if active_until is not None:
            bought = bought.filter(ordered_at__lt=active_until)
        rows = rows.filter(Exists(bought))
    return _newest(won_by(rows, branch_ids), "-first_order_at", limit)


def lost_customers(
    *,
    since: datetime,
    until: datetime,
    quiet_since: datetime,
    quiet_until: datetime,
    branch_ids: Sequence[int] | None = None,
    limit: int = MOST_ROWS,
) -> list[Customer]:
    """Return customers whose window ran out within a stretch of time, latest buyers first.

    The window before `since` begins at `quiet_since`, that before `until` at `quiet_until`: lost is who bought within
    the first and not within the second.
    """
    last = _purchases().filter(ordered_at__gte=quiet_since, ordered_at__lt=quiet_until)
    later = _purchases().filter(customer=OuterRef("id"), ordered_at__gte=quiet_until, ordered_at__lt=until)
    rows = Customer.objects.filter(id__in=last.values("customer_id"), first_order_at__lt=since).exclude(Exists(later))
    return _newest(won_by(rows, branch_ids), "-last_order_at", limit)


def quiet_customers(
    *, since: datetime, branch_ids: Sequence[int] | None = None, limit: int = MOST_ROWS
) -> list[Customer]:
    """Return customers who bought before an instant and not since, latest buyers first."""
    return _newest(won_by(Customer.objects.filter(last_order_at__lt=since), branch_ids), "-last_order_at", limit)


def returning_customers(
    *, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None, limit: int = MOST_ROWS
) -> list[Customer]:
    """Return customers won before a stretch of time who bought within it, latest buyers first."""
    bought = _purchases().filter(customer=OuterRef("id"), ordered_at__gte=since, ordered_at__lt=until)
    rows = Customer.objects.filter(Exists(bought), first_order_at__lt=since)
    return _newest(won_by(rows, branch_ids), "-last_order_at", limit)


def _purchases() -> QuerySet[Order]:
    return Order.objects.filter(status=OrderStatus.PAID, total_satang__gt=0)


def _newest(rows: QuerySet[Customer], column: str, limit: int) -> list[Customer]:
    return list(rows.select_related("branch").order_by(column, "-id")[:limit])
