"""Charts of two measures: who is still waiting after so many days, and what matters against how well it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from samphan.web.components.charts import (
    ACCENT,
    DETRACTOR,
    EVENLY,
    TEXT,
    TEXT_2,
    TEXT_3,
    Rows,
    data,
    room_beside,
    specification,
)
from samphan.web.components.labels import Dot, places, text_width

_NAME_HEIGHT = 0.07  # of the y axis: a line of 11 px in a drawing of 230 px, with room
_NAME_GAP = 6  # pixels between a curve's end and its name
# How wide a ground is beside its axis, in pixels: beside another panel to a picture of its own; on a phone.
WIDE, NARROW = (420.0, 500.0, 580.0, 660.0), (220.0, 260.0, 290.0, 350.0, 420.0)


def survival(
    rows: Rows, *, order: Sequence[str], colours: Sequence[str], x_title: str, height: int = 230
) -> dict[str, Any]:
    """Draw falling steps with their intervals, one a group, named at their ends.

    Rows: `group`, `day`, `share`, `low`, `high` (shares 0 to 1), by day within a group.
    """
    colour = alt.Color("group:N", scale=alt.Scale(domain=list(order), range=list(colours)))
    last_day = max((float(row["day"]) for row in rows), default=1.0)
    names_need = _NAME_GAP + max((text_width(group) for group in order), default=0.0)
    base = alt.Chart(data(rows)).encode(
        x=alt.X(
            "day:Q",
            scale=alt.Scale(domain=[0, last_day], rangeMax=room_beside(names_need), nice=False),
            axis=alt.Axis(title=x_title, grid=False, tickCount=6, **EVENLY),
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
        .mark_text(align="left", dx=_NAME_GAP, fontSize=11, color=TEXT_2)
        .encode(x="day:Q", y=alt.Y("at:Q", scale=scale), text="group:N")
    )
    return specification(alt.layer(band, line, names).properties(width="container", height=height))


@dataclass(frozen=True, kw_only=True)
class Axes:
    """The two measures of a drawing of priorities: their titles, and the ends of the scale that runs to the right."""

    x_title: str
    y_title: str
    lowest: float
    highest: float


def priorities(
    rows: Rows, *, axes: Axes, fix_first: str, height: int = 250, widths: Sequence[float] = WIDE
) -> dict[str, Any]:
    """Draw what matters (up) against how well it goes (right); what matters and goes badly is to be fixed first.

    Rows: `label`, `x`, `y` (share of all variance, per cent), `hot` and `faint` (not told from chance). `widths` are
    those of the ground for which the names are kept apart.
    """
    xs, ys = [float(row["x"]) for row in rows], [float(row["y"]) for row in rows]
    around = 0.15 * ((max(xs) - min(xs)) or axes.highest - axes.lowest)
    left, right = max(axes.lowest, min(xs) - around), min(axes.highest, max(xs) + around)
    top = max(ys) * 1.2 or 1.0
    x_scale, y_scale = alt.Scale(domain=[left, right], nice=False), alt.Scale(domain=[0, top], nice=False)
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across, down = 1 - middle_y / top, (middle_x - left) / (right - left)
    stand = places(
        [
            Dot(str(row["label"]), (x - left) / (right - left), 1 - y / top)
            for row, x, y in zip(rows, xs, ys, strict=True)
        ],
        widths=widths,
        height=height,
        across=across,
        down=down,
        corner=fix_first,
    )
    ready = [{**row, "dx": at.dx, "dy": at.dy, "align": at.align} for row, at in zip(rows, stand, strict=True)]
    base = alt.Chart(data(ready)).encode(
        x=alt.X("x:Q", scale=x_scale, axis=alt.Axis(title=axes.x_title, grid=False, tickCount=4)),
        y=alt.Y("y:Q", scale=y_scale, axis=alt.Axis(title=axes.y_title, grid=False, tickCount=4)),
    )
    ground = alt.Chart(data([{"x": middle_x, "y": middle_y, "text": fix_first}]))
    field = ground.mark_rect(color=DETRACTOR, opacity=0.1).encode(
        x=alt.X("x:Q", scale=x_scale), x2=alt.value(0), y=alt.Y("y:Q", scale=y_scale), y2=alt.value(0)
    )
    name = ground.mark_text(align="left", dx=6, dy=11, fontWeight=600, color=TEXT).encode(
        x=alt.value(0), y=alt.value(0), text="text:N"
    )
    coloured = alt.when("datum.hot").then(alt.value(DETRACTOR)).when("datum.faint").then(alt.value(TEXT_3))
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(color=coloured.otherwise(alt.value(ACCENT)))
    labels = base.mark_text(
        align=alt.ExprRef("datum.align"), dx=alt.ExprRef("datum.dx"), dy=alt.ExprRef("datum.dy"), color=TEXT_2
    ).encode(text="label:N")
    lines = ground.mark_rule(color=TEXT_3, strokeDash=[2, 4], opacity=0.6)
    rules = (lines.encode(y=alt.Y("y:Q", scale=y_scale)), lines.encode(x=alt.X("x:Q", scale=x_scale)))
    parts = (field, *rules, dots, labels, name)
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
