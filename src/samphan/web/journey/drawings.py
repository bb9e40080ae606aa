"""The emotion line: how each touchpoint feels, in the order customers meet it."""

from collections.abc import Sequence

import altair as alt
from django.utils.translation import gettext as _

from samphan.web.components import cells, charts
from samphan.web.components.charts import Chart
from samphan.web.journey.map import Cell, in_language

_FEWEST_POINTS = 2


def emotion_line(shown: Sequence[Cell]) -> Chart | None:
    """Draw the scores of a journey with their intervals; a touchpoint without a score leaves a gap in the order."""
    scored = [(cell, cell.figures.score) for cell in shown if cell.figures.score is not None]
    points = [(cell, score) for cell, score in scored if score is not None]
    if len(points) < _FEWEST_POINTS:
        return None
    lowest = min(points, key=lambda item: item[1].estimate)
    highest = max(points, key=lambda item: item[1].estimate)
    sentence = _(
        "It feels best at “%(best)s” (%(high)s) and worst at “%(worst)s” (%(low)s), on a scale of -100 to 100."
    )
    rows = [
        {
            "label": in_language(cell.touchpoint, "name"),
            "value": round(score.estimate),
            "low": round(score.low),
            "high": round(score.high),
            "n": f"n {cell.figures.n}",
        }
        for cell, score in points
    ]
    return Chart(
        name="emotion",
        sentence=sentence
        % {
            "best": in_language(highest[0].touchpoint, "name"),
            "high": round(highest[1].estimate),
            "worst": in_language(lowest[0].touchpoint, "name"),
            "low": round(lowest[1].estimate),
        },
        heads=[_("Touchpoint"), _("Score"), _("Low (95%)"), _("High (95%)"), _("Target"), "n"],
        rows=[
            (
                row["label"],
                cells.number(round(score.estimate), digits=0),
                cells.number(round(score.low), digits=0),
                cells.number(round(score.high), digits=0),
                cells.number(cell.touchpoint.target_points, digits=0),
                cells.count(cell.figures.n),
            )
            for row, (cell, score) in zip(rows, points, strict=True)
        ],
        wide=_line(rows, label_limit=150),
        narrow=charts.whiskers(rows, zero=False, at_zero=True),
    )


def _line(rows: charts.Rows, *, label_limit: int) -> dict[str, object]:
    axis = alt.Axis(title=None, labelAngle=0, labelLimit=label_limit, labelColor=charts.TEXT_2)
    base = alt.Chart(charts.data(rows)).encode(x=alt.X("label:O", sort=None, axis=axis))
    scale = alt.Scale(domain=[-100, 100])
    at_zero = alt.Chart(charts.data([{"at": 0}])).mark_rule(color=charts.TEXT_3, strokeDash=[2, 4]).encode(y="at:Q")
    sure = base.mark_rule(color=charts.ACCENT, strokeWidth=2, opacity=0.4).encode(
        y=alt.Y("low:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4)), y2="high:Q"
    )
    line = base.mark_line(color=charts.ACCENT).encode(y="value:Q")
    dots = base.mark_point(filled=True, size=70, color=charts.ACCENT, opacity=1).encode(y="value:Q")
    # Above the interval, where no line runs.
    names = base.mark_text(dy=-20, color=charts.TEXT, fontWeight=600).encode(y="high:Q", text="value:Q")
    counts = base.mark_text(dy=-7, color=charts.TEXT_3).encode(y="high:Q", text="n:N")
    drawing = alt.layer(at_zero, sure, line, dots, names, counts).properties(width="container", height=210)
    return charts.specification(drawing)
