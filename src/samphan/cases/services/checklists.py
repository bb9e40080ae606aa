"""Checklists: what is to be done in every case of a kind, ticked by whom and when, and what closing asks for."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from samphan.cases.events import ChecklistItemTicked
from samphan.cases.models import Case, CaseKind, ChecklistItem, ChecklistTick, ClosingPolicy
from samphan.cases.rules import REQUIRABLE
from samphan.cases.rules.checklists import LONGEST_ITEM, MOST_ITEMS, NewItem, items_typed, left_to_do
from samphan.cases.services.changes import lock_open_case, save_case
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused


class ChecklistNotDone(Refused):
    """A case with required things left to do."""

    code = "cases.resolve.checklist_not_done"
    message = N_("Not everything on the checklist is done: {items}. Do it and tick it, then close.")


class ChecklistItemUnknown(Refused):
    """A thing that is not on the checklist of this case."""

    code = "cases.checklist.item_unknown"
    message = N_("This is not on the checklist any more. Open the page again.")


class ClosingSettingsInvalid(Refused):
    """A checklist or a field outside the limits."""

    code = "cases.checklist.settings_invalid"
    message = N_("A checklist has at most {items} things, each with at most {text} characters.")


@transaction.atomic
def save_closing_settings(*, kind: str, required: Collection[str], items: Sequence[NewItem], now: datetime) -> None:
    """Store what is asked before a case of a kind is closed: fields to be filled in, and a checklist in its order.

    A thing left out keeps the ticks it was given; one that is brought back as it was is a new one.
    """
    wanted = items_typed(items)
    too_long = any(max(len(line.text_th), len(line.text_en)) > LONGEST_ITEM for line in wanted)
    if kind not in CaseKind.values or set(required) - set(REQUIRABLE) or too_long or len(wanted) > MOST_ITEMS:
        raise ClosingSettingsInvalid(items=MOST_ITEMS, text=LONGEST_ITEM)
    fields = [name for name in REQUIRABLE if name in required]
    ClosingPolicy.objects.update_or_create(kind=kind, defaults={"required_fields": fields, "changed_at": now})
    known = {item.pk: item for item in ChecklistItem.objects.select_for_update().filter(kind=kind, is_active=True)}
    for position, line in enumerate(wanted):
        item = known.pop(line.item_id, None) if line.item_id is not None else None
        item = item or ChecklistItem(kind=kind)
        item.position, item.is_required = position, line.is_required
        item.text_th, item.text_en = (" ".join(text.split()) for text in (line.text_th, line.text_en))
        item.save()
    ChecklistItem.objects.filter(pk__in=known).update(is_active=False)


@transaction.atomic
def tick_item(*, case_id: int, item_id: int, is_done: bool, actor_id: int, now: datetime) -> Case:
    """Note that one thing of the checklist is done, with who and when, or that it is not after all."""
    case = lock_open_case(case_id)
    if is_done:
        changed = tick_items(case, item_ids=[item_id], actor_id=actor_id, now=now)
    else:
        changed, _ = ChecklistTick.objects.filter(case=case, item_id=item_id).delete()
        if changed:
            _record(case, item_id, is_done=False, actor_id=actor_id, now=now)
    if changed:
        save_case(case, fields=(), now=now)
    return case


def tick_items(case: Case, *, item_ids: Collection[int], actor_id: int, now: datetime) -> int:
    """Tick things in a locked case, which the caller saves; return how many were not ticked before."""
    if not item_ids:
        return 0
    known = set(
        ChecklistItem.objects.filter(pk__in=item_ids, kind=case.kind, is_active=True).values_list("pk", flat=True)
    )
    if known != set(item_ids):
        raise ChecklistItemUnknown
    done = set(ChecklistTick.objects.filter(case=case).values_list("item_id", flat=True))
    for item_id in sorted(known - done):
        ChecklistTick.objects.create(case=case, item_id=item_id, ticked_by_id=actor_id, ticked_at=now)
        _record(case, item_id, is_done=True, actor_id=actor_id, now=now)
    return len(known - done)


def require_checklist(case: Case) -> None:
    """Refuse, by ChecklistNotDone, to go on while something required is left to do in a locked case."""
    asked = ChecklistItem.objects.filter(kind=case.kind, is_active=True, is_required=True).order_by("position", "pk")
    required = [(item.pk, item.text_th or item.text_en) for item in asked]
    if not required:
        return
    done = ChecklistTick.objects.filter(case=case).values_list("item_id", flat=True)
    if left := left_to_do(required, set(done)):
        raise ChecklistNotDone(items=", ".join(left))


def _record(case: Case, item_id: int, *, is_done: bool, actor_id: int, now: datetime) -> None:
    event = ChecklistItemTicked(subject_id=case.pk, customer_id=case.customer_id, item_id=item_id, is_done=is_done)
    record(event=event, now=now, actor=user_actor(actor_id))
