"""How likely one customer was still one, over time: from the newest stored model and her own orders."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from samphan.accounts.selectors import firm_timezone
from samphan.insights.models import FittedModel
from samphan.insights.rules.alive import AlivePoint, alive_points
from samphan.insights.selectors.purchases import purchases


@dataclass(frozen=True, kw_only=True)
class AliveHistory:
    """The points of one customer, oldest first, and the model they are of."""

    points: list[AlivePoint]
    chosen: str
    version: int


def find_alive_history(*, customer_id: int) -> AliveHistory | None:
    """Return the chance over time of one customer; None without a model of attrition or a purchase it has seen."""
    made = FittedModel.objects.filter(purpose="attrition").order_by("-version").first()
    if made is None or not made.parameters.get("purchases"):
        return None
    zone = ZoneInfo(firm_timezone())
    orders = purchases().filter(customer_id=customer_id)
    days = {at.astimezone(zone).date() for at in orders.values_list("ordered_at", flat=True)}
    points = alive_points(
        model=made.chosen,
        parameters=made.parameters["purchases"],
        months=made.parameters.get("months"),
        purchase_dates=sorted(day for day in days if day <= made.until_date),
        until=made.until_date,
    )
    return AliveHistory(points=points, chosen=made.chosen, version=made.version) if points else None
