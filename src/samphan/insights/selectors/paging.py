"""Rows behind a figure, a page at a time: each page says how many there are in all, so that a number can be checked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

PAGE_ROWS = 200
Row = TypeVar("Row")
Made = TypeVar("Made")
# Reads rows: how many to pass over, how many to return; with them the number of all.
Read = Callable[[int, int], tuple[Sequence[Row], int]]


@dataclass(frozen=True, kw_only=True)
class RowPage(Generic[Row]):
    """One page of rows, counted from 1; `total` is the number of rows on all pages."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = PAGE_ROWS

    @property
    def first(self) -> int:
        """Return which of all rows the page begins with, counted from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Return which of all rows the page ends with."""
        return self.first + len(self.rows) - 1

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.last < self.total


class Rows(Generic[Row]):
    """The rows behind a figure, read when a page is asked for.

    Pages have numbers, where other lists continue by key: to say how many rows there are, the database reads past all
    of them anyway.
    """

    def __init__(self, read: Read[Row]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows of all pages."""
        for number in count(1):
            page = self.page(number)
            yield from page.rows
            if not page.has_more:
                return

    def page(self, number: int = 1, *, size: int = PAGE_ROWS) -> RowPage[Row]:
        """Return one page; one that lies beyond the last has no rows."""
        rows, total = self._read((number - 1) * size, size)
        return RowPage(rows=rows, number=number, total=total, size=size)

    def through(self, make: Callable[[Sequence[Row]], Sequence[Made]]) -> "Rows[Made]":
        """Return rows made of these, a page at a time."""

        def read(skip: int, size: int) -> tuple[Sequence[Made], int]:
            rows, total = self._read(skip, size)
            return make(rows), total

        return Rows(read)


def queried(rows: QuerySet[Any, Row]) -> Rows[Row]:
    """Return the rows of a queryset; what fits one page costs one query."""

    def read(skip: int, size: int) -> tuple[Sequence[Row], int]:
        found = list(rows[skip : skip + size])
        is_end = len(found) < size and (found or not skip)
        return found, skip + len(found) if is_end else rows.count()

    return Rows(read)


def numbered(run: Callable[[int, int], Sequence[tuple[Any, ...]]]) -> Rows[tuple[Any, ...]]:
    """Return the rows of a written query whose last column is `COUNT(*) OVER ()`; `run` is given limit and offset."""

    def read(skip: int, size: int) -> tuple[Sequence[tuple[Any, ...]], int]:
        found = run(size, skip)
        return [row[:-1] for row in found], found[0][-1] if found else 0

    return Rows(read)
