"""Cells of a chart's table: what the reader sees, what a spreadsheet takes, and the rows a number leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from samphan.web.formats import as_date, format_date, format_money, format_number, is_thai

Style = Literal["text", "number", "share", "money", "day"]
NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    """One cell; `value` is the bare number (a share 0 to 1, an amount in baht) or day, `href` the rows behind it."""

    text: str
    value: float | int | str | date | None = None
    style: Style = "text"
    href: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Table:
    """Numbers that are not drawn, with the sentence that says what they show."""

    name: str
    sentence: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]


def count(n: int | None, href: str = "") -> Cell:
    """Return a number of things; a dash when it is not shown."""
    if n is None:
        return Cell(NOTHING)
    return Cell(format_number(n), n, "number", href if n else "")


def number(value: float | None, *, digits: int = 2) -> Cell:
    """Return a plain number."""
    return Cell(NOTHING) if value is None else Cell(format_number(value, digits=digits), value, "number")


def share(value: float | None, *, digits: int = 1, href: str = "") -> Cell:
    """Return a share as a percentage; a dash when it is not shown."""
    if value is None:
        return Cell(NOTHING)
    return Cell(f"{format_number(100 * value, digits=digits)}%", value, "share", href)


def money(satang: int | None, href: str = "") -> Cell:
    """Return an amount in whole baht; spreadsheets get the satang too."""
    if satang is None:
        return Cell(NOTHING)
    return Cell(format_money(satang, whole=True), satang / 100, "money", href)


def day(at: date | datetime | None) -> Cell:
    """Return a day; spreadsheets get it as a date."""
    return Cell(NOTHING) if at is None else Cell(format_date(at, thai=is_thai()), as_date(at), "day")


def words(text: str, href: str = "") -> Cell:
    """Return a text that may lead somewhere."""
    return Cell(text, text, "text", href)
