"""One customer's chance of still being one, over time: falling in silence, rising with every purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.insights.selectors.alive import find_alive_history
from samphan.web.components import cells, tracks
from samphan.web.components.charts import Chart
from samphan.web.formats import format_date, is_thai
from samphan.web.insights.frame import FILE_KINDS
from samphan.web.insights.wording import percent

if TYPE_CHECKING:
    from samphan.insights.rules.alive import AlivePoint

_FEWEST_DAYS = 14  # a line of a week says nothing


def alive_chart(*, customer_id: int) -> Chart | None:
    """Return the chart of a customer, or None where no model tells who has left or she has only just come."""
    found = find_alive_history(customer_id=customer_id)
    if found is None or (found.points[-1].on - found.points[0].on).days < _FEWEST_DAYS:
        return None
    points = found.points
    return Chart(
        name="alive",
        sentence=_sentence(points),
        heads=[_("Day"), _("Chance of still being a customer"), _("Ordered")],
        rows=[
            (
                format_date(point.on, thai=is_thai()),
                cells.share(point.probability, digits=0),
                _("yes") if point.is_purchase else "",
            )
            for point in points
        ],
        wide=tracks.chances(
            [{"on": point.on, "chance": round(point.probability, 4), "bought": point.is_purchase} for point in points],
            start=points[0].on,
            until=points[-1].on,
        ),
    )


def alive_files(customer_id: int) -> dict[str, str]:
    """Return where the chart is saved from, by the kind of file."""
    return {label: reverse("customer_alive_file", args=[customer_id, kind]) for label, kind in FILE_KINDS.items()}


def _sentence(points: list[AlivePoint]) -> str:
    last = points[-1]
    said = {"chance": percent(last.probability), "date": format_date(last.on, thai=is_thai())}
    text = _("%(chance)s on %(date)s.") % said
    bought = next(point for point in reversed(points) if point.is_purchase)
    if bought.on == last.on:
        return text
    return (
        text
        + " "
        + _("After the latest order on %(date)s it was %(chance)s.")
        % {
            "date": format_date(bought.on, thai=is_thai()),
            "chance": percent(bought.probability),
        }
    )
