"""The charts of Drivers: how much each explains, and what matters against how well it goes."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _

from samphan.web.components import cells, charts, curves
from samphan.web.components.charts import Chart
from samphan.web.drivers import wording
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.wording import few

_FEWEST_POINTS = 2
TOUCHPOINT = "touchpoint"


def drivers(asked: Asked, values: Values) -> Chart | None:
    """Draw each driver's share of the explained differences with its interval; not significant ones are grey."""
    value = values.get("drivers")
    if value is None or few(value) or not value["rows"]:
        return None
    rows = sorted(value["rows"], key=lambda row: -row["share"])
    return Chart(
        name="drivers",
        sentence=wording.drivers_sentence(value),
        heads=[_("Driver"), _("Share"), _("Low (95%)"), _("High (95%)"), _("Significant"), _("Average"), "n"],
        rows=[
            (
                codes.in_language(row),
                cells.share(row["share"]),
                cells.share(row["low"]),
                cells.share(row["high"]),
                _("yes") if row["is_significant"] else _("no"),
                cells.number(row["mean"]),
                cells.count(row["n"], asked.query("insights_answers", topic=row["code"])),
            )
            for row in rows
        ],
        wide=charts.whiskers(
            [
                {
                    "label": codes.in_language(row),
                    "value": round(100 * row["share"], 1),
                    "low": round(100 * row["low"], 1),
                    "high": round(100 * row["high"], 1),
                    "faint": not row["is_significant"],
                }
                for row in rows
            ]
        ),
    )


def priorities(_asked: Asked, values: Values) -> Chart | None:
    """Draw what matters against how well it goes; the two scales, scores and tone, are never in one drawing."""
    value = values.get("drivers")
    rows = _scored(value["rows"]) if value is not None and not few(value) else []
    if len(rows) < _FEWEST_POINTS:
        return None
    first = fix_first(rows)
    points = [
        {
            "label": codes.in_language(row),
            "x": row["mean"],
            "y": round(100 * row["share"], 1),
            "hot": row["code"] in first,
        }
        for row in rows
    ]
    has_scores = rows[0]["kind"] == TOUCHPOINT
    goes = _("How well it goes: average score") if has_scores else _("How it is spoken of: −1 badly, 1 well")
    draw = partial(
        curves.priorities,
        points,
        x_title=goes,
        y_title=_("How much it matters, %"),
        fix_first=_("Fix first"),
    )
    return Chart(
        name="priorities",
        sentence=wording.priorities_sentence([row for row in rows if row["code"] in first]),
        heads=[_("Driver"), _("How much it matters"), goes, _("Fix first")],
        rows=[
            (
                codes.in_language(row),
                cells.share(row["share"]),
                cells.number(row["mean"]),
                _("yes") if row["code"] in first else "",
            )
            for row in rows
        ],
        wide=draw(),
        narrow=draw(height=230, room=0.9),
    )


def fix_first(rows: Sequence[Value]) -> set[str]:
    """Return the codes of what matters more and goes worse than the average of what is drawn."""
    goes = sum(row["mean"] for row in rows) / len(rows)
    matters = sum(row["share"] for row in rows) / len(rows)
    return {row["code"] for row in rows if row["share"] >= matters and row["mean"] < goes}


def _scored(rows: Sequence[Value]) -> list[Value]:
    """Return touchpoints by their scores or, where there are not two of them, topics by how they are spoken of."""
    known = sorted((row for row in rows if row.get("mean") is not None), key=lambda row: -row["share"])
    touchpoints = [row for row in known if row["kind"] == TOUCHPOINT]
    return touchpoints if len(touchpoints) >= _FEWEST_POINTS else [row for row in known if row["kind"] != TOUCHPOINT]


CHARTS: Mapping[str, Draw] = {"drivers": drivers, "priorities": priorities}
