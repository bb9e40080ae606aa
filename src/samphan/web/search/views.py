"""The palette's list: customers, cases and commands, as the reader types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse

from samphan.cases.selectors import cases_of_customers, get_case
from samphan.customers.selectors import search_customers, shown_name
from samphan.web.access import reader, screen
from samphan.web.render import render
from samphan.web.search.commands import matching
from samphan.web.search.words import posted_words

if TYPE_CHECKING:
    from samphan.cases.models import Case

CASE_NUMBER = re.compile(r"(?:sp-?)?(\d{1,15})", re.IGNORECASE)
SHORTEST_NAME = 2
MOST_CUSTOMERS, MOST_CASES = 6, 4


@screen("search.read", methods=("POST",))
def search(request: HttpRequest) -> HttpResponse:
    """Return the options for what was typed; nothing typed lists the places to go."""
    query, user = posted_words(request), reader(request)
    names = _names(query) if user.may("customers.read") else {}
    numbered, cases = _cases(query, names) if user.may("cases.read") else (None, [])
    return render(
        request,
        "search/_options.html",
        query=query,
        numbered=numbered,
        names=names,
        cases=cases,
        commands=matching(user=user, query=query),
    )


def _names(query: str) -> dict[int, str]:
    """Return the customers found by name, phone, e-mail or id, the best first: id and name."""
    if len(query) < SHORTEST_NAME:
        return {}
    return {customer.pk: shown_name(customer) for customer in search_customers(query=query, limit=MOST_CUSTOMERS)}


def _cases(query: str, names: dict[int, str]) -> tuple[Case | None, list[Case]]:
    """Return the case whose number was typed, and the newest cases of the customers found."""
    numbered = _numbered_case(query)
    theirs = cases_of_customers(customer_ids=list(names), limit=MOST_CASES) if names else []
    return numbered, [case for case in theirs if case != numbered]


def _numbered_case(query: str) -> Case | None:
    """Return the case whose number was typed: "SP-1042", "sp1042" or "1042"."""
    typed = CASE_NUMBER.fullmatch(query)
    if typed is None:
        return None
    try:
        return get_case(case_id=int(typed[1]))
    except ObjectDoesNotExist:
        return None
