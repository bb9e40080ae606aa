"""One line of the list of value at risk: who, what may be lost, why, and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.cases.selectors import active_causes
from samphan.customers.selectors import shown_name
from samphan.web.chart_files.tables import MOST_IN_A_SHEET
from samphan.web.components import cells
from samphan.web.formats import format_number, is_thai
from samphan.web.insights import codes

if TYPE_CHECKING:
    from samphan.insights.models import CustomerScore

_TOP_REASONS = 3


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason in words, with how we know it."""

    text: str
    kind: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One customer at risk as the list shows them."""

    customer_id: int
    name: str
    last_order_at: datetime | None
    alive: float | None
    risk: float | None
    clv_satang: int
    low_satang: int | None
    high_satang: int | None
    loss_satang: int
    reasons: list[Reason]
    action: str
    evidence: list[str]


def cause_names() -> dict[str, str]:
    """Return what the root causes of cases are called, by code: what customers stated is kept as one."""
    causes = [cause for group in active_causes() for cause in (group, *group.leaves)]  # type: ignore[attr-defined]
    return {cause.code: cause.name_th if is_thai() else cause.name_en or cause.name_th for cause in causes}


def reasons_of(score: "CustomerScore", causes: Mapping[str, str]) -> list[Reason]:
    """Return the strongest reasons in words, each with its kind."""
    return [
        Reason(
            text=causes.get(reason["code"]) or codes.in_language(reason),
            kind=codes.kind(reason["kind"]),
            note=codes.named(codes.KIND_NOTES, reason["kind"]),
        )
        for reason in score.reasons[:_TOP_REASONS]
    ]


def action_of(score: "CustomerScore") -> str:
    """Return what to do next in words; empty when nothing is advised."""
    return "" if score.action in codes.NO_ACTION else codes.action(score.action)


def lines(scores: "Iterable[CustomerScore]") -> Iterator[Line]:
    """Yield the line of each score."""
    causes = cause_names()
    for score in scores:
        yield Line(
            customer_id=score.customer_id,
            name=shown_name(score.customer),
            last_order_at=score.customer.last_order_at,
            alive=score.alive_probability,
            risk=score.churn_risk,
            clv_satang=score.clv_satang or 0,  # known, or she would have no value at risk
            low_satang=score.clv_low_satang,
            high_satang=score.clv_high_satang,
            loss_satang=score.expected_loss_satang or 0,
            reasons=reasons_of(score, causes),
            action=action_of(score),
            evidence=codes.evidence(score.evidence, causes),
        )


def cut_note(total: int) -> str:
    """Say that a worksheet does not hold the whole list; empty where it does."""
    if total <= MOST_IN_A_SHEET:
        return ""
    return _(
        "A worksheet holds no more than %(most)s rows: XLSX has those with most to lose of the %(total)s, CSV has all."
    ) % {
        "most": format_number(MOST_IN_A_SHEET),
        "total": format_number(total),
    }


def heads() -> list[str]:
    """Return the headings of the list as a file."""
    return [
        _("Customer id"),
        _("Customer"),
        _("Latest order"),
        _("Still a customer"),
        _("May not come back"),
        _("Value, 12 months"),
        _("Low"),
        _("High"),
        _("Value at risk"),
        _("Reasons"),
        _("What to do"),
        _("Why this"),
    ]


def cells_of(line: Line) -> list[object]:
    """Return one line as cells of a file."""
    return [
        cells.count(line.customer_id),
        line.name,
        cells.day(line.last_order_at),
        cells.share(line.alive),
        cells.share(line.risk),
        cells.money(line.clv_satang),
        cells.money(line.low_satang),
        cells.money(line.high_satang),
        cells.money(line.loss_satang),
        " · ".join(f"{reason.text} ({reason.kind})" for reason in line.reasons),
        line.action,
        " · ".join(line.evidence),
    ]
