"""Rows of a file sorted by the order they belong to, on disk: lines of one order may stand anywhere in a file."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from samphan.imports.rules.rows import Row


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
            "CREATE TABLE line (key TEXT, number INTEGER, cells TEXT, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        store.execute("BEGIN")
        store.executemany(
            "INSERT INTO line VALUES (?, ?, ?)",
            ((key(row), row.number, json.dumps(row.cells, ensure_ascii=False)) for row in rows),
        )
        store.execute("COMMIT")
        lines = store.execute("SELECT key, number, cells FROM line ORDER BY key, number")
        for _, group in groupby(lines, key=lambda line: line[0]):
            yield [Row(number, tuple(json.loads(cells))) for _, number, cells in group]
    finally:
        store.close()
        path.unlink(missing_ok=True)
