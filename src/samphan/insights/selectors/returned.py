"""The returns behind the picture of how good the model is: further purchase days of the customers it followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from samphan.customers.models import Customer
from samphan.insights.selectors.paging import Rows, numbered
from samphan.insights.selectors.purchases import Known, of_branches, run_on_purchases

_RETURNED = """
SELECT customer_id, first_day, day, COUNT(*) OVER ()
FROM (SELECT DISTINCT customer_id, home_id, first_day, day FROM placed) AS days
WHERE first_day <= %s AND day > first_day AND day >= %s AND day <= %s AND {scope}
ORDER BY day DESC, customer_id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, kw_only=True)
class ReturnRow:
    """One day on which one customer came back, and the day she was won."""

    customer: Customer
    first_date: date
    bought_date: date


def returned_purchases(*, known: Known, won_until: date, since: date, until: date) -> Rows[ReturnRow]:
    """Return the repeat purchase days from one day to another, both included, of who was won by the end of a day."""
    scope, branches = of_branches("home_id", known)
    days = [day.toordinal() for day in (won_until, since, until)]
    text = _RETURNED.format(scope=scope)
    return numbered(
        lambda limit, offset: run_on_purchases(text, known, *days, *branches, limit, offset),
    ).through(_returned)


def _returned(rows: Sequence[tuple[Any, ...]]) -> list[ReturnRow]:
    people = Customer.objects.select_related("branch").in_bulk({row[0] for row in rows})
    return [
        ReturnRow(
            customer=people[customer_id],
            first_date=date.fromordinal(first_day),
            bought_date=date.fromordinal(day),
        )
        for customer_id, first_day, day in rows
    ]
