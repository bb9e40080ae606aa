"""A table as CSV or XLSX: bare numbers for sums, days as dates, text that no spreadsheet takes for a formula.

Rows are written as they come, so that a table may be longer than memory.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from samphan.imports.rules.cells import neutralise
from samphan.web.components.cells import NOTHING, Cell

_BOM = "\ufeff"  # without it Excel reads Thai as gibberish
_FORMATS = {
    "share": "0.0%",
    "money": "#,##0.00",
    "number": "#,##0.###",
    "text": "General",
    "day": "yyyy-mm-dd",
}
_WIDEST = 60
_FIRST_ROW = 4  # above it: the question, the sentence, an empty row, the heads
# What a worksheet of the format holds, without what stands above.
MOST_IN_A_SHEET = 1_048_576 - _FIRST_ROW

Rows = Iterable[Sequence[object]]
_Value = float | int | str | date


def csv_file(heads: Sequence[str], rows: Rows) -> bytes:
    """Return a table as CSV in UTF-8 that Excel opens as such."""
    buffer = io.BytesIO()
    write_csv(buffer, heads, rows)
    return buffer.getvalue()


def xlsx_file(title: str, sentence: str, heads: Sequence[str], rows: Rows) -> bytes:
    """Return a table as a workbook: the question, the sentence, then the table with its heads in bold."""
    buffer = io.BytesIO()
    write_xlsx(buffer, title, sentence, heads, rows)
    return buffer.getvalue()


def write_csv(file: IO[bytes], heads: Sequence[str], rows: Rows) -> int:
    """Write a table as CSV in UTF-8 that Excel opens as such; return how many rows it has."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(_BOM)
    writer = csv.writer(text)
    writer.writerow([neutralise(head) for head in heads])
    written = 0
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
        written += 1
    text.detach()  # or the file would be closed with it
    return written


def write_xlsx(file: IO[bytes], title: str, sentence: str, heads: Sequence[str], rows: Rows) -> int:
    """Write a table as a workbook; return how many rows it has. More than `MOST_IN_A_SHEET` are the caller's to cut."""
    # No text becomes a formula or a link, whatever a customer is called.
    safe = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, safe) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        looks = {style: book.add_format({"num_format": look}) for style, look in _FORMATS.items()}
        sheet.write_string(0, 0, title, bold)
        sheet.write_string(1, 0, sentence)
        for column, head in enumerate(heads):
            sheet.write_string(_FIRST_ROW - 1, column, head, bold)
        widths = [len(head) for head in heads]
        at = _FIRST_ROW - 1
        for at, row in enumerate(rows, start=_FIRST_ROW):
            for column, cell in enumerate(row):
                _write(sheet, at, column, cell, looks)
                if column < len(widths):
                    widths[column] = max(widths[column], len(str(cell)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(_WIDEST, width + 2))
        sheet.freeze_panes(_FIRST_ROW, 0)
    return at - _FIRST_ROW + 1


def _write(sheet: Worksheet, at: int, column: int, cell: object, looks: Mapping[str, Format]) -> None:
    value = _value(cell)
    if isinstance(value, date):
        sheet.write_datetime(at, column, datetime.combine(value, time()), looks["day"])
    elif isinstance(value, int | float):
        sheet.write_number(at, column, value, looks[cell.style if isinstance(cell, Cell) else "number"])
    elif value:
        sheet.write_string(at, column, value)


def _value(cell: object) -> _Value:
    if isinstance(cell, Cell) and cell.value is not None:
        return cell.value
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    text = str(cell)
    return "" if text == NOTHING else text


def _plain(cell: object) -> float | int | str:
    value = _value(cell)
    if isinstance(value, date):
        return value.isoformat()
    return neutralise(value) if isinstance(value, str) else round(value, 6)
