"""A running installation read as it is: DuckDB opens its SQLite file or PostgreSQL database, for reading only.

DuckDB's own signed extensions come as Python packages (extra `live`), so nothing is fetched when they are used.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import duckdb

_Engine = Literal["sqlite", "postgres"]
_PACKAGES: Final[dict[_Engine, str]] = {
    "sqlite": "duckdb_extension_sqlite_scanner",
    "postgres": "duckdb_extension_postgres_scanner",
}


class LiveReadingMissing(RuntimeError):
    """DuckDB's reader of the database is not installed, or not for this DuckDB."""


def attach_sqlite(connection: duckdb.DuckDBPyConnection, path: Path | str, *, name: str = "live") -> None:
    """Make the tables of a SQLite file readable as `name.<table>`.

    Raises LiveReadingMissing when the extra `live` is not installed, FileNotFoundError when there is no such file.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no SQLite file at {path}")
    _load(connection, "sqlite")
    _attach(connection, str(path), name, "SQLITE")


def attach_postgres(connection: duckdb.DuckDBPyConnection, url: str, *, name: str = "live") -> None:
    """Make the tables of a PostgreSQL database (a libpq URL or key=value string) readable as `name.<table>`.

    Raises LiveReadingMissing when the extra `live` is not installed, duckdb.Error when the server does not answer.
    """
    _load(connection, "postgres")
    _attach(connection, url, name, "POSTGRES")


def _load(connection: duckdb.DuckDBPyConnection, engine: _Engine) -> None:
    """Load the extension from the file its package carries; DuckDB checks the signature."""
    package = find_spec(_PACKAGES[engine])
    for folder in (package.submodule_search_locations or []) if package else []:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{engine}_scanner.duckdb_extension"
        if file.is_file():
            connection.execute(f"LOAD '{_escaped(str(file))}'")
            return
    raise LiveReadingMissing(
        f"reading {engine} live needs DuckDB's extension for DuckDB {duckdb.__version__}: pip install 'samphan[live]'"
    )


def _attach(connection: duckdb.DuckDBPyConnection, source: str, name: str, kind: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    connection.execute(f"ATTACH '{_escaped(source)}' AS {quoted} (TYPE {kind}, READ_ONLY)")


def _escaped(text: str) -> str:
    return text.replace("'", "''")
