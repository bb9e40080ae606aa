"""The page of rows behind a number: who or what was counted, a page at a time."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from samphan.customers.selectors import shown_name
from samphan.insights.selectors.paging import PAGE_ROWS, Rows
from samphan.web.access import reader
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import TABS, local_name
from samphan.web.insights.wording import percent
from samphan.web.numbers import whole
from samphan.web.render import render

_LAST_PAGE = 2**62 // PAGE_ROWS  # how far both databases can pass over rows


def show_rows(
    request: HttpRequest,
    template: str,
    shown: Asked,
    *,
    rows: Rows[Any],
    about: str = "",
    tab: str = "insights",
    **context: Any,
) -> HttpResponse:
    """Show rows in a template that extends `insights/rows.html`; `about` says which stretch or bin they are of.

    The address says which page; one beyond the last is not found.
    """
    number = whole(request.GET.get("page")) or 1
    page = rows.page(min(number, _LAST_PAGE))
    if number > 1 and not page.rows:
        raise Http404
    return render(
        request,
        template,
        asked=shown,
        rows=page.rows,
        page=page,
        previous_page=_turned(request, number - 1) if number > 1 else None,
        next_page=_turned(request, number + 1) if page.has_more else None,
        about=about,
        tab=(TABS[tab], shown.query(tab)),
        name_of=shown_name,
        local_name=local_name,
        percent=percent,
        codes=codes,
        **context,
    )


def names_only_for(request: HttpRequest) -> None:
    """Refuse whoever may read figures but not who the customers are."""
    if not reader(request).may("customers.read"):
        raise PermissionDenied


def _turned(request: HttpRequest, number: int) -> str:
    """Return the same list's address with another page."""
    parts = request.GET.copy()
    parts["page"] = str(number)
    return f"?{parts.urlencode()}"
