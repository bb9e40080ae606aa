"""Reading what has to be done and filled in before a case is closed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q

from samphan.cases.models import ChecklistItem, ClosingPolicy


@dataclass(frozen=True, kw_only=True)
class ChecklistLine:
    """One thing to do in a case; `done_at` None while it is not done."""

    item_id: int
    text_th: str
    text_en: str
    is_required: bool
    done_at: datetime | None
    done_by: str


def checklist_of(*, case_id: int, kind: str) -> list[ChecklistLine]:
    """Return the checklist of a case in its order, one query; a thing left out since is not asked for any more."""
    items = ChecklistItem.objects.filter(kind=kind, is_active=True).order_by("position", "pk")
    rows = items.annotate(tick=FilteredRelation("ticks", condition=Q(ticks__case_id=case_id))).values_list(
        "pk", "text_th", "text_en", "is_required", "tick__ticked_at", "tick__ticked_by__display_name"
    )
    return [
        ChecklistLine(
            item_id=pk, text_th=text_th, text_en=text_en, is_required=is_required, done_at=at, done_by=by or ""
        )
        for pk, text_th, text_en, is_required, at, by in rows
    ]


def checklist_items(*, kind: str) -> list[ChecklistItem]:
    """Return the things to do in cases of a kind, in their order."""
    return list(ChecklistItem.objects.filter(kind=kind, is_active=True).order_by("position", "pk"))


def required_fields(*, kind: str) -> tuple[str, ...]:
    """Return what the firm asks to be filled in before a case of a kind is closed (codes of `rules.REQUIRABLE`)."""
    stored = ClosingPolicy.objects.filter(kind=kind).values_list("required_fields", flat=True).first()
    return tuple(stored or ())
