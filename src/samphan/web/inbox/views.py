"""The inbox: three panes, or one after the other on a phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.cases.selectors import COUNT_CAP, CaseFilter, capped_counts, case_list
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404
from samphan.web.case.reading import read_page
from samphan.web.case.wording import WORDS
from samphan.web.inbox.rows import rows_of
from samphan.web.render import render
from samphan.web.shell.navigation import capped

TABS = ("mine", "unassigned", "near_breach")


@screen("cases.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the list of one tab and, beside it, the chosen case (on a wide screen the first one)."""
    now = clock.now()
    tab = request.GET.get("tab", "")
    counts = capped_counts(user_id=reader(request).pk, now=now)
    tab = tab if tab in TABS else next((name for name in TABS if counts[name]), "mine")
    page_of_cases = case_list(
        shown=CaseFilter(view=tab), user_id=reader(request).pk, now=now, after=request.GET.get("after", "")
    )
    rows = rows_of(page_of_cases.items)
    chosen = _chosen(request)
    open_id = chosen or (rows[0].case.pk if rows else None)
    context: dict[str, Any] = {
        "w": WORDS,
        "tab": tab,
        "rows": rows,
        "more": _address(tab=tab, after=page_of_cases.next_after) if page_of_cases.next_after else "",
        "open_id": open_id,
    }
    if request.GET.get("after"):
        return render(
            request, "inbox/page.html", partial="inbox/_rows.html", **context, **_thread(request, None, counts)
        )
    return render(
        request, "inbox/page.html", is_chosen=chosen is not None, **context, **_thread(request, open_id, counts)
    )


def _chosen(request: HttpRequest) -> int | None:
    asked = request.GET.get("case", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return case_or_404(int(asked)).pk


def _thread(request: HttpRequest, case_id: int | None, counts: dict[str, int]) -> dict[str, Any]:
    """Return what the tabs and the thread beside the list need."""
    labels = {"mine": _("Mine"), "unassigned": _("No owner yet"), "near_breach": _("Near breach")}
    current = request.GET.get("tab", "")
    return {
        "tabs": [
            {"label": labels[name], "href": _address(tab=name), "name": name, "count": _count(counts[name])}
            for name in TABS
        ],
        "total": _count(counts["open"]),
        "page": read_page(case_id=case_id, user=reader(request)) if case_id else None,
        "compose": "note" if request.GET.get("compose") == "note" else "reply",
        "draft": "",
        "conflict": None,
        "in_inbox": True,
        "back": _address(tab=current) if current in TABS else reverse("inbox"),
    }


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"


def _address(**query: str) -> str:
    return f"{reverse('inbox')}?{urlencode(query)}"
