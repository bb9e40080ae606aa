"""Churn by contract: who was served when the period began and is not when it ended, in customers and in money."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import count_where, total
from samphan.analytics.metrics.orders import Scope, scoped
from samphan.analytics.repurchase import Share


@dataclass(frozen=True, kw_only=True)
class ContractChange:
    """Customers by contract at both ends of a period. Counts; `at_start - lost + joined + returned = at_end`."""

    at_start: int  # served when the first day began
    lost: int  # of those, not served when the last day had ended
    joined: int  # served at the end, for the first time
    returned: int  # served at the end and once before, not at the start
    passed_through: int  # came and went inside the period: in no rate, but not to be overlooked

    @property
    def at_end(self) -> int:
        """Return how many are served when the last day has ended: the next period's `at_start`."""
        return self.at_start - self.lost + self.joined + self.returned

    @property
    def churn(self) -> Share:
        """Return the share of the customers served at the start who were lost."""
        return Share(successes=self.lost, n=self.at_start)


@dataclass(frozen=True, kw_only=True)
class RevenueRetention:
    """Recurring revenue a month of the customers served at the start, then and at the end. Minor units."""

    at_start: int
    gross: int  # at the end, growth of a customer not counted
    net: int  # at the end, growth counted

    @property
    def gross_share(self) -> float | None:
        """Return gross revenue retention, 0..1; None when nothing was billed at the start."""
        return self.gross / self.at_start if self.at_start else None

    @property
    def net_share(self) -> float | None:
        """Return net revenue retention, above 1 when growth outweighs loss; None as for `gross_share`."""
        return self.net / self.at_start if self.at_start else None


def contract_change(contracts: ir.Table, *, since: date, until: date, scope: Scope = None) -> ContractChange:
    """Return the customers kept, lost and won by contract in the days `since..until`.

    A contract serves from `start_day` up to and without `end_day`; without `end_day` it still runs. A customer with
    any running contract is served, so a renewal or a change of plan is no churn. One that ends on the day after
    `until` is lost in this period: she was served through its last day and is not on the next. Contracts without
    customer or start, and those that end before they begin (cancelled before the first day), never served.
    """
    served = _served(contracts, scope)
    after = until + timedelta(days=1)
    people = served.group_by("customer_key").agg(
        start=_runs_on(served, since).any(),
        end=_runs_on(served, after).any(),
        earlier=(_.start_day < since).any(),
        inside=((_.start_day >= since) & (_.start_day < after)).any(),
    )
    counted = people.agg(
        at_start=count_where(_.start),
        lost=count_where(_.start & ~_.end),
        joined=count_where(~_.start & _.end & ~_.earlier),
        returned=count_where(~_.start & _.end & _.earlier),
        passed_through=count_where(~_.start & ~_.end & _.inside),
    )
    return ContractChange(**fetch_row(counted))


def revenue_retention(contracts: ir.Table, *, since: date, until: date, scope: Scope = None) -> RevenueRetention:
    """Return what the customers served at the start paid a month then, and at the end of the days `since..until`.

    Needs the column `monthly_fee` (int64 minor units; empty counts as nothing). Customers won in the period are in
    neither figure. Several contracts of a customer are added up before growth and loss are told apart.
    """
    served = _served(contracts, scope)
    fee = served.monthly_fee.fill_null(0)
    people = served.group_by("customer_key").agg(
        start=total(ibis.ifelse(_runs_on(served, since), fee, 0)),
        end=total(ibis.ifelse(_runs_on(served, until + timedelta(days=1)), fee, 0)),
        was_served=_runs_on(served, since).any(),
    )
    old = people.filter(_.was_served)
    row = fetch_row(
        old.agg(
            at_start=total(_.start),
            gross=total(ibis.least(_.start, _.end)),
            net=total(_.end),
        )
    )
    return RevenueRetention(**row)


def _served(contracts: ir.Table, scope: Scope) -> ir.Table:
    rows = scoped(contracts, scope).filter(_.customer_key.notnull(), _.start_day.notnull())
    return rows.filter(_.end_day.isnull() | (_.end_day > _.start_day))


def _runs_on(contracts: ir.Table, day: date) -> ir.BooleanColumn:
    return (contracts.start_day <= day) & (contracts.end_day.isnull() | (contracts.end_day > day))
