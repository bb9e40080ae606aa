"""Before a case is closed: what must be filled in, and what must be done, by kind of case."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from samphan.cases.rules import ALWAYS_REQUIRED, REQUIRABLE
from samphan.cases.rules.checklists import LONGEST_ITEM, MOST_ITEMS, NewItem
from samphan.cases.selectors import checklist_items, required_fields
from samphan.cases.services import save_closing_settings
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import screen
from samphan.web.case.wording import KINDS
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page
from samphan.web.wording import choices

FIELDS = {
    "cause": N_("Root cause"),
    "action": N_("What was done"),
    "told": N_("What the customer was told"),
    "branch": N_("Branch"),
    "order": N_("Order"),
    "note": N_("An internal note"),
}
_ROOM = 3  # empty lines offered below a checklist


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked before a case of one kind is closed, as the form shows it."""

    kind: str
    name: str
    required: tuple[str, ...]
    always: tuple[str, ...]
    lines: list[NewItem]
    error: str = ""


@screen("settings.read")
def page(request: HttpRequest) -> HttpResponse:
    """Show what is asked, kind by kind."""
    return _page(request, {})


@screen("settings.write", methods=("POST",))
def save(request: HttpRequest, kind: str) -> HttpResponse:
    """Store what is asked for one kind."""
    lines = _lines(request.POST)
    required = [name for name in REQUIRABLE if name in request.POST.getlist("required")]
    try:
        save_closing_settings(kind=kind, required=required, items=lines, now=clock.now())
    except Refused as refused:
        typed = Asked(kind=kind, name="", required=tuple(required), always=(), lines=lines, error=refused.explain(_))
        return _page(request, {kind: typed})
    toast(request, _("Saved"))
    return redirect(request, "settings_closing")


def _page(request: HttpRequest, typed: dict[str, Asked]) -> HttpResponse:
    asked = [_asked(kind, name, typed.get(kind)) for kind, name in choices(KINDS)]
    return settings_page(
        request,
        "settings/closing.html",
        section="settings_closing",
        status=UNPROCESSABLE if typed else 200,
        asked=asked,
        fields=choices(FIELDS),
        room=_ROOM,
        most=MOST_ITEMS,
        longest=LONGEST_ITEM,
    )


def _asked(kind: str, name: str, typed: Asked | None) -> Asked:
    stored = [
        NewItem(item_id=item.pk, text_th=item.text_th, text_en=item.text_en, is_required=item.is_required)
        for item in checklist_items(kind=kind)
    ]
    return Asked(
        kind=kind,
        name=name,
        required=typed.required if typed else required_fields(kind=kind),
        always=ALWAYS_REQUIRED if kind == "feedback" else (),
        lines=typed.lines if typed else stored,
        error=typed.error if typed else "",
    )


def _lines(form: QueryDict) -> list[NewItem]:
    """Return the lines typed, in the order of the numbers typed beside them; what is to leave is empty."""
    rows = []
    for at in range(MOST_ITEMS + _ROOM):
        if f"{at}-th" not in form:
            continue
        is_gone = f"{at}-gone" in form
        line = NewItem(
            item_id=whole(form.get(f"{at}-id")),
            text_th="" if is_gone else form.get(f"{at}-th", "").strip(),
            text_en="" if is_gone else form.get(f"{at}-en", "").strip(),
            is_required=f"{at}-required" in form,
        )
        rows.append((whole(form.get(f"{at}-at")) or 0, line))
    return [line for _place, line in sorted(rows, key=lambda row: row[0])]
