"""The RFM summary: recency, frequency, T and mean spend of each customer, with a holdout to judge a model by.

Definitions after Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24(2), 2005, at the
grain of days: frequency counts repeat purchase days, recency is the age at the last one, T the age at the end.
"""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.metrics.aggregates import total
from samphan.analytics.metrics.orders import Scope, purchase_days


def customer_summary(orders: ir.Table, *, until: date, scope: Scope = None) -> ir.Table:
    """Return one row a customer who has bought by `until`: what the models of attrition and spend are fitted to.

    Returns
    -------
    ir.Table
        customer_key
        frequency : int64, purchase days after the first
        recency : int64, days from the first to the last purchase day; 0 for one purchase day
        T : int64, days from the first purchase day to `until`
        monetary_value : float64, mean spend of the repeat purchase days in minor units; 0.0 when there is none

    Notes
    -----
    The first day's spend is left out of the mean, as the Gamma-Gamma model asks (Fader & Hardie, "The Gamma-Gamma Model
    of Monetary Value", 2013). A customer whose history is one day long has frequency 0 and recency 0.
    """
    days = purchase_days(orders, until=until, scope=scope)
    people = days.group_by("customer_key").agg(
        frequency=_.count() - 1,
        first=_.day.min(),
        last=_.day.max(),
        repeat_spend=(_.spend.sum() - _.spend.argmin(_.day)).cast("int64"),
    )
    return people.select(
        "customer_key",
        "frequency",
        recency=_["last"].delta(_["first"], unit="day").cast("int64"),
        T=ibis.literal(until).delta(people["first"], unit="day").cast("int64"),
        monetary_value=(_.repeat_spend / _.frequency.nullif(0)).fill_null(0.0),
    )


def summary_groups(summary: ir.Table) -> ir.Table:
    """Return how many customers share each (x, t_x, T): all that a model of attrition needs, and far fewer rows.

    Returns
    -------
    ir.Table
        x, t_x, T : int64, frequency, recency and T of `customer_summary`
        n : int64, customers; ordered by (x, t_x, T)
    """
    named = summary.select(x=_.frequency, t_x=_.recency, T=_["T"])
    return named.group_by("x", "t_x", "T").agg(n=_.count()).order_by("x", "t_x", "T")


def calibration_holdout(orders: ir.Table, *, cut: date, until: date, scope: Scope = None) -> ir.Table:
    """Return the summary as it stood on `cut`, beside what the same customers did from the day after to `until`.

    Returns
    -------
    ir.Table
        The columns of `customer_summary` as of `cut`, and
        frequency_holdout : int64, purchase days after `cut`
        spend_holdout : int64, their spend in minor units
        duration_holdout : int64, days from `cut` to `until`, the same for all

    Raises
    ------
    ValueError
        `until` is not after `cut`: there would be nothing to hold out.

    Notes
    -----
    Customers who first bought after `cut` are in neither part: nobody could have forecast them.
    """
    if until <= cut:
        raise ValueError(f"the holdout must end after the cut: {until} is not after {cut}")
    calibration = customer_summary(orders, until=cut, scope=scope)
    later = purchase_days(orders, since=cut + timedelta(days=1), until=until, scope=scope)
    held_out = later.group_by("customer_key").agg(frequency_holdout=_.count(), spend_holdout=total(_.spend))
    joined = calibration.left_join(held_out, "customer_key")
    return joined.select(
        *calibration.columns,
        frequency_holdout=_.frequency_holdout.fill_null(0),
        spend_holdout=_.spend_holdout.fill_null(0),
        duration_holdout=ibis.literal((until - cut).days, "int64"),
    )
