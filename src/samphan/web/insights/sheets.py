"""Numbers that are not drawn: tables of a screen, and where they are saved from as CSV or XLSX."""

from collections.abc import Callable, Mapping
from typing import Any

from samphan.web.components.cells import Table
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Frame, Values

MakeTable = Callable[[Asked, Values], Table | None]
SHEET_KINDS = {"CSV": "csv", "XLSX": "xlsx"}


def sheet_files(shown: Asked, name: str, *parts: str) -> dict[str, str]:
    """Return where numbers are saved from, by the kind of file; `name` and `parts` are of the address before it."""
    return {label: shown.query(name, *parts, kind) for label, kind in SHEET_KINDS.items()}


def table_context(frame: Frame, tables: Mapping[str, MakeTable]) -> dict[str, Any]:
    """Return the tables of a screen by name, None where a figure is missing, and where each is saved from."""
    return {
        "tables": {name: make(frame.asked, frame.values) for name, make in tables.items()},
        "table_files": lambda name: sheet_files(frame.asked, "insights_chart_file", name),
    }
