"""Everything found for a question, as rows to show: people by name or contact, then what was written, best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist

from samphan.cases.selectors import case_states, cases_of_customers, get_case
from samphan.customers.selectors import customer_names, search_customers, shown_name
from samphan.kit.clock import now
from samphan.search.rules.excerpts import pieces
from samphan.search.selectors import Found, search
from samphan.web.addresses import address

if TYPE_CHECKING:
    from samphan.cases.models import Case
    from samphan.customers.models import Customer
    from samphan.search.rules.sight import Sight

Pieces = tuple[tuple[str, bool], ...]
CASE_NUMBER = re.compile(r"(?:sp-?)?(\d{1,15})", re.IGNORECASE)
# Contact points are in no text of the index: who types one looks for a person.
_CONTACT = re.compile(r"\S+@\S*|[+0-9๐-๙(][0-9๐-๙()\s.-]{5,}")
SHORTEST = 2


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that was written and found: its heading and the words around what was asked, in marked pieces."""

    kind: str
    id: str
    href: str
    title: Pieces
    text: Pieces
    name: str
    found: Found
    case: Case | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that a question found: the case of that number, people, their newest cases, what was written."""

    numbered: Case | None = None
    people: tuple[Customer, ...] = ()
    their_cases: tuple[Case, ...] = ()
    rows: tuple[Row, ...] = ()
    suggestion: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was found."""
        return not (self.numbered or self.people or self.rows)


def answer(
    *, query: str, sight: Sight, kind: str = "", most_people: int = 6, most_cases: int = 4, most_rows: int = 6
) -> Answer:
    """Return what a reader with this sight finds; `kind` narrows to one kind of thing."""
    may_people = "customer" in sight.kinds and kind in {"", "customer"} and len(query) >= SHORTEST
    people = tuple(search_customers(query=query, limit=most_people)) if may_people else ()
    numbered = _numbered(query, sight) if kind in {"", "case"} else None
    theirs: list[Case] = []
    if people and "case" in sight.kinds and not kind and most_cases:
        theirs = cases_of_customers(customer_ids=[one.pk for one in people], limit=most_cases)
    rows, suggestion = _written(query, sight, kind, most_rows)
    shown = {person.pk for person in people}
    return Answer(
        numbered=numbered,
        people=people,
        their_cases=tuple(one for one in theirs if one != numbered and _may_read(sight, one)),
        rows=tuple(row for row in rows if not (row.kind == "customer" and row.found.object_id in shown)),
        suggestion="" if people or numbered else suggestion,
    )


def _numbered(query: str, sight: Sight) -> Case | None:
    """Return the case whose number was typed: "SP-1042", "sp1042" or "1042"."""
    typed = CASE_NUMBER.fullmatch(query)
    if typed is None:
        return None
    try:
        case = get_case(case_id=int(typed[1]))
    except ObjectDoesNotExist:
        return None
    return case if _may_read(sight, case) else None


def _may_read(sight: Sight, case: Case) -> bool:
    return sight.covers(kind="case", branch_id=case.branch_id)


def _written(query: str, sight: Sight, kind: str, limit: int) -> tuple[list[Row], str]:
    if len(query) < SHORTEST or _CONTACT.fullmatch(query) or CASE_NUMBER.fullmatch(query):
        return [], ""
    findings = search(query=query, sight=sight, kind=kind, limit=limit, now=now())
    found = findings.found
    cases = case_states(case_ids=[one.place_id for one in found if one.place_kind == "case"])
    named = [one.customer_id for one in found if one.customer_id is not None]
    names = customer_names(customer_ids=named) if named else {}
    return [row for one in found if (row := _row(one, cases, names, sight))], findings.suggestion


def _row(found: Found, cases: dict[int, Case], names: dict[int, str], sight: Sight) -> Row | None:
    """Return one row; None for what is gone since, or has moved out of the reader's sight."""
    case = cases.get(found.place_id) if found.place_kind == "case" else None
    if found.place_kind == "case" and (case is None or not _may_read(sight, case)):
        return None
    name = names.get(found.customer_id, "") if found.customer_id is not None else ""
    if found.place_kind == "customer" and not name:
        return None
    title = pieces(found.title, found.title_spans) or ((name, False),)
    return Row(
        kind=found.kind,
        id=f"{found.kind}-{found.object_id}",
        href=_href(found),
        title=title,
        text=pieces(found.excerpt, found.excerpt_spans),
        name=name if found.title else "",
        found=found,
        case=case,
    )


def _href(found: Found) -> str:
    return address(found.place_kind, found.place_id) if found.place_kind in {"case", "customer"} else ""


def names_of(people: Sequence[Customer]) -> dict[int, str]:
    """Return the names of customers by id, in the same order."""
    return {person.pk: shown_name(person) for person in people}
