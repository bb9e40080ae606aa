"""The rows behind what customers said beside what they did: people by latest answer, and the purchases they wait after.

Counted as the engine counts (`services.engine.behaviour`): a customer's latest answer is that of the last day she gave
one, of several on that day the lowest; a purchase on the day of the answer does not follow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from samphan.customers.models import Customer
from samphan.insights.models import CustomerScore
from samphan.insights.rules.attitude import (
    BACK,
    EARLIER,
    FOLLOWED,
    GONE,
    NEVER_BOUGHT,
    PENDING,
    SAID_ANYTHING,
    SAID_NOTHING,
)
from samphan.insights.selectors.answers import nps_signals
from samphan.insights.selectors.paging import Rows, numbered
from samphan.insights.selectors.purchases import Known, local_day, of_branches, run_on_purchases

_LATEST = """, answers AS (
  SELECT id, customer_id, branch_id, score, {day} AS day FROM ({answers}) AS given
  WHERE customer_id IS NOT NULL AND occurred_at < %s
), latest AS (
  SELECT customer_id, branch_id, score, day,
    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY day DESC, score, id) AS turn
  FROM answers
), people AS (SELECT customer_id, home_id, MAX(day) AS last_day FROM placed GROUP BY customer_id, home_id)
"""
_SAID = """
SELECT l.customer_id, l.score, l.day, COUNT(*) OVER () FROM latest l LEFT JOIN people p ON p.customer_id = l.customer_id
WHERE l.turn = 1 AND l.score BETWEEN %s AND %s AND {more}
ORDER BY l.day DESC, l.customer_id DESC LIMIT %s OFFSET %s
"""
_SILENT = """
SELECT p.customer_id, NULL, NULL, COUNT(*) OVER () FROM people p
WHERE p.customer_id NOT IN (SELECT customer_id FROM latest) AND {more}
ORDER BY p.last_day DESC, p.customer_id DESC LIMIT %s OFFSET %s
"""
_WAITED = """, steps AS (
  SELECT customer_id, home_id, day, LEAD(day) OVER (PARTITION BY customer_id ORDER BY day) AS next_day
  FROM (SELECT DISTINCT customer_id, home_id, day FROM placed) AS days
)
SELECT p.customer_id, p.day, p.next_day, COUNT(*) OVER () FROM steps p
WHERE p.day >= %s AND {more}
ORDER BY p.day DESC, p.customer_id DESC LIMIT %s OFFSET %s
"""
# Found once for everybody: asked for each customer, SQLite would walk through all purchases every time.
_CAME = """IN (
  SELECT b.customer_id FROM latest a JOIN placed b ON b.customer_id = a.customer_id
  WHERE a.turn = 1 AND b.day > a.day AND b.day <= a.day + %s
)"""
_SAID_SO = "p.customer_id IN (SELECT customer_id FROM latest WHERE turn = 1 AND score BETWEEN %s AND %s)"
_SCORES = {"promoter": (9, 10), "passive": (7, 8), "detractor": (0, 6), SAID_ANYTHING: (0, 10)}
_Condition = tuple[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class SaidRow:
    """One customer with her latest answer (None: she never gave one) and what the models say, if they saw her."""

    customer: Customer
    answered_date: date | None
    score: int | None
    found: CustomerScore | None


@dataclass(frozen=True, kw_only=True)
class WaitedRow:
    """One purchase day of one customer and the next one; None while she has not come back."""

    customer: Customer
    bought_date: date
    next_date: date | None


def said_customers(
    *, attitude: str, behaviour: str | None, known: Known, since: date, within_days: int
) -> Rows[SaidRow]:
    """Return the customers behind one cell of the quadrants, the latest answer first.

    `attitude` is "promoter", "passive", "detractor", "any" of these, or "none" (bought, but never answered).
    `behaviour` is "back", "gone" or "pending" (within `within_days` of the answer; of the silent, of the end),
    "followed" (back or gone), "never" (has not bought yet), or None for everybody who bought. Answers count from the
    day `since`, of "earlier" those given before it. Raises KeyError for another attitude.
    """
    if attitude == SAID_NOTHING:
        query, bounds = _SILENT, []
        parts = [of_branches("p.home_id", known), _silence(behaviour, known, within_days)]
    else:
        query, bounds = _SAID, [*_SCORES[attitude]]
        home = "l.branch_id" if behaviour == NEVER_BOUGHT else "p.home_id"
        counts = "l.day < %s" if behaviour == EARLIER else "l.day >= %s"
        parts = [(counts, [since.toordinal()]), of_branches(home, known), _did(behaviour, known, within_days)]
    return _run(query, known, bounds, parts).through(_said)


def _said(rows: Sequence[tuple[Any, ...]]) -> list[SaidRow]:
    people = Customer.objects.select_related("branch").in_bulk([row[0] for row in rows])
    scores = CustomerScore.objects.in_bulk(list(people))
    return [
        SaidRow(
            customer=people[customer_id],
            answered_date=None if day is None else date.fromordinal(day),
            score=score,
            found=scores.get(customer_id),
        )
        for customer_id, score, day in rows
    ]


def waited_purchases(*, attitude: str, known: Known, since: date) -> Rows[WaitedRow]:
    """Return the purchase days since a day behind one curve of how long customers stay away, newest first.

    `attitude` is that of the customer's latest answer, "none" where there is none; raises KeyError for another.
    """
    said: _Condition = ("p.customer_id NOT IN (SELECT customer_id FROM latest)", [])
    if attitude != SAID_NOTHING:
        said = (_SAID_SO, list(_SCORES[attitude]))
    return _run(_WAITED, known, [since.toordinal()], [said, of_branches("p.home_id", known)]).through(_waited)


def _waited(rows: Sequence[tuple[Any, ...]]) -> list[WaitedRow]:
    people = Customer.objects.select_related("branch").in_bulk({row[0] for row in rows})
    return [
        WaitedRow(
            customer=people[customer_id],
            bought_date=date.fromordinal(day),
            next_date=None if later is None else date.fromordinal(later),
        )
        for customer_id, day, later in rows
    ]


def _run(query: str, known: Known, bounds: Sequence[Any], parts: Sequence[_Condition]) -> Rows[tuple[Any, ...]]:
    given = nps_signals().values("id", "customer_id", "branch_id", "score", "occurred_at")
    answers, inside = given.query.sql_with_params()
    latest = _LATEST.format(day=local_day("occurred_at"), answers=answers)
    more = " AND ".join(condition for condition, _values in parts)
    values = [value for _condition, some in parts for value in some]
    head = [known.timezone, *inside, known.end]
    text = latest + query.format(more=more)
    return numbered(lambda limit, offset: run_on_purchases(text, known, *head, *bounds, *values, limit, offset))


def _did(behaviour: str | None, known: Known, within_days: int) -> _Condition:
    if behaviour == NEVER_BOUGHT:
        return "p.customer_id IS NULL", []
    if behaviour in {None, EARLIER}:
        return "p.customer_id IS NOT NULL", []
    told_until = known.until.toordinal() - within_days
    if behaviour == PENDING:
        return "p.customer_id IS NOT NULL AND l.day > %s", [told_until]
    if behaviour == FOLLOWED:
        return "p.customer_id IS NOT NULL AND l.day <= %s", [told_until]
    came = _CAME if behaviour == BACK else f"NOT {_CAME}"
    return f"p.customer_id IS NOT NULL AND l.day <= %s AND l.customer_id {came}", [told_until, within_days]


def _silence(behaviour: str | None, known: Known, within_days: int) -> _Condition:
    """Return how long the silent have not bought: there is no answer to count the days from, or to be pending."""
    if behaviour not in {BACK, GONE}:
        return ("1 = 1" if behaviour is None else "1 = 0"), []
    return f"p.last_day {'>=' if behaviour == BACK else '<'} %s", [known.until.toordinal() - within_days]
