"""The rows that were left out, as they were, each with what is wrong in the words of whoever imported them."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from django.utils.translation import gettext

from samphan.imports.rules.cells import neutralise
from samphan.imports.rules.mapping import ERROR_COLUMN
from samphan.imports.rules.rows import Problem, Row
from samphan.kit.errors import Refused

_BOM = "\ufeff"  # without it Excel reads Thai as gibberish


class ErrorFile:
    """Appends left-out rows; after an interruption it is cut back to what is committed and goes on from there."""

    def __init__(self, path: Path, headings: Sequence[str], *, good_bytes: int) -> None:
        self.path = path
        self._file = path.open("r+b" if path.exists() and good_bytes else "wb")
        self._file.truncate(good_bytes)
        self._file.seek(good_bytes)
        # The error column comes last and once, also when an error file itself is imported again.
        self._kept = [place for place, heading in enumerate(headings) if heading != ERROR_COLUMN]
        if not good_bytes:
            self._write([*(headings[place] for place in self._kept), ERROR_COLUMN], start=_BOM)

    def __enter__(self) -> "ErrorFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, rows: Sequence[Row], problems: Mapping[int, Sequence[Problem]]) -> int:
        """Write rows with their problems; return how many bytes of the file are good now."""
        for row in rows:
            if row.number in problems:
                cells = [row.cells[place] if place < len(row.cells) else "" for place in self._kept]
                self._write([*cells, explain(problems[row.number])])
        self._file.flush()
        return self._file.tell()

    def _write(self, cells: Sequence[str], *, start: str = "") -> None:
        line = io.StringIO()
        csv.writer(line).writerow(neutralise(cell) for cell in cells)
        self._file.write((start + line.getvalue()).encode())


def explain(problems: Sequence[Problem]) -> str:
    """Return what is wrong with a row, in the language in force, each problem with its column."""
    return " | ".join(
        f"{problem.column}: {explain_refusal(problem.refusal)}" if problem.column else explain_refusal(problem.refusal)
        for problem in problems
    )


def explain_refusal(refusal: Refused) -> str:
    """Return a refusal in the language in force."""
    return refusal.explain(gettext)
