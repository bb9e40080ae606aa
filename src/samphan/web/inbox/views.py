"""The inbox: three panes, or one after the other on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.cases.selectors import COUNT_CAP, CaseFilter, case_list
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404, place_of
from samphan.web.case.reading import read_page
from samphan.web.case.ready import Ready, find_ready
from samphan.web.case.wording import WORDS
from samphan.web.cases.views import live_address
from samphan.web.inbox.rows import page_key, rows_of
from samphan.web.numbers import whole
from samphan.web.render import is_fragment, render
from samphan.web.shell.context import shell_of
from samphan.web.shell.navigation import capped

if TYPE_CHECKING:
    from samphan.cases.models import Case

TABS = ("mine", "unassigned", "near_breach", "team", "later")


@screen("cases.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the list of one tab and, beside it, the chosen case (on a wide screen the first one)."""
    now, user = clock.now(), reader(request)
    tab = _tab(request)
    after = page_key(request)
    listed = case_list(shown=CaseFilter(view=tab), user_id=user.pk, now=now, after=after)
    rows = rows_of(listed.items)
    chosen = _chosen(request)
    first = rows[0].case.pk if rows and not (after and is_fragment(request)) else None
    case = chosen or (case_or_404(first) if first else None)
    ready = _ready(request, case)
    return render(
        request,
        "inbox/page.html",
        partial="inbox/_rows.html" if after else None,
        w=WORDS,
        tab=tab,
        tabs=_tabs(),
        capped=_count,
        rows=rows,
        more=_address(tab=tab, after=listed.next_after) if listed.next_after else "",
        open_id=case.pk if case else None,
        is_chosen=chosen is not None,
        page=read_page(case=case, user=user) if case else None,
        compose="note" if request.GET.get("compose") == "note" else "reply",
        draft=ready.text if ready else "",
        ready=ready,
        conflict=None,
        in_inbox=True,
        here=place_of(case.pk, in_inbox=True) if case else "",
        live=live_address({"view": tab}),
        version=listed.version,
        back=_address(tab=tab),
    )


def _tab(request: HttpRequest) -> str:
    """Return the tab asked for, else the first one with something in it."""
    asked = request.GET.get("tab", "")
    if asked in TABS:
        return asked
    counts = shell_of(request).case_counts
    return next((name for name in TABS if counts.get(name)), "mine")


def _tabs() -> list[tuple[str, str, str]]:
    labels = {
        "mine": _("Mine"),
        "unassigned": _("No owner yet"),
        "near_breach": _("Near breach"),
        "team": _("My teams"),
        "later": _("Later"),
    }
    return [(name, labels[name], _address(tab=name)) for name in TABS]


def _chosen(request: HttpRequest) -> Case | None:
    asked = whole(request.GET.get("case"))
    if asked is None:
        return None
    case = case_or_404(asked)
    return case_or_404(case.merged_into_id) if case.merged_into_id is not None else case


def _ready(request: HttpRequest, case: Case | None) -> Ready | None:
    """Return the canned reply chosen for the composer, where no script put it in."""
    reply_id = whole(request.GET.get("canned"))
    if case is None or reply_id is None:
        return None
    return find_ready(case=case, user=reader(request), reply_id=reply_id)


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"


def _address(**query: str) -> str:
    return f"{reverse('inbox')}?{urlencode(query)}"
