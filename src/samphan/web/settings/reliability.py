"""The reliability diagram: how sure readings are, beside how often such readings are right."""

import altair as alt
from django.utils.translation import gettext as _

from samphan.analytics.intervals import SMALLEST_N_TO_SHOW
from samphan.signals.rules.calibration import FEWEST_JUDGED, Reliability
from samphan.signals.selectors import shipped_reliability
from samphan.web.components.charts import ACCENT, TEXT_3, Chart, data, specification
from samphan.web.formats import format_number

_SIDE = 230


def reliability_chart(judged: Reliability) -> Chart:
    """Draw the bins of judged texts, or of the shipped model's own card while too few were judged; says which."""
    is_own = judged.n >= FEWEST_JUDGED
    shown = judged if is_own else shipped_reliability()
    told = {"error": format_number(100 * shown.error, digits=1), "n": format_number(shown.n)}
    sentence = (
        _("Judged by your people: confidence is off by %(error)s points on average, over %(n)s texts drawn by lot.")
        if is_own
        else _(
            "The model as shipped: confidence is off by %(error)s points on average, over %(n)s texts of public data."
        )
    )
    return Chart(
        name="reliability",
        sentence=sentence % told,
        heads=[_("Confidence"), _("Share right"), "n"],
        rows=[
            (f"{format_number(100 * one.confidence)}%", f"{format_number(100 * one.right)}%", format_number(one.n))
            for one in shown.bins
        ],
        wide=_drawing(shown),
    )


def _drawing(shown: Reliability) -> dict[str, object]:
    rows = [{"x": one.confidence, "y": one.right, "n": one.n} for one in shown.bins if one.n >= SMALLEST_N_TO_SHOW]
    scale = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("x:Q", scale=scale, axis=alt.Axis(title=_("Confidence"), format=".0%", tickCount=5, grid=False))
    y = alt.Y("y:Q", scale=scale, axis=alt.Axis(title=_("Share right"), format=".0%", tickCount=5))
    ideal = alt.Chart(data([{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(
        color=TEXT_3, strokeDash=[2, 4], strokeWidth=1.5, interpolate="linear"
    )
    base = alt.Chart(data(rows)).encode(x=x, y=y)
    line = base.mark_line(color=ACCENT, interpolate="linear")
    dots = base.mark_point(filled=True, color=ACCENT, opacity=1).encode(
        size=alt.Size("n:Q", scale=alt.Scale(range=[30, 260]), legend=None)
    )
    drawn = alt.layer(ideal.encode(x=x, y=y), line, dots)
    return specification(drawn.properties(width="container", height=_SIDE))
