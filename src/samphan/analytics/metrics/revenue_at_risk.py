"""Revenue at risk: what customers who may be leaving have brought, and what to expect to lose of it."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import count_where, total
from samphan.analytics.metrics.checks import checked_share, one_row_each
from samphan.analytics.metrics.scores import valid_scores
from samphan.analytics.repurchase import Share


@dataclass(frozen=True, kw_only=True)
class RevenueAtRisk:
    """Money in minor units. Customers without a P(alive) are told apart, never counted as safe."""

    customers: Share  # at risk, of those scored
    revenue: int  # of the customers scored
    at_risk: int  # of it, from customers whose P(alive) lies below the level
    expected_loss: float  # sum of revenue x (1 - P(alive)) over all scored customers
    unscored_customers: int
    unscored_revenue: int

    @property
    def share(self) -> float | None:
        """Return the part of the scored revenue that is at risk, 0..1; None where there is no revenue."""
        return self.at_risk / self.revenue if self.revenue else None


def revenue_at_risk(revenue: ir.Table, scores: ir.Table, *, alive_below: float) -> RevenueAtRisk:
    """Return how much revenue hangs on customers who may be leaving.

    Parameters
    ----------
    revenue
        `customer_key`, `revenue` (int64 minor units, not negative) of a period with its scope, as `orders.net_revenue`
        gives it; or of a forecast, such as CLV over a stated horizon. One row a customer.
    scores
        `customer_key`, `p_alive` (0..1), one row a customer; for contracts, the probability to stay. What is no
        probability is no score.
    alive_below
        Customers with a P(alive) below this level, 0..1, are at risk.

    Raises
    ------
    ValueError
        A level outside 0..1, or a customer with more than one score.

    Notes
    -----
    `at_risk` is what a list of customers to call would show; `expected_loss` weighs everybody by her own probability
    and depends on no level. Neither has an interval: that of P(alive) belongs to the model that made it.
    """
    level = checked_share(alive_below, "a level of P(alive)")
    known = one_row_each(valid_scores(scores), "scores")
    joined = revenue.left_join(known, "customer_key").drop("customer_key_right")
    is_scored = joined.p_alive.notnull()
    is_at_risk = is_scored & (joined.p_alive < level)
    row = fetch_row(
        joined.agg(
            n=count_where(is_scored),
            at_risk_customers=count_where(is_at_risk),
            revenue=total(ibis.ifelse(is_scored, joined.revenue, 0)),
            at_risk=total(ibis.ifelse(is_at_risk, joined.revenue, 0)),
            expected_loss=(joined.revenue * (1.0 - joined.p_alive)).sum().fill_null(0.0),
            unscored_customers=count_where(~is_scored),
            unscored_revenue=total(ibis.ifelse(is_scored, 0, joined.revenue)),
        )
    )
    at_risk_customers, n = row.pop("at_risk_customers"), row.pop("n")
    return RevenueAtRisk(customers=Share(successes=at_risk_customers, n=n), **row)
