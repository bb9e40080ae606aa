"""Churn where nobody says goodbye: who stopped buying, who came back, and who has been silent for too long.

Two views. *Windows* compare two stretches of equal length: exact, nothing assumed, but a customer who buys twice a
year is lost every spring. *Silence* asks each customer's own rhythm and the model's P(alive), and both must agree.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import count_where
from samphan.analytics.metrics.checks import checked_share, one_row_each
from samphan.analytics.metrics.orders import Scope, purchase_days
from samphan.analytics.metrics.scores import valid_scores
from samphan.analytics.metrics.summary import customer_summary
from samphan.analytics.repurchase import Share


@dataclass(frozen=True, kw_only=True)
class ActivityChange:
    """Customers by what they did in a window and in the one before it. Counts."""

    active_before: int  # bought in the window before
    lost: int  # of those, not in this one
    dormant: int  # had bought earlier, but not in the window before
    reactivated: int  # of those, bought again in this one
    new: int  # bought for the first time in this one

    @property
    def kept(self) -> int:
        """Return how many bought in both windows."""
        return self.active_before - self.lost

    @property
    def active_now(self) -> int:
        """Return how many bought in this window: kept, reactivated or new."""
        return self.kept + self.reactivated + self.new

    @property
    def churn(self) -> Share:
        """Return the share of the customers active before who were lost."""
        return Share(successes=self.lost, n=self.active_before)

    @property
    def reactivation(self) -> Share:
        """Return the share of the dormant customers who came back."""
        return Share(successes=self.reactivated, n=self.dormant)


@dataclass(frozen=True, kw_only=True)
class SilentChurn:
    """Customers judged gone, of those with a P(alive); `unscored` have none and are judged neither way."""

    gone: Share
    unscored: int


def activity_change(orders: ir.Table, *, until: date, window_days: int, scope: Scope = None) -> ActivityChange:
    """Return who was lost, kept, reactivated and won between two adjacent windows of `window_days` days.

    This window is the last `window_days` days up to and with `until`, the one before lies right before it. A first
    purchase in this window makes a customer new, not reactivated. Raises ValueError for a window without a day.
    """
    if window_days < 1:
        raise ValueError(f"a window has at least one day, not {window_days}")
    this_after, before_after = (until - timedelta(days=window_days * n) for n in (1, 2))
    days = purchase_days(orders, until=until, scope=scope)
    people = days.group_by("customer_key").agg(
        earlier=(_.day <= before_after).any(),
        before=((_.day > before_after) & (_.day <= this_after)).any(),
        now=(_.day > this_after).any(),
    )
    counted = people.agg(
        active_before=count_where(_.before),
        lost=count_where(_.before & ~_.now),
        dormant=count_where(_.earlier & ~_.before),
        reactivated=count_where(_.earlier & ~_.before & _.now),
        new=count_where(~_.earlier & ~_.before & _.now),
    )
    return ActivityChange(**fetch_row(counted))


def silences(orders: ir.Table, *, until: date, default_gap_days: float, scope: Scope = None) -> ir.Table:
    """Return how long each customer has been silent beside the gap to expect of her.

    Returns
    -------
    ir.Table
        customer_key
        silent_days : int64, days from the last purchase day to `until`
        expected_gap_days : float64, her own mean days between purchase days; `default_gap_days` after only one
    """
    summary = customer_summary(orders, until=until, scope=scope)
    own_gap = summary.recency / summary.frequency.nullif(0)
    return summary.select(
        "customer_key",
        silent_days=_["T"] - _.recency,
        expected_gap_days=own_gap.fill_null(float(default_gap_days)),
    )


def gone_customers(
    orders: ir.Table,
    scores: ir.Table,
    *,
    until: date,
    alive_below: float,
    default_gap_days: float,
    gap_factor: float = 1.0,
    scope: Scope = None,
) -> ir.Table:
    """Return for each customer whether she is gone: P(alive) below a level, and silent for longer than her own gap.

    Parameters
    ----------
    scores
        `customer_key`, `p_alive` (0..1) from a model of attrition, one row a customer. What is no probability is no
        score.
    alive_below
        The level of P(alive), 0..1, below which a customer may be called gone.
    default_gap_days
        Gap to expect of a customer with one purchase day, e.g. the median of `gaps.purchase_gaps`.
    gap_factor
        How many of her own gaps of silence are needed.

    Returns
    -------
    ir.Table
        The columns of `silences`, `p_alive` (empty: not scored) and `is_gone` (empty likewise), boolean.

    Raises
    ------
    ValueError
        A level outside 0..1, or a customer with more than one score.
    """
    level = checked_share(alive_below, "a level of P(alive)")
    known = one_row_each(valid_scores(scores), "scores")
    silent = silences(orders, until=until, default_gap_days=default_gap_days, scope=scope)
    joined = silent.left_join(known, "customer_key").drop("customer_key_right")
    quiet = joined.silent_days > joined.expected_gap_days * float(gap_factor)
    judged = (joined.p_alive < level) & quiet
    return joined.mutate(is_gone=ibis.ifelse(joined.p_alive.notnull(), judged, ibis.null("boolean")))


def silent_churn(gone: ir.Table) -> SilentChurn:
    """Return the share of gone customers in what `gone_customers` judged, and how many it could not judge."""
    row = fetch_row(gone.agg(gone=count_where(_.is_gone), n=count_where(_.is_gone.notnull()), customers=gone.count()))
    return SilentChurn(gone=Share(successes=row["gone"], n=row["n"]), unscored=row["customers"] - row["n"])
