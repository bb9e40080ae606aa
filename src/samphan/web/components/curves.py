"""Charts of two measures: who is still waiting after so many days, and what matters against how well it goes."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from samphan.web.components.charts import ACCENT, DETRACTOR, TEXT, TEXT_2, TEXT_3, Rows, data, specification

_NAME_HEIGHT = 0.07  # of the y axis: a line of 11 px in a drawing of 230 px, with room


def survival(
    rows: Rows, *, order: Sequence[str], colours: Sequence[str], x_title: str, height: int = 230
) -> dict[str, Any]:
    """Draw falling steps with their intervals, one a group, named at their ends.

    Rows: `group`, `day`, `share`, `low`, `high` (shares 0 to 1), by day within a group.
    """
    colour = alt.Color("group:N", scale=alt.Scale(domain=list(order), range=list(colours)))
    last_day = max((float(row["day"]) for row in rows), default=1.0)
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "day:Q",
            scale=alt.Scale(domain=[0, last_day * 1.22], nice=False),
            axis=alt.Axis(title=x_title, grid=False, tickCount=6),
        ),
        color=colour,
    )
    axis = alt.Axis(title=None, format=".0%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])
    band = base.mark_area(opacity=0.13, interpolate="step-after").encode(
        y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2).encode(y=alt.Y("share:Q", scale=scale))
    ends = _apart([[row for row in rows if row["group"] == group][-1] for group in order])
    names = (
        alt.Chart(data(ends))
        .mark_text(align="left", dx=6, fontSize=11, color=TEXT_2)
        .encode(x="day:Q", y=alt.Y("at:Q", scale=scale), text="group:N")
    )
    return specification(alt.layer(band, line, names).properties(width="container", height=height))


def priorities(
    rows: Rows, *, x_title: str, y_title: str, fix_first: str, height: int = 250, room: float = 0.35
) -> dict[str, Any]:
    """Draw what matters (up) against how well it goes (right); what matters and goes badly is to be fixed first.

    Rows: `label`, `x`, `y` (share of explained variance, per cent), `hot`. `room` is kept on the right for
    names.
    """
    xs, ys = [float(row["x"]) for row in rows], [float(row["y"]) for row in rows]
    wide = (max(xs) - min(xs)) or 1.0
    x_scale = alt.Scale(domain=[min(xs) - 0.1 * wide, max(xs) + room * wide], nice=False)
    y_scale = alt.Scale(domain=[0, max(ys) * 1.15 or 1], nice=True)
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    x_axis = alt.Axis(title=x_title, grid=False, tickCount=4)
    y_axis = alt.Axis(title=y_title, grid=False, tickCount=4)
    base = alt.Chart(data(rows)).encode(
        x=alt.X("x:Q", scale=x_scale, axis=x_axis), y=alt.Y("y:Q", scale=y_scale, axis=y_axis)
    )
    corner = {"x": middle_x, "y": middle_y, "text": fix_first}
    ground = alt.Chart(data([corner]))
    field = ground.mark_rect(color=DETRACTOR, opacity=0.1).encode(
        x=alt.X("x:Q", scale=x_scale), x2=alt.value(0), y=alt.Y("y:Q", scale=y_scale), y2=alt.value(0)
    )
    name = ground.mark_text(align="left", dx=6, dy=11, fontWeight=600, color=TEXT).encode(
        x=alt.value(0), y=alt.value(0), text="text:N"
    )
    colour = alt.condition("datum.hot", alt.value(DETRACTOR), alt.value(ACCENT))
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(color=colour)
    labels = base.mark_text(align="left", dx=9, color=TEXT_2).encode(text="label:N")
    lines = ground.mark_rule(color=TEXT_3, strokeDash=[2, 4], opacity=0.6)
    across = lines.encode(y=alt.Y("y:Q", scale=y_scale))
    down = lines.encode(x=alt.X("x:Q", scale=x_scale))
    parts = (field, across, down, dots, labels, name)
    return specification(alt.layer(*parts).properties(width="container", height=height))


def _apart(ends: Rows) -> list[dict[str, Any]]:
    """Return the last points with the heights of their names moved apart, so that none covers another."""
    placed: list[dict[str, Any]] = []
    for row in sorted(ends, key=lambda row: float(row["share"])):
        at = float(row["share"])
        if placed:
            at = max(at, placed[-1]["at"] + _NAME_HEIGHT)
        placed.append({**row, "at": at})
    return placed
