"""What the models say of one customer, in words: worth, the chance they are still there, the risk and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.insights.selectors.scores import find_score, latest_model
from samphan.web.components.charts import Chart
from samphan.web.customer_value.listing import Reason, action_of, cause_names, reasons_of
from samphan.web.customers.alive import alive_chart, alive_files
from samphan.web.formats import format_date, format_money, is_thai
from samphan.web.insights import codes
from samphan.web.insights.wording import percent

if TYPE_CHECKING:
    from samphan.insights.models import CustomerScore


@dataclass(frozen=True, kw_only=True)
class ScoreCard:
    """A customer's scores as the page shows them."""

    facts: list[tuple[str, str]]
    segment: str
    reasons: list[Reason]
    action: str
    evidence: list[str]
    source: str
    alive: Chart | None
    alive_files: dict[str, str]


def score_card(*, customer_id: int) -> ScoreCard | None:
    """Return the card of a customer, or None when no model ever saw them."""
    score = find_score(customer_id=customer_id)
    if score is None:
        return None
    causes = cause_names()
    return ScoreCard(
        facts=[
            (_("Value in the next 12 months"), _value(score)),
            (_("Chance of still being a customer"), _alive(score)),
            (_("Chance of no order"), "–" if score.churn_risk is None else percent(score.churn_risk)),
            (_("Value at risk"), _money(score.expected_loss_satang)),
        ],
        segment=codes.segment(score.segment) if score.segment else "",
        reasons=reasons_of(score, causes),
        action=action_of(score),
        evidence=codes.evidence(score.evidence, causes),
        source=_source(score),
        alive=None if score.alive_probability is None else alive_chart(customer_id=customer_id),
        alive_files=alive_files(customer_id),
    )


def _value(score: CustomerScore) -> str:
    value = _money(score.clv_satang)
    if score.clv_low_satang is None or score.clv_high_satang is None:
        return value
    low, high = (format_money(edge, whole=True) for edge in (score.clv_low_satang, score.clv_high_satang))
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def _money(satang: int | None) -> str:
    return _("not known yet") if satang is None else format_money(satang, whole=True)


def _alive(score: CustomerScore) -> str:
    if score.alive_probability is None:
        return _("No attrition detectable yet")
    return percent(score.alive_probability)


def _source(score: CustomerScore) -> str:
    computed = format_date(score.computed_at, thai=is_thai())
    model = latest_model(purpose="attrition")
    if model is None:
        return _("Computed %(date)s") % {"date": computed}
    return _("%(model)s, version %(version)s, computed %(date)s") % {
        "model": codes.model(model.chosen),
        "version": model.version,
        "date": computed,
    }
