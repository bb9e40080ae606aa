"""Tables on disk: CSV streamed row by row, checked from end to end before use (a workbook was turned into one)."""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from samphan.imports.rules.rows import Row
from samphan.imports.rules.sniffing import find_header, name_columns, sniff_delimiter, sniff_encoding
from samphan.kit.errors import N_, Refused

LARGEST_FILE_BYTES = 512 * 1024 * 1024
MOST_ROWS = 5_000_000
MOST_COLUMNS = 200
_SAMPLE_BYTES = 256 * 1024
_SAMPLED_ROWS = 2000
csv.field_size_limit(1024 * 1024)


class FileEmpty(Refused):
    code = "imports.file.empty"
    message = N_("The file has no rows. Check that you chose the right file or sheet.")


class FileTooLarge(Refused):
    code = "imports.file.too_large"
    message = N_("The file is larger than {limit}. Split it into several files.")


class WrongEncoding(Refused):
    code = "imports.file.encoding"
    message = N_("Row {row} cannot be read as {encoding}. Choose another encoding, for Thai often CP874 or UTF-8.")


class BrokenTable(Refused):
    code = "imports.file.broken"
    message = N_(
        "Row {row} is broken: {reason}. Check the quotes and the delimiter, or save the file again as CSV UTF-8."
    )


@dataclass(frozen=True, slots=True)
class Table:
    """How to read one file: where it lies, its encoding and delimiter, its headings and the row they stand in."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    header_row: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """A table read once from end to end: how many rows, its fingerprint, and sample cells by heading."""

    table: Table
    rows: int
    digest: str
    is_encoding_certain: bool
    samples: dict[str, list[str]]


def inspect(path: Path, *, encoding: str = "", delimiter: str = "") -> Inspection:
    """Read a file once from end to end, so that whatever is broken is named before anything is written."""
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise FileTooLarge(limit="512 MB")
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    sniffed, is_certain = sniff_encoding(sample)
    chosen = encoding or sniffed
    # A cut inside a character at the end of the sample is no error of the file.
    text = sample.decode(chosen, errors="ignore")
    delimiter = delimiter or sniff_delimiter(text)
    first = [row for row, _ in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(20), strict=False)]
    header = find_header(first)
    if not any(first):
        raise FileEmpty
    named = first[header] if header is not None else [""] * max(len(row) for row in first)
    if len(named) > MOST_COLUMNS:
        raise BrokenTable(row=(header or 0) + 1, reason=f"{len(named)} > {MOST_COLUMNS}")
    table = Table(path, chosen, delimiter, tuple(name_columns(named)), -1 if header is None else header)
    return _read_through(table, is_certain or bool(encoding))


def read_rows(table: Table) -> Iterator[Row]:
    """Yield the rows below the headings, blank ones left out, in constant memory; numbers are a spreadsheet's."""
    with _opened(table.path, table.encoding) as file:
        reader = csv.reader(file, delimiter=table.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number > table.header_row + 1 and any(cells):
                    yield Row(number, tuple(cells))
        except UnicodeError as error:
            raise WrongEncoding(row=number + 1, encoding=table.encoding) from error
        except csv.Error as error:
            raise BrokenTable(row=number + 1, reason=str(error)) from error


def _read_through(table: Table, is_certain: bool) -> Inspection:
    samples: dict[str, list[str]] = {name: [] for name in table.headings}
    count = 0
    for count, row in enumerate(read_rows(table), start=1):
        if count > MOST_ROWS:
            raise FileTooLarge(limit=f"{MOST_ROWS:,}")
        if count <= _SAMPLED_ROWS or count % 101 == 0:
            for name, cell in zip(table.headings, row.cells, strict=False):
                if cell and len(samples[name]) < 3 * _SAMPLED_ROWS:
                    samples[name].append(cell[:80])
    if not count:
        raise FileEmpty
    return Inspection(table, count, _digest(table.path), is_certain, samples)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.sha256()).hexdigest()


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[io.TextIOBase]:
    # A BOM is no part of the first heading, whether it was announced or not.
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open(encoding=name, newline="") as file:
        yield file
