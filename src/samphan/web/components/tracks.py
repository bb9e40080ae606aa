"""Charts of a model beside what came: how often, over time, and one customer's chance from day to day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from samphan.web.components.charts import ACCENT, GOLD, TEXT_2, TEXT_3, Rows, data, specification
from samphan.web.formats import format_month, is_thai

_MOST_TICKS = 6


def paired(rows: Rows, *, height: int = 190) -> dict[str, Any]:
    """Draw counts as bars with the model's as a line across each; rows: `label`, `actual`, `expected`, in order."""
    base = alt.Chart(data(rows)).encode(
        x=alt.X("label:O", sort=None, axis=alt.Axis(title=None, labelAngle=0)),
    )
    axis = alt.Axis(title=None, tickCount=4)
    bars = base.mark_bar(color=ACCENT, width={"band": 0.7}).encode(y=alt.Y("actual:Q", axis=axis))
    lines = base.mark_tick(color=GOLD, opacity=1, thickness=2.5, width={"band": 0.9}).encode(y="expected:Q")
    return specification(alt.layer(bars, lines).properties(width="container", height=height))


def tracked(rows: Rows, *, start: date, until: date, split: date, height: int = 190) -> dict[str, Any]:
    """Draw what came as a line and what a model expected as a dashed one; right of `split` it had seen nothing.

    Rows: `on` (date), `actual`, `expected`, by day.
    """
    points = [{"at": (row["on"] - start).days, "actual": row["actual"], "expected": row["expected"]} for row in rows]
    base = alt.Chart(data(points)).encode(x=dated(start, until))
    axis = alt.Axis(title=None, tickCount=4, format="~s")
    came = base.mark_line(color=ACCENT, interpolate="linear", strokeWidth=2).encode(y=alt.Y("actual:Q", axis=axis))
    due = base.mark_line(color=GOLD, interpolate="linear", strokeWidth=2, strokeDash=[5, 3]).encode(y="expected:Q")
    rule = alt.Chart(data([{"at": (split - start).days}])).mark_rule(color=TEXT_3, strokeDash=[2, 4]).encode(x="at:Q")
    return specification(alt.layer(rule, came, due).properties(width="container", height=height))


def chances(rows: Rows, *, start: date, until: date, height: int = 150) -> dict[str, Any]:
    """Draw a chance from day to day with a dot at each purchase; rows: `on` (date), `chance` (0 to 1), `bought`."""
    points = [{"at": (row["on"] - start).days, "chance": row["chance"]} for row in rows]
    bought = [{"at": (row["on"] - start).days, "chance": row["chance"]} for row in rows if row["bought"]]
    y = alt.Y("chance:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, format=".0%", tickCount=3))
    base = alt.Chart(data(points)).encode(x=dated(start, until))
    area = base.mark_area(color=ACCENT, opacity=0.1, interpolate="linear").encode(y=y)
    line = base.mark_line(color=ACCENT, interpolate="linear", strokeWidth=2).encode(y=y)
    dots = alt.Chart(data(bought)).mark_point(filled=True, size=36, color=TEXT_2, opacity=1).encode(x="at:Q", y=y)
    return specification(alt.layer(area, line, dots).properties(width="container", height=height))


def dated(start: date, until: date) -> alt.X:
    """Return an axis of days since `start`, field `at`, that names months in the reader's language."""
    months = _months(start, until)
    names = [f"datum.value === {(month - start).days} ? '{format_month(month, thai=is_thai())}'" for month in months]
    axis = alt.Axis(
        title=None,
        grid=False,
        values=[(month - start).days for month in months],
        labelExpr=" : ".join([*names, "''"]),
        labelOverlap="greedy",
    )
    return alt.X("at:Q", scale=alt.Scale(domain=[0, max(1, (until - start).days)], nice=False), axis=axis)


def _months(start: date, until: date) -> Sequence[date]:
    """Return a few first days of months, evenly apart."""
    found, month = [], (start.replace(day=1) if start.day == 1 else _next(start))
    while month <= until:
        found.append(month)
        month = _next(month)
    return found[:: max(1, -(-len(found) // _MOST_TICKS))]


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
