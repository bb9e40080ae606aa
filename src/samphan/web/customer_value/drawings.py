"""The charts of Customer value: how worth and risk are spread."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from samphan.web.components import cells, charts
from samphan.web.components.charts import Chart
from samphan.web.customer_value import proof, wording
from samphan.web.formats import format_money
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.wording import few, percent


def clv(asked: Asked, values: Values) -> Chart | None:
    """Draw how many customers are worth how much; the dashed line is the mean."""
    value = values.get("clv")
    if value is None or few(value) or not value["bins"]:
        return None
    bins = value["bins"]
    width = bins[0]["end_satang"] - bins[0]["start_satang"]
    is_open = bins[-1]["end_satang"] - bins[-1]["start_satang"] > width
    title = _("Baht in %(n)s months; the last bar holds all above") if is_open else _("Baht in %(n)s months")
    return Chart(
        name="clv",
        sentence=wording.clv_sentence(value),
        heads=[_("At least"), _("Below"), _("Customers")],
        rows=[
            (
                cells.money(row["start_satang"]),
                cells.money(row["end_satang"]),
                cells.count(row["count"], _behind(asked, row, is_last=row is bins[-1])),
            )
            for row in bins
        ],
        wide=charts.histogram(
            [
                # As wide as the others, or a few rich customers would press all others into a corner.
                {
                    "start": row["start_satang"] / 100,
                    "end": (row["start_satang"] + width) / 100,
                    "count": row["count"],
                }
                for row in bins
            ],
            x_title=title % {"n": value["horizon_months"]},
            mark_at=min(value["mean_satang"], bins[-1]["start_satang"] + width) / 100,
            x_format="~s",
            height=200,
        ),
    )


def risk(asked: Asked, values: Values) -> Chart | None:
    """Draw how many customers have which chance of not coming back."""
    value = values.get("risk")
    if value is None or (few(value) if "shown" in value else not value["n"]) or not value["bins"]:
        return None
    return Chart(
        name="risk",
        sentence=wording.risk_sentence(value),
        heads=[_("At least"), _("Below"), _("Customers")],
        rows=[
            (
                cells.share(row["start"], digits=0),
                cells.share(row["end"], digits=0),
                cells.count(
                    row["count"], asked.query("insights_bin", "risk", low=str(row["start"]), high=str(row["end"]))
                ),
            )
            for row in value["bins"]
        ],
        wide=charts.histogram(value["bins"], x_title=_("Chance of no order"), x_format=".0%", height=200),
    )


def _behind(asked: Asked, row: Value, *, is_last: bool) -> str:
    """Return where a bar's customers are listed; the last bar holds its upper edge, so it has no upper end."""
    high = None if is_last else row["end_satang"]
    return asked.query("insights_bin", "clv", low=str(row["start_satang"]), high=high)


def bin_name(measure: str, low: float, high: float | None) -> str:
    """Write the range of a bin."""
    if measure == "frequency":
        return wording.returns(round(low), is_open=high is None)
    write = _amount if measure == "clv" else percent
    if high is None:
        return _("from %(low)s") % {"low": write(low)}
    return _("%(low)s to below %(high)s") % {"low": write(low), "high": write(high)}


def _amount(satang: float) -> str:
    return format_money(round(satang), whole=True)


CHARTS: Mapping[str, Draw] = {"clv": clv, "risk": risk, **proof.CHARTS}
