"""What only the business knows of its margin and costs."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.insights.events import EconomicsChanged
from samphan.insights.models import EconomicsAssumption
from samphan.kit.errors import N_, Refused

_THE_ONE_ROW = 1
_LARGEST_COST = 10**9  # ten million baht for one customer is a typing error


class MarginOutOfRange(Refused):
    code = "insights.economics.margin"
    message = N_(
        "The margin is a whole percentage from 1 to 100: of every ฿100 of sales, what is left after the goods."
    )


class AcquisitionCostOutOfRange(Refused):
    code = "insights.economics.acquisition"
    message = N_("The cost of winning a customer is an amount from ฿0 to ฿10,000,000.")


class RetentionCostOutOfRange(Refused):
    code = "insights.economics.retention"
    message = N_("The cost of keeping a customer is an amount a year from ฿0 to ฿10,000,000.")


def set_economics(
    *,
    margin_percent: int,
    acquisition_cost_satang: int,
    retention_cost_satang_a_year: int,
    now: datetime,
    actor: Actor = SYSTEM,
) -> EconomicsAssumption:
    """Keep what only the business knows of its margin and costs; figures follow at the next recomputation."""
    if not 1 <= margin_percent <= 100:
        raise MarginOutOfRange
    if not 0 <= acquisition_cost_satang <= _LARGEST_COST:
        raise AcquisitionCostOutOfRange
    if not 0 <= retention_cost_satang_a_year <= _LARGEST_COST:
        raise RetentionCostOutOfRange
    kept = {
        "margin_percent": margin_percent,
        "acquisition_cost_satang": acquisition_cost_satang,
        "retention_cost_satang_a_year": retention_cost_satang_a_year,
    }
    with transaction.atomic():
        made, _created = EconomicsAssumption.objects.update_or_create(
            pk=_THE_ONE_ROW, defaults={**kept, "changed_at": now}
        )
        record(event=EconomicsChanged(subject_id=made.pk, **kept), now=now, actor=actor)
    return made
