"""The same numbers in SQL: GROUP BY customer and day, then GROUP BY customer. The oracle of the state; Spark's path.

Exact, with no approximate function and no order of rows relied upon. A relation is a table, a view or a subquery in
parentheses with columns customer_key (integer), day (date) and amount (integer minor units, a refund negative).
"""

from datetime import date
from typing import Final, Literal

from samphan.analytics.state.layout import BITS

Dialect = Literal["duckdb", "spark"]

# One row a customer and day; `bought` and `spend` are NULL where nothing was bought.
_DAYS: Final = """days AS (
    SELECT customer_key, MIN(CASE WHEN amount >= 0 THEN day END) AS bought,
        SUM(CASE WHEN amount >= 0 THEN amount END) AS spend,
        SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS refund
    FROM {relation} AS orders WHERE day <= {until} GROUP BY customer_key, day
)"""

_SUMMARY: Final = """
WITH {days},
customers AS (
    SELECT customer_key, COUNT(spend) - 1 AS frequency, MIN(bought) AS first_day, MAX(bought) AS last_day,
        SUM(spend) - MIN_BY(spend, bought) AS repeat_spend, SUM(refund) AS refunded
    FROM days GROUP BY customer_key HAVING COUNT(spend) > 0
)
SELECT customer_key, CAST(frequency AS INTEGER) AS frequency,
    CAST({recency} AS INTEGER) AS recency, CAST({age} AS INTEGER) AS T,
    CASE WHEN frequency > 0 THEN CAST(repeat_spend AS DOUBLE) / frequency ELSE 0e0 END AS monetary_value,
    CAST(refunded AS BIGINT) AS refunded
FROM customers
"""

_STATE: Final = """
WITH {days},
placed AS (
    SELECT customer_key, bought AS day, spend,
        ROW_NUMBER() OVER purchases AS place, bought - LAG(bought) OVER purchases AS gap,
        MAX(bought) OVER (PARTITION BY customer_key) AS last_day
    FROM days WHERE spend IS NOT NULL
    WINDOW purchases AS (PARTITION BY customer_key ORDER BY bought)
),
counted_back AS (
    SELECT *, last_day - day AS days_back,
        (year(last_day) - year(day)) * 12 + month(last_day) - month(day) AS months_back
    FROM placed
),
given_back AS (SELECT customer_key, CAST(SUM(refund) AS BIGINT) AS refunded FROM days GROUP BY customer_key)
SELECT customer_key, MIN(day) AS first_day, MAX(day) FILTER (place = 2) AS second_day, MAX(day) AS last_day,
    COUNT(*) - 1 AS frequency, CAST(SUM(spend) AS BIGINT) AS spend,
    COALESCE(CAST(SUM(spend) FILTER (place > 1) AS BIGINT), 0) AS repeat_spend,
    COALESCE(SUM(LN(GREATEST(spend, 1))) FILTER (place > 1), 0e0) AS log_spend,
    COALESCE(SUM(LN(gap)), 0e0) AS litt,
    BIT_OR(CASE WHEN months_back < {bits} THEN 1::UBIGINT << months_back::UBIGINT ELSE 0::UBIGINT END) AS months,
    BIT_OR(CASE WHEN days_back < {bits} THEN 1::UBIGINT << days_back::UBIGINT ELSE 0::UBIGINT END) AS days,
    MIN(refunded) AS refunded
FROM counted_back JOIN given_back USING (customer_key) GROUP BY customer_key
"""

_DAYS_BETWEEN: Final[dict[Dialect, str]] = {"duckdb": "({end} - {start})", "spark": "datediff({end}, {start})"}


def summary_sql(relation: str, *, until: date, dialect: Dialect = "duckdb") -> str:
    """Return a query with one row a customer who bought, as `CustomerState.summary` has them.

    Columns: customer_key, frequency, recency (days), T (days), monetary_value (mean spend of a repeat purchase day in
    minor units, 0 where there is none), refunded (minor units).
    """
    between = _DAYS_BETWEEN[dialect]
    return _SUMMARY.format(
        days=_DAYS.format(relation=relation, until=_date(until)),
        recency=between.format(start="first_day", end="last_day"),
        age=between.format(start="first_day", end=_date(until)),
    )


def state_sql(relation: str, *, until: date) -> str:
    """Return DuckDB's query with everything a `CustomerState` knows, one row a customer who bought.

    Columns beside those of `summary_sql`: first_day, second_day, last_day (dates), spend, repeat_spend, log_spend,
    litt, months and days (64 bits each, counted back from the last purchase).
    """
    return _STATE.format(days=_DAYS.format(relation=relation, until=_date(until)), bits=BITS)


def _date(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
