"""One migrated database a run: the worker that needs one first migrates it, everybody else copies what it made.

Migrating takes ten seconds of a processor, copying a hundredth of one.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_WAIT_SECONDS = 300
_POSTGRES_NAME = "test_samphan_migrated"


@contextmanager
def first_to_migrate(folder: Path) -> Iterator[bool]:
    """Yield whether this worker must migrate; where it need not, its test database is there already, a copy.

    `folder` is one of the run's own that all its workers share.
    """
    mark, told = folder / "migrating", folder / "migrated"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        is_copied = _wait_for(told) == "yes"
        if is_copied:
            _take(folder)
        yield not is_copied
        return
    outcome = "no"
    try:
        yield True
        _keep(folder)
        outcome = "yes"
    finally:
        draft = folder / "migrated.draft"
        draft.write_text(outcome)
        draft.rename(told)


def migrated_copy(folder: Path) -> str:
    """Return what an installation may be copied from: SQLite's file, or the name of PostgreSQL's database."""
    return str(_file(folder)) if connection.vendor == "sqlite" else _POSTGRES_NAME


def _wait_for(told: Path) -> str:
    deadline = time.monotonic() + _WAIT_SECONDS
    while not told.exists():
        assert time.monotonic() < deadline, "the worker that migrates the test database does not come to an end"
        time.sleep(0.1)
    return told.read_text()


def _keep(folder: Path) -> None:
    """Copy the database just migrated, with nobody connected: SQLite's file is whole then, PostgreSQL demands it."""
    name = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copyfile(name, _file(folder))
        return
    with connection._nodb_cursor() as cursor:
        # A server of one's own may still hold that of the last run.
        cursor.execute(f'DROP DATABASE IF EXISTS "{_POSTGRES_NAME}"')
        cursor.execute(f'CREATE DATABASE "{_POSTGRES_NAME}" TEMPLATE "{name}"')


def _take(folder: Path) -> None:
    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        shutil.copyfile(_file(folder), name)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_POSTGRES_NAME}"')


def _file(folder: Path) -> Path:
    return folder / "migrated.sqlite3"
