"""A table as CSV or XLSX: bare numbers for sums, text that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from samphan.imports.rules.cells import neutralise
from samphan.web.components.cells import NOTHING, Cell

_BOM = "\ufeff"  # without it Excel reads Thai as gibberish
_FORMATS = {"share": "0.0%", "money": "#,##0.00", "number": "#,##0.###", "text": "General"}
_WIDEST = 60

Rows = Sequence[Sequence[object]]


def csv_file(heads: Sequence[str], rows: Rows) -> bytes:
    """Return a table as CSV in UTF-8 that Excel opens as such."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([neutralise(head) for head in heads])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return (_BOM + text.getvalue()).encode()


def xlsx_file(title: str, sentence: str, heads: Sequence[str], rows: Rows) -> bytes:
    """Return a table as a workbook: the question, the sentence, then the table with its heads in bold."""
    buffer = io.BytesIO()
    # No text becomes a formula or a link, whatever a customer is called.
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, safe) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        looks = {style: book.add_format({"num_format": look}) for style, look in _FORMATS.items()}
        sheet.write_string(0, 0, title, bold)
        sheet.write_string(1, 0, sentence)
        for column, head in enumerate(heads):
            sheet.write_string(3, column, head, bold)
            lengths = [len(str(row[column])) for row in rows if column < len(row)]
            sheet.set_column(column, column, min(_WIDEST, max([len(head), *lengths]) + 2))
        for at, row in enumerate(rows, start=4):
            for column, cell in enumerate(row):
                value = _value(cell)
                if isinstance(value, int | float):
                    sheet.write_number(at, column, value, looks[cell.style if isinstance(cell, Cell) else "number"])
                elif value:
                    sheet.write_string(at, column, value)
        sheet.freeze_panes(4, 0)
    return buffer.getvalue()


def _value(cell: object) -> float | int | str:
    if isinstance(cell, Cell) and cell.value is not None:
        return cell.value
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    text = str(cell)
    return "" if text == NOTHING else text


def _plain(cell: object) -> float | int | str:
    value = _value(cell)
    return neutralise(value) if isinstance(value, str) else round(value, 6)
