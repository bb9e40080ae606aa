"""Bad profit: the part of revenue that comes from unhappy customers, or from charges that make them so.

After Reichheld, "The Ultimate Question", 2006, chapter 1: profit earned at the expense of the relationship.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import total
from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.orders import Scope, net_revenue


@dataclass(frozen=True, kw_only=True)
class BadProfit:
    """Revenue of a period in minor units: counted, not sampled, so without an interval."""

    revenue: int  # orders less refunds, and charges
    known: int  # of it, from customers who said what they think
    from_detractors: int  # of `known`
    from_bad_charges: int  # charges of a bad kind to everybody else, so that nothing counts twice

    @property
    def share(self) -> float | None:
        """Return the bad part of all revenue, 0..1; None without any. A lower bound: silence counts as fine."""
        return (self.from_detractors + self.from_bad_charges) / self.revenue if self.revenue else None

    @property
    def detractor_share(self) -> float | None:
        """Return the detractors' part of the revenue from customers who said what they think; None without any."""
        return self.from_detractors / self.known if self.known else None


def bad_profit(
    orders: ir.Table,
    responses: ir.Table,
    charges: ir.Table,
    *,
    scale: Scale,
    since: date,
    until: date,
    bad_codes: Collection[str],
    scope: Scope = None,
) -> BadProfit:
    """Return how much of the revenue of the days `since..until` is bad profit.

    Parameters
    ----------
    orders
        `scope` is over its rows. A customer's refunds are taken off, never below zero (`orders.net_revenue`).
    responses
        A customer is a detractor by her last answer on `scale` in the period, wherever it was given.
    charges
        Money taken beside orders: `customer_key`, `day`, `amount` (int64 minor units), `code`. Amounts below zero (a
        fee given back) are taken off, never below zero. A customer's bad charges are at most what all her charges
        came to: a goodwill payment takes them off too. An empty table where there are none.
    bad_codes
        Codes of charges that make detractors of customers: penalties, fees for leaving, ...
    """
    attitudes = customer_attitudes(responses, scale=scale, since=since, until=until)
    bought = net_revenue(orders, since=since, until=until, scope=scope)
    paid_fees = _charged(charges, since=since, until=until, bad_codes=bad_codes)
    nothing = ibis.literal(0, "int64")
    money = (
        bought.select("customer_key", "revenue", charged=nothing, bad=nothing)
        .union(paid_fees.select("customer_key", revenue=nothing, charged=_.charged, bad=_.bad))
        .group_by("customer_key")
        .agg(paid=total(_.revenue + _.charged), bad=total(_.bad))
    )
    said = attitudes.select(said_key=_.customer_key, attitude=_.attitude)
    known = money.left_join(said, money.customer_key == said.said_key)
    is_known = known.attitude.notnull()
    is_detractor = is_known & (known.attitude == Attitude.DETRACTOR.value)
    row = fetch_row(
        known.agg(
            revenue=total(known.paid),
            known=total(ibis.ifelse(is_known, known.paid, 0)),
            from_detractors=total(ibis.ifelse(is_detractor, known.paid, 0)),
            from_bad_charges=total(ibis.ifelse(is_detractor, 0, known.bad)),
        )
    )
    return BadProfit(**row)


def _charged(charges: ir.Table, *, since: date, until: date, bad_codes: Collection[str]) -> ir.Table:
    rows = charges.filter(_.customer_key.notnull(), _.day.between(since, until), _.amount.notnull())
    is_bad = rows.code.isin(sorted(bad_codes)) if bad_codes else ibis.literal(value=False)
    summed = rows.group_by("customer_key").agg(
        charged=total(rows.amount), bad=total(ibis.ifelse(is_bad, rows.amount, 0))
    )
    return summed.mutate(charged=ibis.greatest(_.charged, 0), bad=ibis.greatest(ibis.least(_.bad, _.charged), 0))
