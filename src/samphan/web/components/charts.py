"""Charts: Vega-Lite specifications built with Altair, each with the sentence and the table it may never be without.

Colours are token names (`var(--accent)`), which the browser paints in the reader's theme; `width="container"` is
replaced by the room there is, and `narrow` may give another drawing for a phone. No rainbow, no pies, no two axes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
from markupsafe import Markup

from samphan.web.components.labels import text_width
from samphan.web.formats import format_number

Rows = Sequence[Mapping[str, Any]]
ACCENT, CONTEXT, BORDER = "var(--accent)", "var(--pass)", "var(--border)"
TEXT, TEXT_2, TEXT_3 = "var(--text)", "var(--text-2)", "var(--text-3)"
PROMOTER, PASSIVE, DETRACTOR, GOLD = "var(--prom)", "var(--pass)", "var(--det)", "var(--gold)"
RAMP = [f"var(--seq-{step})" for step in range(1, 7)]
FONT = "Anuphan, system-ui, sans-serif"
_TEXT_GAP, _COLUMN_GAP = 6, 14  # pixels between a bar and its number, and between that and the right column
_SHORTEST_SCALE = 24  # pixels
# Of an axis whose names have no room: every second or fourth, never so near that two are read as one.
EVENLY: dict[str, Any] = {"labelOverlap": "parity", "labelSeparation": 6}
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelColor": TEXT_3,
        "titleColor": TEXT_3,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": BORDER,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
    },
    "text": {"font": FONT, "fontSize": 11, "fill": TEXT_2},
    "bar": {"cornerRadius": 3},
    "line": {"strokeWidth": 2.25, "strokeCap": "round", "interpolate": "monotone"},
    "legend": {"disable": True},
}


@dataclass(frozen=True)
class Chart:
    """A drawing, the sentence that says what it shows, and its numbers as a table."""

    name: str
    sentence: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any] | None = None

    @property
    def specification_json(self) -> Markup:
        """Return the drawings for the page; `<` is escaped so that no text can end the script element."""
        packed = json.dumps({"wide": self.wide, "narrow": self.narrow}, ensure_ascii=False, separators=(",", ":"))
        return Markup(packed.replace("<", "\\u003c"))  # noqa: S704 (JSON with every "<" escaped)


def specification(chart: alt.TopLevelMixin, *, inset: int = 0) -> dict[str, Any]:
    """Return a chart's specification in the house's look.

    `inset` is the room axes take inside concatenated views, which Vega-Lite does not fit by itself.
    """
    made: dict[str, Any] = chart.to_dict()
    made["config"] = CONFIG
    if inset:
        made["usermeta"] = {"inset": inset}
    else:
        made["autosize"] = {"type": "fit-x", "contains": "padding"}
    return made


def data(rows: Rows) -> alt.InlineData:
    """Return rows as inline data, so that nothing is fetched."""
    return alt.InlineData(values=[dict(row) for row in rows])


def in_turn(title: str = "") -> alt.Axis:
    """Return an axis of periods that names every second or fourth where there is no room: always evenly apart."""
    return alt.Axis(title=title or None, labelAngle=0, **EVENLY)


def room_beside(pixels: float) -> alt.ExprRef:
    """Return where a scale ends that leaves so many pixels for text on its right, however wide the drawing is."""
    return alt.ExprRef(f"max({_SHORTEST_SCALE}, width - {round(pixels)})")


def name_offset(rows: Rows) -> int:
    """Return where the last point's figure stands: above it, or below when the line comes down to it."""
    falls = len(rows) > 1 and float(rows[-1]["value"]) < float(rows[-2]["value"])
    return 18 if falls else -13


def trend(
    rows: Rows, *, x_title: str = "", height: int = 190, goal: float | None = None, digits: int = 0
) -> dict[str, Any]:
    """Draw one measure over time with its interval; rows: `label`, `value`, `low`, `high` (in order).

    The last point is named, with so many digits; the band says how sure the figure is.
    """
    base = alt.Chart(data(rows)).encode(x=alt.X("label:O", sort=None, axis=in_turn(x_title)))
    lowest = min(float(row["low"]) for row in rows)
    highest = max(float(row["high"]) for row in rows)
    scale = alt.Scale(domain=[lowest, highest], nice=True, zero=False)
    band = base.mark_area(color=ACCENT, opacity=0.11, interpolate="monotone").encode(
        y=alt.Y("low:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4)), y2="high:Q"
    )
    line = base.mark_line(color=ACCENT).encode(y="value:Q")
    last = alt.Chart(data(rows[-1:])).encode(x=alt.X("label:O", sort=None), y="value:Q")
    dot = last.mark_point(filled=True, size=70, color=ACCENT, opacity=1)
    name = last.mark_text(dy=name_offset(rows), fontSize=13, fontWeight=600, color=TEXT).encode(
        text=alt.Text("value:Q", format=f".{digits}f")
    )
    parts: list[Any] = [band, line, dot, name]
    if goal is not None:
        rule = alt.Chart(data([{"goal": goal}])).mark_rule(color=TEXT_3, strokeDash=[2, 4]).encode(y="goal:Q")
        parts.insert(1, rule)
    return specification(alt.layer(*parts).properties(width="container", height=height))


def stacked(
    rows: Rows, *, order: Sequence[str], colours: Sequence[str], height: int = 56, as_share: bool = True
) -> dict[str, Any]:
    """Draw the parts of each period as one bar; rows: `label`, `part`, `count`; `order` is top to bottom."""
    made = (
        alt.Chart(data([{**row, "rank": order.index(str(row["part"]))} for row in rows]))
        .mark_bar(cornerRadius=1.5)
        .encode(
            x=alt.X("label:O", sort=None, axis=in_turn()),
            y=alt.Y("count:Q", stack="normalize" if as_share else "zero", axis=None),
            color=alt.Color("part:N", scale=alt.Scale(domain=list(order), range=list(colours))),
            order=alt.Order("rank:Q", sort="descending"),
        )
        .properties(width="container", height=height)
    )
    return specification(made)


def ranked(rows: Rows, *, row_height: int = 28, highlight: int = 3, label_limit: int = 150) -> dict[str, Any]:
    """Draw sorted bars with their value at the end; rows: `label`, `value`, optional `text` and `share` (right column).

    The first `highlight` bars are the subject, the others context.
    """
    ready = [
        {
            **row,
            "text": str(row.get("text", format_number(row["value"]))),
            "share": str(row.get("share", "")),
            "hot": at < highlight,
        }
        for at, row in enumerate(rows)
    ]
    base = alt.Chart(data(ready)).encode(
        y=alt.Y(
            "label:N", sort=None, axis=alt.Axis(title=None, labelLimit=label_limit, labelFontSize=12, labelColor=TEXT_2)
        )
    )
    colour = alt.condition("datum.hot", alt.value(ACCENT), alt.value(CONTEXT))
    top = max((float(row["value"]) for row in ready), default=1.0) or 1.0
    numbers, column = (max((text_width(row[part]) for row in ready), default=0.0) for part in ("text", "share"))
    beside = _TEXT_GAP + numbers + (_COLUMN_GAP + column if column else 0.0)
    scale = alt.Scale(domain=[0, top], rangeMax=room_beside(beside))
    bars = base.mark_bar(height={"band": 0.68}).encode(x=alt.X("value:Q", scale=scale, axis=None), color=colour)
    ends = base.mark_text(align="left", dx=_TEXT_GAP, color=TEXT_2).encode(x="value:Q", text="text:N")
    shares = base.mark_text(align="right", color=TEXT_3).encode(x=alt.value("width"), text="share:N")
    height = max(1, len(ready)) * row_height
    return specification(alt.layer(bars, ends, shares).properties(width="container", height=height))


def heat(rows: Rows, *, row_height: int = 30) -> dict[str, Any]:
    """Draw a grid coloured by value in one hue; rows: `row`, `column`, `value`, `text`, in order."""
    base = alt.Chart(data(rows)).encode(
        x=alt.X("column:O", sort=None, axis=alt.Axis(title=None, orient="top", labelAngle=0)),
        y=alt.Y("row:O", sort=None, axis=alt.Axis(title=None, labelColor=TEXT_2)),
    )
    values = [float(row["value"]) for row in rows] or [0.0]
    scale = alt.Scale(type="quantize", domain=[min(values), max(values) or 1], range=RAMP)
    middle = min(values) + (max(values) - min(values)) * 4 / 6
    cells = base.mark_rect(cornerRadius=3, stroke="var(--surface)", strokeWidth=2).encode(
        color=alt.Color("value:Q", scale=scale)
    )
    ink = alt.condition(alt.datum.value >= middle, alt.value("var(--on-accent)"), alt.value(TEXT))
    numbers = base.mark_text(fontWeight=500).encode(text="text:N", color=ink)
    count = len({row["row"] for row in rows}) or 1
    return specification(alt.layer(cells, numbers).properties(width="container", height=count * row_height))


def whiskers(rows: Rows, *, row_height: int = 30, zero: bool = True, at_zero: bool = False) -> dict[str, Any]:
    """Draw estimates with their intervals; rows: `label`, `value`, `low`, `high`, optional `faint` and `note`.

    What is not significant is faint; a note stands under the label, where rows are high enough. `at_zero` draws a line
    where there would be no effect.
    """
    ready = [{**row, "label": f"{row['label']}\n{row['note']}"} if row.get("note") else row for row in rows]
    axis = alt.Axis(title=None, labelLimit=160, labelColor=TEXT_2)
    if any(row.get("note") for row in rows):
        axis.labelExpr = "split(datum.label, '\\n')"
    base = alt.Chart(data(ready)).encode(y=alt.Y("label:N", sort=None, axis=axis))
    scale = alt.Scale(zero=zero, nice=True)
    colour = alt.condition("datum.faint", alt.value(TEXT_3), alt.value(ACCENT))
    lines = base.mark_rule(strokeWidth=2, opacity=0.45).encode(
        x=alt.X("low:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4)), x2="high:Q", color=colour
    )
    dots = base.mark_point(filled=True, size=64, opacity=1).encode(x="value:Q", color=colour)
    parts: list[Any] = [lines, dots]
    if at_zero:
        none = alt.Chart(data([{"at": 0}])).mark_rule(color=TEXT_3, strokeDash=[2, 4]).encode(x="at:Q")
        parts.insert(0, none)
    height = max(1, len(rows)) * row_height
    return specification(alt.layer(*parts).properties(width="container", height=height))


def histogram(
    rows: Rows, *, x_title: str, height: int = 150, mark_at: float | None = None, x_format: str = ""
) -> dict[str, Any]:
    """Draw a distribution already counted in bins; rows: `start`, `end`, `count`; `mark_at` draws a limit.

    `x_format` is a number format of Vega's ("~s", ".0%").
    """
    x_axis = alt.Axis(title=x_title, grid=False, tickCount=6, labelOverlap="greedy")
    if x_format:
        x_axis.format = x_format
    bars = (
        alt.Chart(data([{**row, "ground": 0} for row in rows]))
        .mark_rect(color=ACCENT, cornerRadius=1, stroke="var(--surface)", strokeWidth=1)
        .encode(
            x=alt.X("start:Q", scale=alt.Scale(zero=False, nice=False), axis=x_axis),
            x2="end:Q",
            y=alt.Y("count:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title=None, tickCount=4)),
            y2="ground:Q",
        )
    )
    parts: list[Any] = [bars]
    if mark_at is not None:
        limit = alt.Chart(data([{"at": mark_at}])).mark_rule(color=GOLD, strokeDash=[3, 3], strokeWidth=1.5)
        parts.append(limit.encode(x="at:Q"))
    return specification(alt.layer(*parts).properties(width="container", height=height))
