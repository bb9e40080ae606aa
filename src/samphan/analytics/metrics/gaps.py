"""Inter-purchase times: the days between one purchase day of a customer and her next."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.orders import Scope, purchase_days
from samphan.analytics.repurchase import quantile_of_counts


@dataclass(frozen=True, kw_only=True)
class GapSummary:
    """The spread of inter-purchase times, in days; None where there are too few of them."""

    n: int
    mean: float | None
    sd: float | None  # of a sample (n - 1)
    median: float | None
    p90: float | None


def purchase_gaps(orders: ir.Table, *, until: date, since: date | None = None, scope: Scope = None) -> ir.Table:
    """Return how often each inter-purchase time occurred.

    Parameters
    ----------
    since, until
        The days the *later* purchase of a pair falls into; the earlier one may lie before `since`.

    Returns
    -------
    ir.Table
        gap_days : int64, at least 1; times : int64; ordered by gap_days

    Notes
    -----
    Gaps that are still open are not in it, so a short history shows short gaps: a customer who buys twice a year
    cannot show a gap of six months in a history of three. For how long silence may last, see `churn.silences`.
    """
    days = purchase_days(orders, until=until, scope=scope)
    in_turn = ibis.window(group_by="customer_key", order_by="day")
    pairs = days.select("day", earlier=_.day.lag().over(in_turn)).filter(_.earlier.notnull())
    if since is not None:
        pairs = pairs.filter(_.day >= since)
    gaps = pairs.select(gap_days=_.day.delta(_.earlier, unit="day").cast("int64"))
    return gaps.group_by("gap_days").agg(times=_.count()).order_by("gap_days")


def gap_summary(gaps: ir.Table) -> GapSummary:
    """Return mean, sample deviation, median and 90th percentile of `purchase_gaps`: exact, from the counts."""
    counts = [(row["gap_days"], row["times"]) for row in fetch(gaps).to_pylist()]
    n = sum(times for _gap, times in counts)
    mean = sum(gap * times for gap, times in counts) / n if n else None
    squares = sum((gap - (mean or 0.0)) ** 2 * times for gap, times in counts)
    return GapSummary(
        n=n,
        mean=mean,
        sd=sqrt(squares / (n - 1)) if n > 1 else None,
        median=quantile_of_counts(counts, 0.5),
        p90=quantile_of_counts(counts, 0.9),
    )
