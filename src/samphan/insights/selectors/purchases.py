"""Purchases grouped by the database: first day, days until the next, and gaps. Exact on SQLite and PostgreSQL.

A purchase is a paid order with a positive total in the firm's currency, as the engine counts them. Orders of one local
day are one purchase day. A customer belongs to the branch of the very first order, wherever the next one was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from samphan.accounts.selectors import firm_currency, firm_currency_inside
from samphan.analytics.repurchase import FirstPurchases
from samphan.customers.models import Order, OrderStatus
from samphan.insights.rules.periods import local_date, purchases_end_on
from samphan.insights.selectors.paging import Rows, numbered

# Days are numbered as `date.toordinal()`; 1721424.5 is the Julian day before 0001-01-01.
_LOCAL_DAY = {
    "postgresql": "(({column} AT TIME ZONE %s::text)::date - DATE '0001-01-01' + 1)",
    "sqlite": "CAST(julianday(django_datetime_cast_date({column}, %s, 'UTC')) - 1721424.5 AS INTEGER)",
}

_PURCHASES = """
WITH purchases AS (
  SELECT id, customer_id, branch_id, ordered_at, {day} AS day
  FROM {orders} WHERE status = %s AND total_satang > 0 AND currency = %s AND ordered_at < %s
), placed AS (
  SELECT customer_id, day,
    FIRST_VALUE(branch_id) OVER by_customer AS home_id, FIRST_VALUE(day) OVER by_customer AS first_day
  FROM purchases WINDOW by_customer AS (PARTITION BY customer_id ORDER BY ordered_at, id)
)
"""
_PEOPLE = """, people AS (
  SELECT customer_id, home_id, first_day, MIN(CASE WHEN day > first_day THEN day END) - first_day AS gap
  FROM placed GROUP BY customer_id, home_id, first_day
)
"""
_FIRST_AND_SECOND = "SELECT home_id, first_day, gap, COUNT(*) FROM people GROUP BY home_id, first_day, gap"
_NEWCOMERS = """SELECT customer_id, COUNT(*) OVER () FROM people
WHERE first_day >= %s AND first_day < %s AND {scope} AND {gap}
ORDER BY first_day DESC, customer_id DESC LIMIT %s OFFSET %s
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


@dataclass(frozen=True, kw_only=True)
class Known:
    """What rows are read from: purchases before an instant, days in which time zone, customers of which branches."""

    before: datetime
    timezone: str
    branch_ids: Sequence[int] | None = None

    @property
    def until(self) -> date:
        """Return the last local day known."""
        return local_date(self.before - timedelta(microseconds=1), self.timezone)

    @property
    def end(self) -> Any:
        """Return the instant as the database stores it: SQLite keeps UTC text without an offset."""
        return connection.ops.adapt_datetimefield_value(self.before)


def first_purchases(*, until: datetime, timezone: str) -> list[BranchPurchases]:
    """Return customers grouped by branch, first purchase day and days until the second, from orders before `until`."""
    rows = run_on_purchases(_PEOPLE + _FIRST_AND_SECOND, Known(before=until, timezone=timezone))
    return [
        BranchPurchases(branch_id=home_id, group=FirstPurchases(first_day=first_day, gap_days=gap, customers=customers))
        for home_id, first_day, gap, customers in rows
    ]


def purchase_gaps(*, since: date, until: datetime, timezone: str) -> list[BranchGaps]:
    """Return how many days lay between consecutive purchase days, for those on or after the local day `since`."""
    rows = run_on_purchases(_GAPS, Known(before=until, timezone=timezone), since.toordinal())
    return [BranchGaps(branch_id=home_id, gap_days=gap, times=times) for home_id, gap, times in rows]


def purchases() -> QuerySet[Order]:
    """Return every purchase."""
    return _paid().filter(currency=firm_currency_inside())


def orders_in_other_currencies(*, before: datetime) -> int:
    """Return how many purchases no figure counts, because amounts of two currencies cannot be added."""
    return _paid().filter(ordered_at__lt=before).exclude(currency=firm_currency_inside()).count()


def _paid() -> QuerySet[Order]:
    return Order.objects.filter(status=OrderStatus.PAID, total_satang__gt=0)


def newest_purchase_date(*, before: datetime, timezone: str) -> date | None:
    """Return the local day of the newest purchase before an instant, None without one."""
    bought = purchases().filter(ordered_at__lt=before)
    newest = bought.order_by("-ordered_at").values_list("ordered_at", flat=True).first()
    return None if newest is None else local_date(newest, timezone)


def known_purchases_end_on(*, now: datetime, timezone: str) -> date:
    """Return the last local day figures about buying count: today, or the newest purchase's where it is long ago."""
    newest = newest_purchase_date(before=now, timezone=timezone)
    return purchases_end_on(today=local_date(now, timezone), newest=newest)


def newcomers(*, known: Known, since: date, until: date, within_days: int | None, only_back: bool) -> Rows[tuple[int]]:
    """Return the keys of the customers whose first purchase day lies in `since <= day < until`, newest first.

    With `within_days` only those whose window of so many days is over, with `only_back` of them who bought again in it.
    """
    scope, branches = of_branches("home_id", known)
    gap, values = "1 = 1", [since.toordinal(), until.toordinal(), *branches]
    if within_days is not None:
        gap, values = "first_day + %s < %s", [*values, within_days, known.until.toordinal()]
        if only_back:
            gap, values = f"{gap} AND gap <= %s", [*values, within_days]
    text = _PEOPLE + _NEWCOMERS.format(scope=scope, gap=gap)
    return numbered(lambda limit, offset: run_on_purchases(text, known, *values, limit, offset))


def of_branches(column: str, known: Known) -> tuple[str, list[Any]]:
    """Return the condition that a column holds one of the known branches, and its parameters."""
    if known.branch_ids is None:
        return "1 = 1", []
    marks = ", ".join(["%s"] * len(known.branch_ids)) or "NULL"
    return f"{column} IN ({marks})", list(known.branch_ids)


def run_on_purchases(query: str, known: Known, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run what follows the common table expressions `purchases` and `placed` of what is known, and return its rows.

    `placed` has a row a purchase: `customer_id`, `day`, `home_id` and `first_day` of the very first one.
    """
    table = connection.ops.quote_name(Order._meta.db_table)
    text = _PURCHASES.format(day=local_day("ordered_at"), orders=table) + query
    with connection.cursor() as cursor:
        cursor.execute(text, [known.timezone, OrderStatus.PAID.value, firm_currency(), known.end, *parameters])
        return list(cursor.fetchall())


def local_day(column: str) -> str:
    """Return an instant's column as a numbered local day in SQL; its one parameter is the time zone."""
    return _LOCAL_DAY[connection.vendor].format(column=column)
