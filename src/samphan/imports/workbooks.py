"""Excel workbooks: measured before they are opened, then turned into CSV once, so that one reader serves both."""

import csv
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from samphan.imports.readers import LARGEST_FILE_BYTES, FileEmpty, FileTooLarge
from samphan.kit.errors import N_, Refused

# A sheet is laid out in memory as one rectangle, 32 bytes a cell (measured): as much as the largest file.
MOST_CELLS = LARGEST_FILE_BYTES // 32
_SUFFIXES = {b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}
_BLOCK_BYTES = 64 * 1024
_SHEET_MARK = b"sheetData"
_COLUMN = re.compile(r"[A-Za-z]{1,3}")
_ROW = re.compile(r"[0-9]{1,7}")


class BrokenWorkbook(Refused):
    code = "imports.file.workbook"
    message = N_("The workbook cannot be opened. Save it again as .xlsx without a password, or as CSV UTF-8.")


class SheetTooSpread(Refused):
    code = "imports.file.spread"
    message = N_(
        "The cells of a sheet lie too far apart: {rows} rows by {columns} columns. "
        "Delete what stands far below or to the right of the table, or save the table as CSV UTF-8."
    )


def workbook_suffix(path: Path) -> str:
    """Return ".xlsx" or ".xls" for an Excel workbook, by its first bytes and not by its name; "" for other files."""
    with path.open("rb") as file:
        return _SUFFIXES.get(file.read(4), "")


def workbook_to_csv(source: Path, target: Path) -> None:
    """Write the first sheet that has cells as CSV UTF-8, dates as ISO; the suffix of `source` says how it is read."""
    if source.suffix == ".xlsx":  # the older .xls is not packed, and its sheets end at 65,536 rows by 256 columns
        _refuse_swollen(source)
    try:
        book = CalamineWorkbook.from_path(source)
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        sheet = next((sheet for sheet in sheets if sheet.height), None)
    except (CalamineError, OSError) as error:
        raise BrokenWorkbook from error
    if sheet is None:
        raise FileEmpty
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([_cell_text(cell) for cell in row] for row in sheet.iter_rows())


def _refuse_swollen(source: Path) -> None:
    """Refuse a small workbook that becomes large: one that unpacks into too much, or whose few cells lie far apart."""
    try:
        with ZipFile(source) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > LARGEST_FILE_BYTES:
                raise FileTooLarge(limit="512 MB")
            for part in parts:
                # Whatever a part is called and whoever refers to it: without this word it is no sheet.
                with packed.open(part) as content:
                    is_sheet = _contains(content, _SHEET_MARK)
                if is_sheet:
                    with packed.open(part) as content:
                        _refuse_spread(content)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError) as error:
        raise BrokenWorkbook from error


def _contains(content: IO[bytes], word: bytes) -> bool:
    tail = b""
    for block in _blocks(content):
        if word in tail + block:
            return True
        tail = block[1 - len(word) :]
    return False


def _refuse_spread(content: IO[bytes]) -> None:
    """Read the places of a sheet's cells in constant memory, and refuse it as soon as they span too much."""
    grid = _Grid()
    parser = expat.ParserCreate("UTF-8")  # whatever it declares: the reader that follows knows no other
    parser.StartElementHandler = grid.see
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for block in _blocks(content):
        parser.Parse(block, False)
        if grid.rows * grid.columns > MOST_CELLS:
            raise SheetTooSpread(rows=f"{grid.rows:,}", columns=f"{grid.columns:,}")
    parser.Parse(b"", True)


class _Grid:
    """The rectangle around the cells with a value; a cell or row that names no place follows the one before it."""

    def __init__(self) -> None:
        self._row = self._column = 0  # of the last row element, and of the last cell in it
        self._cell_row = 0
        self._top = self._left = self._bottom = self._right = 0

    @property
    def rows(self) -> int:
        return self._bottom - self._top + 1 if self._bottom else 0

    @property
    def columns(self) -> int:
        return self._right - self._left + 1 if self._right else 0

    def see(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element, whatever its namespace; a large sheet has millions."""
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            reference = attributes.get("r")
            if reference is None:
                self._cell_row, self._column = self._row, self._column + 1
            else:
                letters = reference.rstrip("0123456789")
                self._cell_row, self._column = _row_number(reference[len(letters) :]), _column_number(letters)
        elif local == "v" or local == "is":
            self._grow()
        elif local == "row":
            self._row = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0

    def _grow(self) -> None:
        row, column = self._cell_row, self._column
        if self._top <= row <= self._bottom and self._left <= column <= self._right:
            return
        if not self._bottom:
            self._top, self._left = row, column
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left, self._right = min(self._left, column), max(self._right, column)


@cache
def _column_number(letters: str) -> int:
    """Return the number of a column, A is 1; only real columns come in, so the cache stays small."""
    if not _COLUMN.fullmatch(letters):
        raise BrokenWorkbook
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _row_number(text: str) -> int:
    if not _ROW.fullmatch(text):
        raise BrokenWorkbook
    return int(text)


def _refuse_doctype(*_declared: object) -> None:
    raise BrokenWorkbook  # no workbook has one; it could only be there to harm


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    while block := content.read(_BLOCK_BYTES):
        yield block


def _cell_text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
