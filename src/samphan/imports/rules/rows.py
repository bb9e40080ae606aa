"""From one row of text to one typed record, or to what is wrong with it, cell by cell."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from samphan.customers.rules import Contact, PersonName, split_title
from samphan.imports.rules.cells import Reading, read_cell, restore
from samphan.imports.rules.fields import field_types
from samphan.kit.errors import N_, Refused

_CONTACT_FIELDS = (("external_id", "external"), ("email", "email"), ("line_id", "line"))
_NAME_PARTS = ("title", "first_name", "last_name", "nickname")


class RowTooWide(Refused):
    code = "imports.row.too_wide"
    message = N_("The row has {cells} cells but there are {columns} headings. Put texts with the delimiter in quotes.")


class NobodyNamed(Refused):
    code = "imports.row.nobody"
    message = N_("No customer is named: fill the customer id, e-mail, phone or LINE id.")


class CellMissing(Refused):
    code = "imports.row.missing"
    message = N_("This cell must not be empty.")


class NothingSaid(Refused):
    code = "imports.row.nothing_said"
    message = N_("There is neither a score nor a comment.")


class AnotherLineWrong(Refused):
    code = "imports.row.other_line"
    message = N_("Row {row} of the same order has an error, so the whole order was left out.")


class Row(NamedTuple):
    """One row of a file: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell (or, without a column, with the row), with its remedy."""

    refusal: Refused
    column: str = ""


class RowReader:
    """Reads the rows of one file by one mapping: made once a file, called once a row."""

    def __init__(self, kind: str, *, headings: Sequence[str], mapping: Mapping[str, str], reading: Reading) -> None:
        types = field_types(kind)
        places = {heading: place for place, heading in enumerate(headings)}
        self.width = len(headings)
        self.reading = reading
        # Field, type, place of the column, heading: resolved once, because this runs a million times a file.
        self._plan = [(f, types[f], places[h], h) for f, h in mapping.items() if f in types and h in places]

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return the cells `read` reads, as they are written: equal ones are read alike; none of a row too wide."""
        filled = len(row.cells)
        return tuple(row.cells[place] for _, _, place, _ in self._plan if place < filled <= self.width)

    def read(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """Return the values of the filled cells by field name, and every problem of the row."""
        if len(row.cells) > self.width:
            return {}, [Problem(RowTooWide(cells=len(row.cells), columns=self.width))]
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, type_, place, column in self._plan:
            cell = row.cells[place] if place < len(row.cells) else ""
            if not cell or cell.isspace():
                continue
            if cell[0] == "'":
                cell = restore(cell)
            try:
                values[name] = read_cell(type_, cell, column=column, reading=self.reading)
            except Refused as refusal:
                problems.append(Problem(refusal, column))
        return values, problems


def contacts_of(values: Mapping[str, Any], source: str) -> tuple[Contact, ...]:
    """Return the contacts a row names, in their stored spelling; ids belong to the system `source`."""
    contacts = [
        Contact(kind, values[field], source if kind == "external" else "")
        for field, kind in _CONTACT_FIELDS
        if field in values
    ]
    return (*contacts, *(Contact("phone", phone) for phone in values.get("phone", ())))


def name_of(values: Mapping[str, Any]) -> PersonName:
    """Return the name a row gives: parts written apart win over the parts of a full name."""
    full: PersonName = values.get("full_name") or PersonName()
    given = {part: values[part] for part in _NAME_PARTS if part in values}
    if "first_name" in given and "title" not in given:
        title, given["first_name"] = split_title(given["first_name"])
        given.update({"title": title} if title else {})
    return PersonName(
        title=given.get("title", full.title)[:40],
        first_name=given.get("first_name", full.first_name)[:120],
        last_name=given.get("last_name", full.last_name)[:120],
        nickname=given.get("nickname", full.nickname)[:60],
    )


def need(values: Mapping[str, Any], mapping: Mapping[str, str], field: str, problems: list[Problem]) -> Any:
    """Return a value a row must have; note the problem when its cell is empty (a bad cell is noted already)."""
    if field in values:
        return values[field]
    column = mapping.get(field, "")
    if not any(problem.column == column for problem in problems):
        problems.append(Problem(CellMissing(), column))
    return None


def order_reference(contacts: Sequence[Contact], ordered_at: datetime) -> str:
    """Return the reference of an order without a number: one customer in one minute, nobody readable in it."""
    who = "|".join(f"{contact.kind}:{contact.value}" for contact in contacts[:1])
    digest = hashlib.blake2b(who.encode(), digest_size=9).hexdigest()
    return f"auto-{digest}-{ordered_at:%Y%m%dT%H%M}"


def row_reference(row: Row, occurrence: int) -> str:
    """Return the reference of a row without an id: its whole content, and the how-manyth of its likes it is."""
    digest = hashlib.blake2b("\x1f".join(row.cells).encode(), digest_size=15).hexdigest()
    return f"row-{digest}-{occurrence}"
