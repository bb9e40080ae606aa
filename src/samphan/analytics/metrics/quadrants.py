"""Satisfaction is not loyalty: what customers said beside what they then did, happy and gone, unhappy and staying."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.orders import Scope, purchase_days
from samphan.analytics.repurchase import Share


class Behaviour(StrEnum):
    """What a customer did in the days after she answered."""

    REPURCHASED = "repurchased"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Quadrants:
    """Customers by attitude and behaviour; `customers` has all six cells, empty ones as 0."""

    customers: dict[tuple[Attitude, Behaviour], int]
    pending: int  # answered so lately that their days are not over: in no cell

    def of_attitude(self, attitude: Attitude, behaviour: Behaviour) -> Share:
        """Return the share of those who said `attitude` that then did `behaviour`, e.g. of promoters gone."""
        n = sum(self.customers[attitude, each] for each in Behaviour)
        return Share(successes=self.customers[attitude, behaviour], n=n)

    def of_all(self, attitude: Attitude, behaviour: Behaviour) -> Share:
        """Return the share of all customers that lie in one cell."""
        return Share(successes=self.customers[attitude, behaviour], n=sum(self.customers.values()))


def attitude_behaviour(
    responses: ir.Table,
    orders: ir.Table,
    *,
    scale: Scale,
    since: date,
    until: date,
    observed_until: date,
    within_days: int,
    scope: Scope = None,
) -> Quadrants:
    """Return customers by what they said in the days `since..until` and whether they bought within `within_days` days.

    Parameters
    ----------
    responses, orders
        `scope` is over the rows of `responses`; purchases count wherever they were made.
    scale
        Whose answers to take; each customer's last one counts (`customer_attitudes`).
    observed_until
        Last day observed. Whose days are not over by then is pending and in no cell.
    within_days
        A purchase on the day of the answer does not count (it may be what the answer is about); one on the last of the
        days does.

    Notes
    -----
    Shares carry Wilson intervals (`Share.interval`). They compare groups that chose themselves: that promoters come
    back more often does not say that more satisfaction would bring more back.
    """
    said = customer_attitudes(responses, scale=scale, since=since, until=min(until, observed_until), scope=scope)
    told = followed(said, orders, observed_until=observed_until, within_days=within_days)
    cells = {(attitude, behaviour): 0 for attitude in Attitude for behaviour in Behaviour}
    pending = 0
    for row in fetch(told.group_by("attitude", "behaviour").agg(customers=_.count())).to_pylist():
        if row["behaviour"] is None:
            pending += row["customers"]
        else:
            cells[Attitude(row["attitude"]), Behaviour(row["behaviour"])] += row["customers"]
    return Quadrants(customers=cells, pending=pending)


def followed(said: ir.Table, orders: ir.Table, *, observed_until: date, within_days: int) -> ir.Table:
    """Return answers with what their customers then did, one row an answer.

    Parameters
    ----------
    said
        One row a customer, with `answered_day` (`customer_attitudes`).
    orders, observed_until, within_days
        As in `attitude_behaviour`.

    Returns
    -------
    ir.Table
        the columns of `said`
        behaviour : text, a `Behaviour`; empty while the days after the answer are not over by `observed_until`
    """
    days = purchase_days(orders, until=observed_until).select(buyer_key=_.customer_key, bought_day=_.day)
    later = said.join(days, [said.customer_key == days.buyer_key, said.answered_day < days.bought_day])
    took_days = later.bought_day.delta(later.answered_day, unit="day")
    came_back = later.filter(took_days <= within_days).select(buyer_key=_.customer_key).distinct()
    told = said.left_join(came_back, said.customer_key == came_back.buyer_key)
    behaviour = ibis.cases(
        (told.answered_day > observed_until - timedelta(days=within_days), ibis.null("string")),
        (told.buyer_key.notnull(), Behaviour.REPURCHASED.value),
        else_=Behaviour.GONE.value,
    )
    return told.mutate(behaviour=behaviour).drop("buyer_key")
