"""What metrics refuse before they compute: a table that would count a customer twice, a percentage for a share."""

import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import total


def checked_share(value: float, what: str) -> float:
    """Return a share as float, or raise ValueError outside 0..1: 50 for a half would make everybody pass."""
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{what} lies between 0 and 1 (0.5 for 50 %), not {value}")
    return float(value)


def one_row_each(table: ir.Table, what: str) -> ir.Table:
    """Return a table that has one row a `customer_key`, or raise ValueError with how many customers have more.

    Joined to it, their money and they themselves would be counted once a row, and of two different rows nobody can
    say which is right. The one thing a metric computes before `backends.fetch`.
    """
    doubled = table.group_by("customer_key").agg(rows=_.count()).filter(_.rows > 1)
    found = fetch_row(doubled.agg(customers=_.count(), rows=total(_.rows)))
    if found["customers"]:
        raise ValueError(
            f"{what} must have one row a customer; customers with more: {found['customers']}, "
            f"with {found['rows']} rows together. Keep one of each"
        )
    return table
