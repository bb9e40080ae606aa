"""DuckDB over the tables of a folder: one view a table, nothing copied, nothing fetched from anywhere."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from samphan.analytics.tables import customer_keys
from samphan.analytics.tables.partitions import MANIFEST, read_manifest


def connect(folder: Path | str, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with a view for every table written into a folder, and `customer_keys`.

    The views are the tables as they were when this was called: a later export is seen by a later connection. Files an
    export has replaced stay for a few exports, so a connection of the same day goes on reading them. A table without
    rows is an empty view. Instants are UTC without a zone in the type; amounts are minor units.

    Parameters
    ----------
    threads : int, optional
        How many threads a query may take; by default DuckDB's own choice, every core.
    """
    connection = duckdb.connect(config=offline_config())
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
    for path in sorted(Path(folder).glob(f"*/{MANIFEST}")):
        if path.parent.name != customer_keys.FOLDER and (manifest := read_manifest(path.parent)):
            days = (manifest.days[day] for day in sorted(manifest.days))
            _create_view(connection, manifest.name, manifest.columns, [path.parent / day.file for day in days])
    _create_view(connection, customer_keys.FOLDER, customer_keys.COLUMNS, customer_keys.key_files(Path(folder)))
    return connection


def offline_config() -> dict[str, str | bool | int | float | list[str]]:
    """Return the settings every DuckDB of ours starts with: no extension is ever fetched from the network."""
    return {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def _create_view(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str]], files: Sequence[Path]
) -> None:
    if files:
        chosen = ", ".join(f'"{column}"' for column, _ in columns)
        paths = ", ".join(_quoted(path) for path in files)
        # By name: files written under an earlier declaration may lack a column, which then reads as NULL.
        query = f"SELECT {chosen} FROM read_parquet([{paths}], union_by_name = true)"  # noqa: S608 (quoted above)
    else:
        nothing = ", ".join(f'CAST(NULL AS {kind}) AS "{column}"' for column, kind in columns)
        query = f"SELECT {nothing} WHERE false"
    connection.execute(f'CREATE VIEW "{name}" AS {query}')


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
