"""The page of rows behind a number: who or what was counted."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from samphan.customers.selectors import shown_name
from samphan.insights.selectors.rows import MOST_ROWS
from samphan.web.access import reader
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import TABS, branch_name
from samphan.web.insights.wording import percent
from samphan.web.render import render


def show_rows(
    request: HttpRequest,
    template: str,
    shown: Asked,
    *,
    rows: Sequence[object],
    about: str = "",
    tab: str = "insights",
    **context: Any,
) -> HttpResponse:
    """Show rows in a template that extends `insights/rows.html`; `about` says which stretch or bin they are of."""
    return render(
        request,
        template,
        asked=shown,
        rows=rows,
        about=about,
        tab=(TABS[tab], shown.query(tab)),
        most=MOST_ROWS,
        name_of=shown_name,
        branch_name=branch_name,
        percent=percent,
        codes=codes,
        **context,
    )


def names_only_for(request: HttpRequest) -> None:
    """Refuse whoever may read figures but not who the customers are."""
    if not reader(request).may("customers.read"):
        raise PermissionDenied
