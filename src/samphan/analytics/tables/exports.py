"""What a context gives to analytics: a declared table, its rows by time, and marks that show which days changed.

Each context names its own in `EXPORTS` of its `exports.py`; whoever writes them finds them there, so no context needs
to know who reads, and none imports upward.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from samphan.analytics.tables.declarations import Kind, Table

Values = Sequence[Any]
Rows = Callable[[datetime, datetime], Iterable[Values]]
Marks = Callable[[ZoneInfo], Iterable[Values]]
Day = tuple[date, list[tuple[Any, ...]]]

_HEX: Final = 32


@dataclass(frozen=True, kw_only=True)
class Export:
    """One table and how to read it.

    Attributes
    ----------
    table : Table
        The declaration.
    at : str
        The column of kind INSTANT whose local day a row belongs to.
    rows : callable
        Given two instants, yields the rows from the first up to but without the second, in order of (`at`, id): the
        values of the table's columns in their order, without `day`.
    marks : callable
        Given a time zone, yields tuples that begin with a local day and differ when any row of that day does: counts
        and sums the database makes, so that finding what changed costs one query and not a reading of all rows.
    """

    table: Table
    at: str
    rows: Rows
    marks: Marks

    def __post_init__(self) -> None:
        column = self.table.columns[self.table.place(self.at)]
        if column.kind is not Kind.INSTANT or column.is_nullable:
            raise ValueError(f"export {self.table.name!r}: {self.at!r} must be an instant every row has")

    def stamps(self, zone: ZoneInfo) -> dict[date, str]:
        """Return a stamp for every day that has rows; it differs when the day's rows or the time zone do."""
        by_day: dict[date, list[str]] = {}
        for day, *mark in self.marks(zone):
            by_day.setdefault(day, []).append(repr(mark))
        return {
            day: sha256("\n".join([zone.key, *sorted(marks)]).encode()).hexdigest()[:_HEX]
            for day, marks in by_day.items()
        }

    def days(self, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Day]:
        """Yield (local day, rows as the table has them) between two instants; days without rows are left out."""
        place, at = self.table.place("day"), self.table.place(self.at)
        at -= at > place  # the rows given lack the day

        def local_day(row: Values) -> date:
            instant: datetime = row[at]
            return instant.astimezone(zone).date()

        for day, rows in groupby(self.rows(start, end), key=local_day):
            yield day, [(*row[:place], day, *row[place:]) for row in rows]


def changed_days(now: Mapping[date, str], written: Mapping[date, str]) -> list[date]:
    """Return the days whose stamp differs, in order: new ones, changed ones and those that lost all rows."""
    return sorted(day for day in {*now, *written} if now.get(day) != written.get(day))


def stretches(days: Sequence[date], *, most: int) -> list[tuple[date, date]]:
    """Return few stretches (first and last day) that hold all days, parted where the gaps are largest.

    Each stretch is one query. A table without an index on its time is read once a query, so their number has a limit.
    """
    if not days:
        return []
    gaps = sorted(range(1, len(days)), key=lambda place: days[place - 1] - days[place])[: most - 1]
    cuts = sorted(place for place in gaps if (days[place] - days[place - 1]).days > 1)
    return [(days[start], days[end - 1]) for start, end in pairwise([0, *cuts, len(days)])]
