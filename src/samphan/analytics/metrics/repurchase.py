"""Repurchase within h days of the first purchase, with customers whose h days are not over left out."""

from collections.abc import Iterable
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.orders import Scope, purchase_days
from samphan.analytics.repurchase import FirstPurchases, Share, repurchase_within


def first_purchases(orders: ir.Table, *, until: date, scope: Scope = None) -> ir.Table:
    """Return customers by first purchase day and days until the second, from which every repurchase figure follows.

    Returns
    -------
    ir.Table
        first_day : date
        gap_days : int64, days to the next purchase day; empty when there was none by `until`
        customers : int64
    """
    days = purchase_days(orders, until=until, scope=scope)
    in_turn = ibis.window(group_by="customer_key", order_by="day")
    ranked = days.mutate(turn=ibis.row_number().over(in_turn), next_day=_.day.lead().over(in_turn))
    firsts = ranked.filter(_.turn == 0)
    gaps = firsts.select(first_day=_.day, gap_days=_.next_day.delta(_.day, unit="day").cast("int64"))
    return gaps.group_by("first_day", "gap_days").agg(customers=_.count())


def repurchase_rates(
    orders: ir.Table,
    *,
    windows: Iterable[int],
    until: date,
    first_since: date = date.min,
    first_until: date = date.max,
    scope: Scope = None,
) -> dict[int, Share]:
    """Return for each window of h days how many bought again within h days of their first purchase.

    Parameters
    ----------
    windows
        Lengths h in days. The h-th day after the first purchase is inside, the day itself is not.
    until
        Last day observed. A customer counts for h only when h days have passed since her first purchase by then;
        otherwise she is in neither number: she can still come back, and counting her as gone would pull recent
        figures down.
    first_since, first_until
        Only customers whose first purchase fell into these days, both inside.
    """
    groups = [
        FirstPurchases(first_day=row["first_day"].toordinal(), gap_days=row["gap_days"], customers=row["customers"])
        for row in fetch(first_purchases(orders, until=until, scope=scope)).to_pylist()
    ]
    return {
        days: repurchase_within(
            groups,
            days=days,
            as_of_day=until.toordinal() + 1,
            first_from=first_since.toordinal(),
            first_until=first_until.toordinal() + 1,
        )
        for days in windows
    }
