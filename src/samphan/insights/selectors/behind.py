"""The customers behind a cohort's cell, a month's churn and a period's returns.

A purchase is what `purchases` says; a customer belongs to the branch of the very first one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from samphan.customers.models import Customer
from samphan.insights.selectors.paging import Rows, queried
from samphan.insights.selectors.purchases import purchases

_Row = TypeVar("_Row", bound=Model)


def won_by(rows: QuerySet[_Row], branch_ids: Sequence[int] | None, *, customer: str = "id") -> QuerySet[_Row]:
    """Keep rows whose customer's first purchase was at one of these branches; None keeps all.

    `customer` names the rows' column that holds the customer.
    """
    if branch_ids is None:
        return rows
    first = purchases().filter(customer=OuterRef(customer)).order_by("ordered_at", "id").values("branch_id")[:1]
    kept: QuerySet[Any] = rows.alias(home_id=Subquery(first)).filter(home_id__in=list(branch_ids))
    return kept


def cohort_members(
    *,
    won_from: datetime,
    won_until: datetime,
    active_from: datetime | None = None,
    active_until: datetime | None = None,
    branch_ids: Sequence[int] | None = None,
) -> Rows[Customer]:
    """Return customers first won in a stretch of time, with `active_from` only those who bought (again) then.

    Without `active_until` the purchase may come at any later time: the unbounded reading of a cohort's cell.
    """
    # `first_order_at` is never after the first purchase: it leaves out most customers before their orders are read.
    rows = Customer.objects.filter(_bought(won_from, won_until), first_order_at__lt=won_until)
    rows = rows.exclude(_bought(None, won_from))
    if active_from is not None:
        bought = purchases().filter(customer=OuterRef("id"), ordered_at__gte=active_from)
        if active_until is not None:
            bought = bought.filter(ordered_at__lt=active_until)
        rows = rows.filter(Exists(bought))
    return _newest(won_by(rows, branch_ids), "-first_order_at")


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time `since <= t < until` in which windows run out.

    The window before `since` begins at `quiet_since`, that before `until` at `quiet_until`.
    """

    since: datetime
    until: datetime
    quiet_since: datetime
    quiet_until: datetime


def lost_customers(*, within: Stretch, branch_ids: Sequence[int] | None = None) -> Rows[Customer]:
    """Return customers active when a stretch began and not when it ended, latest buyers first."""
    rows = Customer.objects.filter(_bought(within.quiet_since, within.since))
    rows = rows.exclude(_bought(within.quiet_until, within.until))
    return _newest(won_by(rows, branch_ids), "-last_order_at")


def active_customers(*, within: Stretch, branch_ids: Sequence[int] | None = None) -> Rows[Customer]:
    """Return customers who bought within the window before the end of a stretch, latest buyers first."""
    rows = Customer.objects.filter(_bought(within.quiet_until, within.until))
    return _newest(won_by(rows, branch_ids), "-last_order_at")


def reactivated_customers(*, within: Stretch, branch_ids: Sequence[int] | None = None) -> Rows[Customer]:
    """Return customers who had bought but were lost when a stretch began, and are active when it ends."""
    rows = Customer.objects.filter(_bought(within.quiet_until, within.until), _bought(None, within.quiet_since))
    rows = rows.exclude(_bought(within.quiet_since, within.since))
    return _newest(won_by(rows, branch_ids), "-last_order_at")


def quiet_customers(
    *,
    since: datetime,
    until: datetime,
    branch_ids: Sequence[int] | None = None,
    among: Iterable[int] | None = None,
) -> Rows[Customer]:
    """Return customers who bought before an instant and not from it to another, latest buyers first.

    `among` are the keys of the only customers that are wanted; None for all.
    """
    rows = Customer.objects.filter(_bought(None, since)).exclude(_bought(since, until))
    if among is not None:
        rows = rows.filter(id__in=among)
    return _newest(won_by(rows, branch_ids), "-last_order_at")


def returning_customers(*, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None) -> Rows[Customer]:
    """Return customers won before a stretch of time who bought within it, latest buyers first."""
    rows = Customer.objects.filter(_bought(since, until), _bought(None, since), first_order_at__lt=since)
    return _newest(won_by(rows, branch_ids), "-last_order_at")


def buyers(*, until: datetime, branch_ids: Sequence[int] | None = None) -> Rows[Customer]:
    """Return everybody who bought before an instant, latest buyers first."""
    return _newest(won_by(Customer.objects.filter(_bought(None, until)), branch_ids), "-last_order_at")


def _bought(since: datetime | None, until: datetime) -> Exists:
    """Say of a customer whether she bought in a stretch of time, or before its end at any time."""
    rows = purchases().filter(customer=OuterRef("id"), ordered_at__lt=until)
    return Exists(rows if since is None else rows.filter(ordered_at__gte=since))


def _newest(rows: QuerySet[Customer], column: str) -> Rows[Customer]:
    return queried(rows.select_related("branch").order_by(column, "-id"))
