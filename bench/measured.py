"""One measured figure beside its limit, and the table that shows many."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure, what it must reach and how it was found.

    `limit` None: shown for comparison only. `at_least` False: the figure must not exceed the limit.
    """

    name: str
    value: float
    limit: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its limit; one without a limit does."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def print_rows(part: str, rows: Iterable[Row]) -> int:
    """Print the rows of a part as they come, as a table in Markdown; return how many miss their limit."""
    missed = 0
    print(f"\n| {part} | measured | limit | |\n|---|---:|---:|---|", flush=True)
    for row in rows:
        limit = "" if row.limit is None else f"{'>=' if row.at_least else '<='} {_number(row.limit)}"
        verdict = "" if row.is_met else "**missed** "
        print(f"| {row.name} | {_number(row.value)} | {limit} | {verdict}{row.note} |", flush=True)
        missed += not row.is_met
    return missed


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
