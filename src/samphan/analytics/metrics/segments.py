"""RFM segments: every customer scored by recency, frequency and money, ties broken, and named by the first two."""

from datetime import date
from enum import StrEnum

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.metrics.aggregates import total
from samphan.analytics.metrics.orders import Scope, purchase_days

TILES = 5


class Segment(StrEnum):
    """The ten cells of the recency x frequency grid as practitioners name them; who gets what care."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL_LOYALISTS = "potential_loyalists"
    NEW = "new"
    PROMISING = "promising"
    NEED_ATTENTION = "need_attention"
    ABOUT_TO_SLEEP = "about_to_sleep"
    AT_RISK = "at_risk"
    CANNOT_LOSE = "cannot_lose"
    HIBERNATING = "hibernating"


# Recency scores from..to, frequency scores from..to: a partition of the 25 cells.
GRID: dict[Segment, tuple[int, int, int, int]] = {
    Segment.CHAMPIONS: (5, 5, 4, 5),
    Segment.LOYAL: (3, 4, 4, 5),
    Segment.POTENTIAL_LOYALISTS: (4, 5, 2, 3),
    Segment.NEW: (5, 5, 1, 1),
    Segment.PROMISING: (4, 4, 1, 1),
    Segment.NEED_ATTENTION: (3, 3, 3, 3),
    Segment.ABOUT_TO_SLEEP: (3, 3, 1, 2),
    Segment.CANNOT_LOSE: (1, 2, 5, 5),
    Segment.AT_RISK: (1, 2, 3, 4),
    Segment.HIBERNATING: (1, 2, 1, 2),
}


def rfm_scores(orders: ir.Table, *, until: date, tiles: int = TILES, scope: Scope = None) -> ir.Table:
    """Return each customer's scores 1..`tiles`, `tiles` being the best fifth (for 5) of all who have bought by `until`.

    Returns
    -------
    ir.Table
        customer_key
        recency_score : int64, by the last purchase day
        frequency_score : int64, by the number of purchase days
        monetary_score : int64, by the sum of their spend
        purchase_days : int64; last_day : date; spend : int64 minor units, what the scores were given for

    Notes
    -----
    The tiles are equal in size to one customer. Ties, and half of all customers may have bought once, are broken by
    the two other figures (recency by frequency, then money; frequency by recency, then money; money by frequency,
    then recency) and last by the key: the same data gives the same scores on every engine and every day. With fewer
    customers than tiles the highest tiles stay empty: a lone customer scores 1 everywhere. Ranking all customers is
    one line of work: Spark does it on one core. Hughes, "Strategic Database Marketing", 1994, for the method.
    """
    people = (
        purchase_days(orders, until=until, scope=scope)
        .group_by("customer_key")
        .agg(
            purchase_days=_.count(),
            last_day=_.day.max(),
            spend=total(_.spend),
        )
    )
    order = {
        "recency_score": ["last_day", "purchase_days", "spend", "customer_key"],
        "frequency_score": ["purchase_days", "last_day", "spend", "customer_key"],
        "monetary_score": ["spend", "purchase_days", "last_day", "customer_key"],
    }
    tile = {name: (ibis.ntile(tiles).over(order_by=by) + 1).cast("int64") for name, by in order.items()}
    scored = people.mutate(**tile)
    return scored.select("customer_key", *order, "purchase_days", "last_day", "spend")


def rfm_segments(orders: ir.Table, *, until: date, scope: Scope = None) -> ir.Table:
    """Return `rfm_scores` in fifths with a `segment` (text, a `Segment`) for every customer."""
    scores = rfm_scores(orders, until=until, scope=scope)
    cells = [
        (
            scores.recency_score.between(recency_from, recency_to)
            & scores.frequency_score.between(frequency_from, frequency_to),
            segment.value,
        )
        for segment, (recency_from, recency_to, frequency_from, frequency_to) in GRID.items()
    ]
    return scores.mutate(segment=ibis.cases(*cells))


def segment_sizes(segments: ir.Table) -> ir.Table:
    """Return `segment`, `customers` (int64) and `spend` (int64 minor units) of `rfm_segments`, by segment name."""
    return segments.group_by("segment").agg(customers=_.count(), spend=total(_.spend)).order_by("segment")
