"""Purchases grouped by the database: first day, days until the next, and gaps. Exact on SQLite and PostgreSQL.

A purchase is a paid order with a positive total. Orders of one local day are one purchase day. A customer belongs to
the branch of the very first order, wherever the next one was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from samphan.analytics.repurchase import FirstPurchases
from samphan.customers.models import Order, OrderStatus

# Days are numbered as `date.toordinal()`; 1721424.5 is the Julian day before 0001-01-01.
_LOCAL_DAY = {
    "postgresql": "((ordered_at AT TIME ZONE %s::text)::date - DATE '0001-01-01' + 1)",
    "sqlite": "CAST(julianday(django_datetime_cast_date(ordered_at, %s, 'UTC')) - 1721424.5 AS INTEGER)",
}

_PURCHASES = """
WITH purchases AS (
  SELECT id, customer_id, branch_id, ordered_at, {day} AS day
  FROM {orders} WHERE status = %s AND total_satang > 0 AND ordered_at < %s
), placed AS (
  SELECT customer_id, day,
    FIRST_VALUE(branch_id) OVER by_customer AS home_id, FIRST_VALUE(day) OVER by_customer AS first_day
  FROM purchases WINDOW by_customer AS (PARTITION BY customer_id ORDER BY ordered_at, id)
)
"""
_FIRST_AND_SECOND = """, people AS (
  SELECT customer_id, home_id, first_day, MIN(CASE WHEN day > first_day THEN day END) - first_day AS gap
  FROM placed GROUP BY customer_id, home_id, first_day
)
SELECT home_id, first_day, gap, COUNT(*) FROM people GROUP BY home_id, first_day, gap
"""
_GAPS = """, days AS (SELECT DISTINCT customer_id, home_id, day FROM placed), steps AS (
  SELECT home_id, day, day - LAG(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap FROM days
)
SELECT home_id, gap, COUNT(*) FROM steps WHERE gap IS NOT NULL AND day >= %s GROUP BY home_id, gap
"""


@dataclass(frozen=True, kw_only=True)
class BranchPurchases:
    """First purchases of the customers one branch won."""

    branch_id: int | None
    group: FirstPurchases


@dataclass(frozen=True, kw_only=True)
class BranchGaps:
    """How often a purchase day came `gap_days` after the one before, for customers one branch won."""

    branch_id: int | None
    gap_days: int
    times: int


def first_purchases(*, until: datetime, timezone: str) -> list[BranchPurchases]:
    """Return customers grouped by branch, first purchase day and days until the second, from orders before `until`."""
    rows = _run(_FIRST_AND_SECOND, timezone, OrderStatus.PAID.value, _stored(until))
    return [
        BranchPurchases(branch_id=home_id, group=FirstPurchases(first_day=first_day, gap_days=gap, customers=customers))
        for home_id, first_day, gap, customers in rows
    ]


def purchase_gaps(*, since: date, until: datetime, timezone: str) -> list[BranchGaps]:
    """Return how many days lay between consecutive purchase days, for those on or after the local day `since`."""
    rows = _run(_GAPS, timezone, OrderStatus.PAID.value, _stored(until), since.toordinal())
    return [BranchGaps(branch_id=home_id, gap_days=gap, times=times) for home_id, gap, times in rows]


def _run(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    day = _LOCAL_DAY[connection.vendor]
    text = _PURCHASES.format(day=day, orders=connection.ops.quote_name(Order._meta.db_table)) + query
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return list(cursor.fetchall())


def _stored(at: datetime) -> Any:
    """Return an instant as the database stores it: SQLite keeps UTC text without an offset."""
    return connection.ops.adapt_datetimefield_value(at)
