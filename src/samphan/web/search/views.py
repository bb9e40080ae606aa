"""The palette's list: cases, customers and commands, as the reader types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse

from samphan.cases.selectors import get_case
from samphan.customers.selectors import search_customers, shown_name
from samphan.web.access import reader, screen
from samphan.web.render import render
from samphan.web.search.commands import matching

if TYPE_CHECKING:
    from samphan.cases.models import Case

CASE_NUMBER = re.compile(r"(?:sp-?)?(\d{1,15})", re.IGNORECASE)
SHORTEST_NAME = 2


@screen("search.read")
def search(request: HttpRequest) -> HttpResponse:
    """Return the options for what was typed; nothing typed lists the places to go."""
    query, user = request.GET.get("q", "").strip()[:200], reader(request)
    found = search_customers(query=query, limit=6) if len(query) >= SHORTEST_NAME else []
    return render(
        request,
        "search/_options.html",
        query=query,
        case=_numbered_case(query) if user.may("cases.read") else None,
        customers=[(customer.pk, shown_name(customer)) for customer in found] if user.may("customers.read") else [],
        commands=matching(user=user, query=query),
    )


def _numbered_case(query: str) -> Case | None:
    """Return the case whose number was typed: "SP-1042", "sp1042" or "1042"."""
    typed = CASE_NUMBER.fullmatch(query)
    if typed is None:
        return None
    try:
        return get_case(case_id=int(typed[1]))
    except ObjectDoesNotExist:
        return None
