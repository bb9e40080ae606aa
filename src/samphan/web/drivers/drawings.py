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
# The ends of the scale of each kind: points of a rating, tones of a topic.
_SCALES = {TOUCHPOINT: (1.0, 5.0), "topic": (-1.0, 1.0)}


def drivers(asked: Asked, values: Values) -> Chart | None:
    """Draw each driver's share of all differences with its interval; what may be chance is grey, and says so."""
    value = values.get("drivers")
    if value is None or few(value) or not value["rows"]:
        return None
    rows = value["rows"]
    return Chart(
        name="drivers",
        sentence=wording.drivers_sentence(value),
        heads=[_("Driver"), _("Share"), _("Low (95%)"), _("High (95%)"), _("Told from chance"), _("Average"), "n"],
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
        wide=charts.whiskers([_whisker(row) for row in rows], row_height=34),
    )


def _whisker(row: Value) -> dict[str, object]:
    share, low, high = (None if row[part] is None else round(100 * row[part], 1) for part in ("share", "low", "high"))
    drawn = {"label": codes.in_language(row), "value": share, "low": low, "high": high}
    return drawn if row["is_significant"] else {**drawn, "faint": True, "note": _("not told from chance")}


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
            "faint": not row["is_significant"],
        }
        for row in rows
    ]
    has_scores = rows[0]["kind"] == TOUCHPOINT
    goes = _("How well it goes: average score") if has_scores else _("How it is spoken of: −1 badly, 1 well")
    lowest, highest = _SCALES[rows[0]["kind"]]
    axes = curves.Axes(x_title=goes, y_title=_("How much it matters, %"), lowest=lowest, highest=highest)
    draw = partial(curves.priorities, points, axes=axes, fix_first=_("Fix first"))
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
        narrow=draw(height=230, widths=curves.NARROW),
    )


def fix_first(rows: Sequence[Value]) -> set[str]:
    """Return the codes of what matters more and goes worse than the average of what is drawn, and not by chance."""
    goes = sum(row["mean"] for row in rows) / len(rows)
    matters = sum(row["share"] for row in rows) / len(rows)
    return {row["code"] for row in rows if row["is_significant"] and row["share"] >= matters and row["mean"] < goes}


def _scored(rows: Sequence[Value]) -> list[Value]:
    """Return touchpoints by their scores or, where there are not two of them, topics by how they are spoken of."""
    known = [row for row in rows if row.get("mean") is not None]
    touchpoints = [row for row in known if row["kind"] == TOUCHPOINT]
    return touchpoints if len(touchpoints) >= _FEWEST_POINTS else [row for row in known if row["kind"] != TOUCHPOINT]


CHARTS: Mapping[str, Draw] = {"drivers": drivers, "priorities": priorities}
