"""Acquisition against retention, by segment: what winning and keeping a customer cost, and what each brought."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch
from samphan.analytics.economics import break_even_gain, break_even_retention, customer_value, payback_periods
from samphan.analytics.metrics.aggregates import count_where, total
from samphan.analytics.metrics.checks import checked_share, one_row_each
from samphan.analytics.metrics.orders import Scope, net_revenue, purchase_days
from samphan.analytics.repurchase import Share

NO_SEGMENT = ""


class Purpose(StrEnum):
    """What money was spent for."""

    ACQUISITION = "acquisition"
    RETENTION = "retention"


@dataclass(frozen=True, kw_only=True)
class SegmentEconomics:
    """One segment in one period; money in minor units. A figure a head is None where there is no head."""

    segment: str
    won: int  # first bought in the period
    active_before: int  # bought in the period of equal length before
    kept: int  # of those, bought again in this one
    buyers: int  # bought in this one, whoever they are
    revenue: int  # less refunds
    acquisition_cost: int
    retention_cost: int
    margin_rate: float
    discount: float

    @property
    def retention(self) -> Share:
        """Return the share of the customers of the period before who bought again in this one."""
        return Share(successes=self.kept, n=self.active_before)

    @property
    def margin_per_buyer(self) -> float | None:
        """Return what a buyer brought in the period before any of these costs: revenue x margin rate / buyers."""
        return self.revenue * self.margin_rate / self.buyers if self.buyers else None

    @property
    def cost_per_won(self) -> float | None:
        """Return acquisition cost a customer won."""
        return self.acquisition_cost / self.won if self.won else None

    @property
    def cost_per_kept(self) -> float | None:
        """Return retention cost a customer kept."""
        return self.retention_cost / self.kept if self.kept else None

    @property
    def winning_to_keeping(self) -> float | None:
        """Return how many times a customer won costs what one kept does; None where either is unknown or free."""
        return self.cost_per_won / self.cost_per_kept if self.cost_per_won is not None and self.cost_per_kept else None

    @property
    def value(self) -> float | None:
        """Return the expected discounted margin of a customer just won (`economics.customer_value`)."""
        if self.margin_per_buyer is None or not self.active_before:
            return None
        return customer_value(
            margin=self.margin_per_buyer, retention=self.kept / self.active_before, discount=self.discount
        )

    @property
    def break_even_retention(self) -> float | None:
        """Return the retention at which a customer won is worth her acquisition cost; None where none is enough."""
        if self.margin_per_buyer is None or self.cost_per_won is None:
            return None
        return break_even_retention(
            acquisition_cost=self.cost_per_won, margin=self.margin_per_buyer, discount=self.discount
        )

    @property
    def break_even_gain(self) -> float | None:
        """Return how much higher retention must be than without the retention spend, for the spend to pay.

        The spend is a head of the customers active before, the ones it was for; the retention seen stands for the one
        without the spend, which only a holdout could tell.
        """
        if self.margin_per_buyer is None or not self.active_before:
            return None
        return break_even_gain(
            retention_cost=self.retention_cost / self.active_before,
            margin=self.margin_per_buyer,
            retention=self.kept / self.active_before,
            discount=self.discount,
        )

    @property
    def payback_periods(self) -> int | None:
        """Return how many periods' margins cover the cost of winning a customer; None where they never do."""
        if self.margin_per_buyer is None or self.cost_per_won is None or not self.active_before:
            return None
        return payback_periods(
            acquisition_cost=self.cost_per_won,
            margin=self.margin_per_buyer,
            retention=self.kept / self.active_before,
            discount=self.discount,
        )


def segment_economics(
    orders: ir.Table,
    segments: ir.Table,
    costs: ir.Table,
    *,
    since: date,
    until: date,
    margin_rate: float,
    discount: float,
    scope: Scope = None,
) -> list[SegmentEconomics]:
    """Return the economics of each segment in the days `since..until`, by segment name.

    Parameters
    ----------
    segments
        `customer_key`, `segment`, one row a customer. A customer without one belongs to `NO_SEGMENT`, so that nothing
        is lost.
    costs
        `day`, `segment`, `purpose` (a `Purpose`), `amount` (int64 minor units). Costs of other purposes are left out.
    margin_rate
        Contribution margin of a unit of revenue, before acquisition and retention costs, 0..1.
    discount
        Rate a period, the length of `since..until`, not negative.

    Raises
    ------
    ValueError
        A margin rate outside 0..1, a negative discount, or a customer in more than one segment.
    """
    checked_share(margin_rate, "a margin rate")
    if not discount >= 0:
        raise ValueError(f"a discount cannot be negative: {discount}")
    placed = one_row_each(segments.filter(_.customer_key.notnull()), "segments").select(
        placed_key=_.customer_key, segment=_.segment
    )
    people = _people(orders, since=since, until=until, scope=scope)
    named = people.left_join(placed, people.customer_key == placed.placed_key)
    by_segment = _by_segment(named.mutate(segment=_.segment.fill_null(NO_SEGMENT)))
    spent = _spent(costs, since=since, until=until)
    figures: dict[str, dict[str, int]] = {row.pop("segment"): row for row in fetch(by_segment).to_pylist()}
    spending: dict[str, dict[str, int]] = {row.pop("segment"): row for row in fetch(spent).to_pylist()}
    nobody = dict.fromkeys(("won", "active_before", "kept", "buyers", "revenue"), 0)
    nothing = dict.fromkeys(("acquisition_cost", "retention_cost"), 0)
    return [
        SegmentEconomics(
            segment=segment,
            margin_rate=margin_rate,
            discount=discount,
            **figures.get(segment, nobody),
            **spending.get(segment, nothing),
        )
        for segment in sorted(figures.keys() | spending.keys())
    ]


def _people(orders: ir.Table, *, since: date, until: date, scope: Scope) -> ir.Table:
    """Return for each customer what she did: first bought in the period, before it, in both; and her revenue."""
    before_since = since - timedelta(days=(until - since).days + 1)
    days = purchase_days(orders, until=until, scope=scope)
    people = days.group_by("customer_key").agg(
        won=_.day.min() >= since,
        before=((_.day >= before_since) & (_.day < since)).any(),
        now=(_.day >= since).any(),
    )
    paid = net_revenue(orders, since=since, until=until, scope=scope).select(
        payer_key=_.customer_key, revenue=_.revenue
    )
    joined = people.left_join(paid, people.customer_key == paid.payer_key)
    return joined.select("customer_key", "won", "before", "now", revenue=_.revenue.fill_null(0))


def _by_segment(named: ir.Table) -> ir.Table:
    return named.group_by("segment").agg(
        won=count_where(_.won),
        active_before=count_where(_.before),
        kept=count_where(_.before & _.now),
        buyers=count_where(_.now),
        revenue=total(_.revenue),
    )


def _spent(costs: ir.Table, *, since: date, until: date) -> ir.Table:
    rows = costs.filter(
        _.day.between(since, until), _.amount.notnull(), _.purpose.isin([purpose.value for purpose in Purpose])
    ).mutate(segment=_.segment.fill_null(NO_SEGMENT))
    spent = {
        f"{purpose.value}_cost": total(ibis.ifelse(rows.purpose == purpose.value, rows.amount, 0))
        for purpose in Purpose
    }
    return rows.group_by("segment").agg(**spent)
