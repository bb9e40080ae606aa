"""What a file is written in: encoding, delimiter, and which row holds the headings."""

import codecs
import csv
import re
from collections.abc import Sequence

from charset_normalizer import from_bytes

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp874", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_DATA = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[+-]?[\d,.:/\s-]*\d[\d,.:/\s-]*")


def sniff_encoding(sample: bytes) -> tuple[str, bool]:
    """Return (encoding, certain) of a file by its beginning; the screen offers a choice when it is not certain.

    High bytes alone do not make a file Thai: Latin-1 has them one at a time between letters, Thai in runs.
    """
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name, True
    if sample.count(0) > len(sample) // 5:
        return "utf-16-le" if sample[1:2] == b"\x00" else "utf-16-be", False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _eight_bit(sample), False
    return "utf-8", True


def sniff_delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the same number of cells, and into the most."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in csv.reader(text.splitlines()[:30], delimiter=delimiter) if row]
        widths = [len(row) for row in rows]
        width = max(set(widths), key=widths.count, default=0)
        score = (widths.count(width) / len(widths) if widths else 0.0, width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the row of headings, below a title if there is one; None when the file begins with data."""
    width = max((len([cell for cell in row if cell.strip()]) for row in rows), default=0)
    for index, row in enumerate(rows):
        filled = [cell for cell in row if cell.strip()]
        if not filled or (len(filled) == 1 and width > 1):
            continue
        return None if any(_DATA.fullmatch(cell.strip()) for cell in filled) else index
    return None


def name_columns(cells: Sequence[str]) -> list[str]:
    """Return headings that are filled and unique: a blank one is named by its place, a second "Date" is "Date (2)"."""
    named: list[str] = []
    for place, cell in enumerate(cells, start=1):
        base = " ".join(cell.split())[:120] or f"Column {place}"
        name, count = base, 1
        while name in named:
            count += 1
            name = f"{base} ({count})"
        named.append(name)
    return named


def _eight_bit(sample: bytes) -> str:
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    if runs and sum(length for length in runs if length > 1) >= 0.6 * sum(runs):
        return "cp874"
    guess = from_bytes(sample[:65536], cp_isolation=["cp1252", "cp874"]).best()
    return guess.encoding if guess else "cp1252"
