"""Rows of a file sorted by the order they belong to, on disk: lines of one order may stand anywhere in a file."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import msgspec

from samphan.imports.rules.rows import Row

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(tuple[str, ...])


def grouped_rows(rows: Iterable[Row], key: Callable[[Row], str], path: Path) -> Iterator[list[Row]]:
    """Yield the rows of each key together, keys in order, rows in file order; memory holds one group at a time.

    The sorting is done by a throw-away SQLite file beside the import, the same way every time, so that an import
    killed half-way goes on where it stood.
    """
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path, isolation_level=None)
    try:
        store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;")
        store.execute(
            "CREATE TABLE line (key TEXT, number INTEGER, cells BLOB, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        store.execute("BEGIN")
        store.executemany(
            "INSERT INTO line VALUES (?, ?, ?)",
            ((key(row), row.number, _ENCODER.encode(row.cells)) for row in rows),
        )
        store.execute("COMMIT")
        lines = store.execute("SELECT key, number, cells FROM line ORDER BY key, number")
        for _, group in groupby(lines, key=itemgetter(0)):
            yield [Row(number, _DECODER.decode(cells)) for _, number, cells in group]
    finally:
        store.close()
        path.unlink(missing_ok=True)
