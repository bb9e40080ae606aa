"""The chart of Satisfaction and behaviour: the share that ordered again, by what they said."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from samphan.web.behaviour import wording
from samphan.web.components import cells, charts
from samphan.web.components.charts import Chart
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.wording import few


def quadrants(asked: Asked, values: Values) -> Chart | None:
    """Draw the share of each attitude that ordered again, with its interval."""
    value = values.get("quadrants")
    sure = [cell for cell in value["cells"] if cell["behaviour"] == "back" and not few(cell["share"])] if value else []
    if value is None or not sure:
        return None
    return Chart(
        name="quadrants",
        sentence=wording.sentence(value),
        heads=[_("Said"), _("Did"), _("Customers"), _("Share"), _("Low (95%)"), _("High (95%)"), _("Sales")],
        rows=[
            *(_row(asked, cell) for cell in value["cells"]),
            *(_apart(asked, group) for group in wording.groups(value) if group.did != "followed"),
            *(_prospects(asked, attitude, count) for attitude, count in wording.prospects(value)),
        ],
        wide=charts.whiskers(
            [
                {
                    "label": codes.attitude(cell["attitude"]),
                    "value": round(100 * cell["share"]["share"], 1),
                    "low": round(100 * cell["share"]["low"], 1),
                    "high": round(100 * cell["share"]["high"], 1),
                }
                for cell in sure
            ],
            row_height=44,
        ),
    )


def behind(asked: Asked, cell: Value) -> str:
    """Return where the customers of one cell are listed."""
    return asked.query("insights_quadrant", attitude=cell["attitude"], did=cell["behaviour"])


def _row(asked: Asked, cell: Value) -> tuple[object, ...]:
    share = cell["share"]
    return (
        codes.attitude(cell["attitude"]),
        codes.named(codes.BEHAVIOURS, cell["behaviour"]),
        cells.count(None if cell["shown"] == "suppressed" else cell["customers"], behind(asked, cell)),
        cells.share(share.get("share")),
        cells.share(share.get("low")),
        cells.share(share.get("high")),
        cells.money(None if cell["shown"] == "suppressed" else cell["revenue_satang"]),
    )


def _apart(asked: Asked, group: wording.Group) -> tuple[object, ...]:
    """Return a row of customers who are in no cell, so that the rows of all who bought add up."""
    return (
        codes.attitude(group.attitude),
        codes.named(codes.BEHAVIOURS, group.did),
        cells.count(group.customers, asked.query("insights_quadrant", attitude=group.attitude, did=group.did)),
        *(cells.share(None) for _bound in range(3)),
        cells.money(None),
    )


def _prospects(asked: Asked, attitude: str, count: int | None) -> tuple[object, ...]:
    """Return a row of those who have not bought yet: there is no share of them, and no sales."""
    href = asked.query("insights_quadrant", attitude=attitude, did="never")
    return (
        codes.attitude(attitude),
        codes.named(codes.BEHAVIOURS, "never"),
        cells.count(count, href),
        *(cells.share(None) for _bound in range(3)),
        cells.money(None),
    )


CHARTS: Mapping[str, Draw] = {"quadrants": quadrants}
