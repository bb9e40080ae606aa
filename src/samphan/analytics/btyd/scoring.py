"""Scores made inside the database: one SQL expression for P(alive), and small tables to join for the rest.

What needs a special function depends on (frequency, T) or on a whole history, both of which take few distinct values:
they are worked out here, once, and joined there. The SQL is plain (DuckDB, Spark, PostgreSQL), with every number
written as a floating-point literal, because `0.8006080543509231` would be read as a decimal of that many places.
"""

from dataclasses import dataclass

import numpy as np

from samphan.analytics.btyd.betageo import BetaGeoModel
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.mbgcnbd import ModifiedBetaGeoCNBDModel
from samphan.analytics.btyd.value import YEAR, Horizon, discounted_if_alive


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What the summary table calls its columns: repeat purchase days, recency and age in the data's time unit."""

    frequency: str = "frequency"
    recency: str = "recency"
    T: str = "T"


SUMMARY = Columns()


@dataclass(frozen=True, kw_only=True)
class PairTable:
    """One row per (frequency, T): what a customer alive at T will buy; multiply by P(alive) after the join.

    Attributes
    ----------
    frequency : int64 (m,)
    T : float64 (m,)
        In the data's unit; whole numbers are exactly whole.
    expected_purchases : float64 (m,)
        In the next `t`.
    discounted_purchases : float64 (m,)
        Within the value horizon, to be multiplied by spend and margin.
    """

    frequency: Ints
    T: Floats
    expected_purchases: Floats
    discounted_purchases: Floats


@dataclass(frozen=True, kw_only=True)
class GroupTable:
    """One row per history: for models whose P(alive) is no expression (Pareto/NBD, GGomp/NBD, BG/BB, k > 1).

    Attributes
    ----------
    frequency : int64 (g,)
    recency, T : float64 (g,)
        In the data's unit; whole numbers are exactly whole.
    probability_alive : float64 (g,)
        From 0 to 1.
    expected_purchases : float64 (g,)
        In the next `t`, P(alive) included.
    """

    frequency: Ints
    recency: Floats
    T: Floats
    probability_alive: Floats
    expected_purchases: Floats


def alive_sql(model: PurchaseModel, columns: Columns = SUMMARY) -> str | None:
    """Return P(alive) as a SQL expression; None for a model that needs `group_table` in its place."""
    if not isinstance(model, BetaGeoModel) or isinstance(model, ModifiedBetaGeoCNBDModel):
        return None
    r, alpha, a, b = (_literal(value) for value in model.params_.values())
    unit = _literal(model.unit)
    rise = f"ln(({alpha} + {columns.T} / {unit}) / ({alpha} + {columns.recency} / {unit}))"
    chance = f"({b} + {columns.frequency} + {_literal(model.may_leave_at_once - 1)})"
    odds = f"{a} / {chance} * exp(({r} + {columns.frequency}) * {rise})"
    alive = f"1e0 / (1e0 + {odds})"
    if model.may_leave_at_once:
        return alive
    return f"case when {columns.frequency} = 0 then 1e0 else {alive} end"


def pair_table(model: PurchaseModel, groups: Groups, *, t: float, horizon: Horizon = YEAR) -> PairTable:
    """Return what customers alive at T will buy, to join on (frequency, T).

    Parameters
    ----------
    model : PurchaseModel
        Fitted.
    groups : Groups
        The histories there are, in the model's unit.
    t : float
        Horizon of `expected_purchases` in the data's unit, 0 or more.
    horizon : Horizon
        Of `discounted_purchases`, as in `discounted_purchases`.

    Returns
    -------
    PairTable
        One row per (frequency, T) that occurs (m,), ascending.

    Raises
    ------
    NotFitted, BadHorizon, NotWholePeriods
    ValueError
        The groups are of another unit than the model.
    """
    span = _checked_span(model, groups, t)
    code = groups.frequency * len(groups.times) + groups.age_at
    x, at = np.divmod(np.unique(code), len(groups.times))
    age = groups.times[at]
    return PairTable(
        frequency=x,
        T=_as_given(age, model.unit),
        expected_purchases=model.expected_if_alive(span, x, age),
        discounted_purchases=discounted_if_alive(model, x, age, horizon),
    )


def group_table(model: PurchaseModel, groups: Groups, *, t: float) -> GroupTable:
    """Return P(alive) and expected purchases by history, to join on (frequency, recency, T).

    Parameters
    ----------
    model : PurchaseModel
        Fitted.
    groups : Groups
        The histories there are, in the model's unit.
    t : float
        Horizon of `expected_purchases` in the data's unit, 0 or more.

    Returns
    -------
    GroupTable
        One row per group (g,), in their order.

    Raises
    ------
    NotFitted, BadHorizon, NotWholePeriods
    ValueError
        The groups are of another unit than the model.
    """
    span = _checked_span(model, groups, t)
    alive = model.alive(groups.frequency, groups.times, groups.recency_at, groups.age_at)
    return GroupTable(
        frequency=groups.frequency,
        recency=_as_given(groups.recency, model.unit),
        T=_as_given(groups.T, model.unit),
        probability_alive=alive,
        expected_purchases=alive * model.expected_if_alive(span, groups.frequency, groups.T),
    )


def _checked_span(model: PurchaseModel, groups: Groups, t: float) -> float:
    """Return a horizon in the parameters' unit, where the groups are in it too."""
    model.groups(groups)
    return model.span(t)


def _as_given(times: Floats, unit: float) -> Floats:
    """Return times in the data's unit; whole ones exactly whole, or the join would miss them (5 / 7 * 7 is not 5)."""
    scaled = times * unit
    whole = np.rint(scaled)
    return np.where(np.abs(scaled - whole) <= 1e-9 * (1.0 + whole), whole, scaled)


def _literal(value: float) -> str:
    """Write a number so that every engine reads a double."""
    return f"{float(value)!r}" if "e" in repr(float(value)) else f"{float(value)!r}e0"
