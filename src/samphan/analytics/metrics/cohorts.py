"""Cohort retention: of those who started (or were active) in a period, how many came back k periods later."""

from datetime import date, timedelta
from enum import StrEnum

import ibis
import ibis.expr.types as ir
from ibis import _

from samphan.analytics.metrics.aggregates import total
from samphan.analytics.metrics.orders import Scope, purchase_days

# Weeks start on Mondays; the first Monday of the Unix epoch.
_A_MONDAY = date(1970, 1, 5)


class Unit(StrEnum):
    """The length of a cohort's period, in the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Entry(StrEnum):
    """Who is in a cohort: those whose first purchase fell in it, or everybody active in it (again and again)."""

    BIRTH = "birth"
    RECURRING = "recurring"


class Comeback(StrEnum):
    """What counts as retained after k periods: active in exactly that period, or in it or any later one."""

    EXACT = "exact"
    UNBOUNDED = "unbounded"


def cohort_retention(
    orders: ir.Table,
    *,
    until: date,
    unit: Unit = Unit.MONTH,
    entry: Entry = Entry.BIRTH,
    comeback: Comeback = Comeback.EXACT,
    steps: int = 12,
    cohorts_since: date | None = None,
    scope: Scope = None,
) -> ir.Table:
    """Return the cohort triangle, one row a cohort and step.

    Parameters
    ----------
    until
        Last day observed.
    unit, entry, comeback
        Length of a period; who is in a cohort; what counts as retained.
    steps
        How many periods after the cohort's own (step 0) to follow.
    cohorts_since
        Leave out cohorts whose period starts earlier. First purchases are still looked for in all of the past.

    Returns
    -------
    ir.Table
        cohort : date, first day of the cohort's period
        step : int64, 0..steps
        customers : int64, members of the cohort
        active : int64, members retained at that step; empty when the period is not over by `until`
        retention : float64, active / customers; empty likewise
        ordered by cohort and step

    Notes
    -----
    A period nobody came back in is 0, one that is not over is empty: they must not look alike. Unbounded cells of
    periods that are over may still grow, as customers come back later; exact ones do not. The two entries and two
    comebacks are the ones product analytics tools offer ("first time" and "recurring", "on" and "on or after").
    """
    active = _active_periods(purchase_days(orders, until=until, scope=scope), unit)
    entries = _entries(active, entry)
    if cohorts_since is not None:
        entries = entries.filter(_.cohort >= cohorts_since)
    sizes = entries.group_by("cohort", "period").agg(customers=_.count())
    # The cast comes after: Spark takes an unnest only by itself.
    grid = sizes.mutate(step=ibis.range(0, steps + 1).unnest()).mutate(step=_.step.cast("int64"))
    returns = _counted_returns(entries, active, comeback)
    reached = returns.gap >= grid.step if comeback is Comeback.UNBOUNDED else returns.gap == grid.step
    cells = (
        grid.left_join(returns, [grid.period == returns.from_period, reached])
        .group_by("cohort", "period", "step", "customers")
        .agg(came=total(_.came))
    )
    # The last period that is over is the one before the period of tomorrow.
    is_over = cells.period + cells.step < _index_of(until + timedelta(days=1), unit)
    shown = cells.mutate(active=ibis.ifelse(is_over, cells.came, ibis.null("int64")))
    return shown.select("cohort", "step", "customers", "active", retention=_.active / _.customers).order_by(
        "cohort", "step"
    )


def _active_periods(days: ir.Table, unit: Unit) -> ir.Table:
    """Return each customer's periods with a purchase once: its first day (`cohort`) and its number (`period`)."""
    starts = days.day.truncate(unit.value).cast("date")
    return days.select("customer_key", cohort=starts, period=_index(days.day, unit)).distinct()


def _entries(active: ir.Table, entry: Entry) -> ir.Table:
    """Return the active periods that put their customer into a cohort, each with her `first` and `last` of all."""
    spans = active.group_by("customer_key").agg(first=_.period.min(), last=_.period.max())
    known = active.join(spans, "customer_key")
    return known.filter(_.period == _["first"]) if entry is Entry.BIRTH else known


def _counted_returns(entries: ir.Table, active: ir.Table, comeback: Comeback) -> ir.Table:
    """Return how often (`came`) a member of the cohort of `from_period` was active `gap` periods later.

    For an unbounded comeback her last active period says it all: she was back by k when it lies k or more later.
    """
    if comeback is Comeback.UNBOUNDED:
        gaps = entries.select(from_period=_.period, gap=_["last"] - _.period)
    else:
        later = active.select(member_key=_.customer_key, later_period=_.period)
        pairs = entries.join(later, [entries.customer_key == later.member_key, entries.period <= later.later_period])
        gaps = pairs.select(from_period=_.period, gap=_.later_period - _.period)
    return gaps.group_by("from_period", "gap").agg(came=_.count())


def _index(day: ir.DateColumn, unit: Unit) -> ir.IntegerColumn:
    """Number the period a day falls in, so that neighbours differ by one."""
    if unit is Unit.MONTH:
        return (day.year() * 12 + day.month() - 1).cast("int64")
    if unit is Unit.QUARTER:
        return (day.year() * 4 + day.quarter() - 1).cast("int64")
    days = day.delta(ibis.literal(_A_MONDAY), unit="day").cast("int64")
    return days if unit is Unit.DAY else (days // 7).cast("int64")


def _index_of(day: date, unit: Unit) -> int:
    if unit is Unit.MONTH:
        return day.year * 12 + day.month - 1
    if unit is Unit.QUARTER:
        return day.year * 4 + (day.month - 1) // 3
    days = (day - _A_MONDAY).days
    return days if unit is Unit.DAY else days // 7
