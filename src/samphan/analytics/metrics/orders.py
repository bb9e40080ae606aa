"""From orders to purchase days and money: the rows every metric of behaviour starts from."""

from datetime import date
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.common.deferred import Deferred

from samphan.analytics.metrics.aggregates import total

Scope: TypeAlias = ir.BooleanValue | Deferred | None

PAID = "paid"


def scoped(table: ir.Table, scope: Scope) -> ir.Table:
    """Return the rows of a table that a scope takes in; all of them without one."""
    return table if scope is None else table.filter(scope)


def counted_orders(orders: ir.Table, *, until: date, since: date | None = None, scope: Scope = None) -> ir.Table:
    """Return the orders that count, as `customer_key`, `day` and `amount` (int64 minor units, refunds below zero).

    Left out: rows without customer, day or amount, days outside `since..until`, and orders that are not paid.
    """
    rows = scoped(orders, scope)
    rows = rows.filter(_.customer_key.notnull(), _.day <= until, _.amount.notnull())
    if since is not None:
        rows = rows.filter(_.day >= since)
    if "status" in rows.columns:
        rows = rows.filter(_.status == PAID)
    return rows.select("customer_key", "day", amount=_.amount.cast("int64"))


def purchase_days(orders: ir.Table, *, until: date, since: date | None = None, scope: Scope = None) -> ir.Table:
    """Return one row a customer and day with a purchase: `customer_key`, `day`, `spend` (int64 minor units).

    Refunds neither make nor remove a purchase day and are not taken off its spend: when money comes back says nothing
    about when the customer came.
    """
    rows = counted_orders(orders, since=since, until=until, scope=scope).filter(_.amount >= 0)
    return rows.group_by("customer_key", "day").agg(spend=total(_.amount))


def net_revenue(orders: ir.Table, *, since: date, until: date, scope: Scope = None) -> ir.Table:
    """Return what each customer paid in a period less what she got back: `customer_key`, `revenue` (int64 minor units).

    Never below zero: who got back more than she paid in the period (a refund of an earlier order) brought nothing, and
    must not hide what others brought. Customers without an order in the period are not in it.
    """
    rows = counted_orders(orders, since=since, until=until, scope=scope)
    summed = rows.group_by("customer_key").agg(revenue=total(_.amount))
    return summed.mutate(revenue=ibis.ifelse(_.revenue > 0, _.revenue, 0))


def distinct_orders(orders: ir.Table, *, key: str) -> ir.Table:
    """Return each order once, told by its number in column `key`, for a table that may hold an order twice.

    Of several rows the last day's counts, then the smaller amount. A refund under the number of its order is a row of
    its own, and a row without a number stays as it is.
    """
    marked = orders.mutate(is_refund=_.amount < 0)
    same = ibis.window(group_by=[key, "is_refund"], order_by=[_.day.desc(), _.amount, _.customer_key])
    ranked = marked.mutate(turn=ibis.row_number().over(same))
    return ranked.filter((_.turn == 0) | _[key].isnull()).drop("turn", "is_refund")
