"""The charts of Insights: each a drawing, a sentence and a table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from samphan.insights.selectors.goal import goal_target
from samphan.web.components import cells, charts
from samphan.web.components.cells import NOTHING, Cell
from samphan.web.components.charts import ACCENT, DETRACTOR, PASSIVE, PROMOTER, TEXT, TEXT_3, Chart
from samphan.web.formats import format_month, is_thai
from samphan.web.insights import wording
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.wording import few, percent, signed

_AXIS_ROOM = 34  # of the y axis, which Vega-Lite does not take off the width of joined views
_PARTS = (("promoters", PROMOTER), ("passives", PASSIVE), ("detractors", DETRACTOR))
_NARROW_MONTHS = 12
_NARROW_STEPS = 6


def loyalty(asked: Asked, values: Values) -> Chart | None:
    """Draw NPS by month with its interval over bars of promoters, passives and detractors."""
    total = values.get("nps")
    months = values["nps_by_month"]["months"] if "nps_by_month" in values else []
    if total is None or not any("promoters" in month for month in months):
        return None
    kept = goal_target()
    goal = kept[0] if kept else None
    said = [wording.nps_sentence(total)]
    if goal is not None:
        said.append(_("The dotted line is the goal: %(target)s.") % {"target": signed(goal)})
    return Chart(
        name="loyalty",
        sentence=" ".join(said),
        heads=[
            _("Month"),
            _("NPS"),
            _("Low (95%)"),
            _("High (95%)"),
            _("Promoters"),
            _("Passives"),
            _("Detractors"),
            "n",
        ],
        rows=[_month_row(asked, month) for month in months],
        wide=_loyalty_drawing(months, height=250, goal=goal),
        narrow=_loyalty_drawing(months[-_NARROW_MONTHS:], height=150, goal=goal),
    )


def causes(asked: Asked, values: Values) -> Chart | None:
    """Draw causes as sorted bars with the cumulative share; the vital few stand out."""
    value = values.get("causes")
    if value is None or not value["bars"]:
        return None
    rows = [
        {"label": cause_name(bar), "value": bar["count"], "share": percent(bar["cumulative"])} for bar in value["bars"]
    ]
    vital = sum(bar["is_vital"] for bar in value["bars"])
    return Chart(
        name="causes",
        sentence=wording.causes_sentence(value),
        heads=[_("Cause"), _("Cases"), _("Cumulative")],
        rows=[
            (
                cause_name(bar),
                cells.count(bar["count"], asked.query("insights_cause", bar["code"])),
                cells.share(bar["cumulative"], digits=0),
            )
            for bar in value["bars"]
        ],
        wide=charts.ranked(rows, highlight=vital),
    )


def cohorts(asked: Asked, values: Values) -> Chart | None:
    """Draw who came back by month of first purchase; small months and running windows stay empty."""
    value = values.get("cohorts")
    if value is None:
        return None
    shown = [row for row in value["cohorts"] if any(_share(row, step) is not None for step in range(len(row["back"])))]
    if not shown:
        return None
    steps = len(shown[0]["back"])
    return Chart(
        name="cohorts",
        sentence=wording.cohorts_sentence(value),
        heads=[_("First order in"), _("Customers"), *(_step(step, value) for step in range(steps))],
        rows=[
            (
                month(row["month"]),
                cells.count(row["customers"], asked.query("insights_newcomers", month=row["month"])),
                *(_cell(asked, row, step, value) for step in range(steps)),
            )
            for row in value["cohorts"]
        ],
        wide=_cohort_drawing(shown, steps),
        narrow=_cohort_drawing(shown[-_NARROW_MONTHS:], min(steps, _NARROW_STEPS)),
    )


def promises(asked: Asked, values: Values) -> Chart | None:
    """Draw the share of promises kept, by what was promised, as estimates with intervals."""
    value = values.get("case_times")
    sure = {code: share for code, share in value["promises"].items() if not few(share)} if value else {}
    if value is None or not sure:
        return None
    rows = [
        {
            "label": wording.metric(code),
            "value": round(100 * share["share"], 1),
            "low": round(100 * share["low"], 1),
            "high": round(100 * share["high"], 1),
        }
        for code, share in sure.items()
    ]
    return Chart(
        name="promises",
        sentence=wording.loop_sentence(value),
        heads=[_("Promise"), _("Kept"), _("Low (95%)"), _("High (95%)"), "n"],
        rows=[
            (
                wording.metric(code),
                cells.share(share["share"], href=asked.query("insights_promises", metric=code, kept=1)),
                cells.share(share["low"]),
                cells.share(share["high"]),
                cells.count(share["n"], asked.query("insights_promises", metric=code)),
            )
            for code, share in sure.items()
        ],
        wide=charts.whiskers(rows, zero=False, row_height=36),
    )


def cause_name(bar: Value) -> str:
    """Return a cause in the reader's language."""
    return str(bar["th"] if is_thai() else bar["en"] or bar["th"])


def month(iso: str) -> str:
    """Write a stored month."""
    return format_month(date.fromisoformat(iso), thai=is_thai())


def _month_row(asked: Asked, row: Value) -> tuple[object, ...]:
    behind = asked.query("insights_answers", month=row["month"])
    parts = [cells.count(row.get(part)) for part, _colour in _PARTS]
    scores = [_points(row.get(name)) for name in ("nps", "low", "high")]
    return (month(row["month"]), *scores, *parts, cells.count(row["n"], behind))


def _points(value: float | None) -> Cell:
    return Cell(NOTHING) if value is None else Cell(signed(value), round(value, 1), "number")


def _loyalty_drawing(months: Sequence[Value], *, height: int, goal: int | None) -> dict[str, Any]:
    """Return the line over the bars, sharing the months; the goal is a dotted line."""
    labels = [month(row["month"]) for row in months]
    scored = [
        {"label": month(row["month"]), "value": row["nps"], "low": row["low"], "high": row["high"]}
        for row in months
        if "nps" in row
    ]
    parts = [
        {"label": month(row["month"]), "part": part, "rank": rank, "count": row[part]}
        for row in months
        if "promoters" in row
        for rank, (part, _colour) in enumerate(_PARTS)
    ]
    bars = (
        alt.Chart(charts.data(parts))
        .mark_bar(cornerRadius=1.5, width={"band": 0.42})
        .encode(
            x=alt.X("label:O", scale=alt.Scale(domain=labels), axis=charts.in_turn()),
            y=alt.Y("count:Q", stack="normalize", axis=None),
            color=alt.Color("part:N", scale=alt.Scale(domain=[p for p, _c in _PARTS], range=[c for _p, c in _PARTS])),
            order=alt.Order("rank:Q", sort="descending"),
        )
        .properties(width="container", height=36)
    )
    if not scored:
        return charts.specification(bars)
    joined = alt.vconcat(_line(scored, labels, height, goal), bars, spacing=4).resolve_scale(x="shared")
    return charts.specification(joined, inset=_AXIS_ROOM)


def _line(
    scored: Sequence[Value], labels: Sequence[str], height: int, goal: int | None
) -> alt.LayerChart | alt.FacetChart:
    wanted = [] if goal is None else [goal]
    lowest = min([row["low"] for row in scored] + wanted)
    highest = max([row["high"] for row in scored] + wanted)
    x = alt.X("label:O", scale=alt.Scale(domain=list(labels)), axis=None)
    scale = alt.Scale(domain=[lowest, highest], nice=True, zero=False)
    base = alt.Chart(charts.data(scored)).encode(x=x)
    band = base.mark_area(color=ACCENT, opacity=0.11, interpolate="monotone").encode(
        y=alt.Y("low:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4)), y2="high:Q"
    )
    line = base.mark_line(color=ACCENT).encode(y="value:Q")
    last = alt.Chart(charts.data(scored[-1:])).encode(x=x, y="value:Q")
    dot = last.mark_point(filled=True, size=70, color=ACCENT, opacity=1)
    name = last.mark_text(dy=charts.name_offset(scored), fontSize=13, fontWeight=600, color=TEXT).encode(
        text=alt.Text("value:Q", format="+.0f")
    )
    rules = [
        alt.Chart(charts.data([{"goal": at}])).mark_rule(color=TEXT_3, strokeDash=[2, 4]).encode(y="goal:Q")
        for at in wanted
    ]
    return alt.layer(band, *rules, line, dot, name).properties(width="container", height=height)


def _share(row: Value, step: int) -> float | None:
    back = row["back"][step]
    if back is None or row["shown"] != "full":
        return None
    return int(back) / int(row["customers"])


def _step(step: int, value: Value) -> str:
    return _("%(days)s d") % {"days": (step + 1) * value["step_days"]}


def _cell(asked: Asked, row: Value, step: int, value: Value) -> Cell:
    share, back = _share(row, step), row["back"][step]
    days = (step + 1) * value["step_days"]
    behind = asked.query("insights_newcomers", month=row["month"], within=days, back=1) if back else ""
    if share is not None:
        return cells.share(share, digits=0, href=behind)
    return Cell("") if back is None else cells.count(back, behind)


def _cohort_drawing(rows: Sequence[Value], steps: int) -> dict[str, Any]:
    return charts.heat(
        [
            {
                "row": f"{month(row['month'])} · {row['customers']}",
                "column": str((step + 1) * 30),
                "value": share,
                "text": f"{100 * share:.0f}",
            }
            for row in rows
            for step in range(steps)
            if (share := _share(row, step)) is not None
        ],
        row_height=26,
    )


# What can be drawn, and saved, by name.
CHARTS: Mapping[str, Draw] = {"loyalty": loyalty, "promises": promises, "causes": causes, "cohorts": cohorts}
