"""The product's own search among 10,000 documents, on SQLite and PostgreSQL: what it finds and what a question costs.

The documents and questions are those of `bench.iapp`; R@3 is the share of questions whose article is among the first
three. Documents are written by the product's services, questions asked as a page asks them, excerpts and marks
included. Each database has a process of its own; SAMPHAN_TEST_DATABASE_URL names a PostgreSQL server, in which a
database is made and dropped again. CPU is that of the application and the database process together.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.measured import Row

_ROOT = Path(__file__).resolve().parents[1]
_DATABASE = "samphan_bench_search"


def rows(data: Path) -> Iterator[Row]:
    """Yield what both databases find and cost; PostgreSQL's only where a server is named."""
    yield from _measured(data, "SQLite", "")
    server = os.environ.get("SAMPHAN_TEST_DATABASE_URL")
    if server:
        with _new_database(server) as url:
            yield from _measured(data, "PostgreSQL", url)


def _measured(data: Path, name: str, url: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="samphan-bench-") as folder:
        environment = {
            **os.environ,
            "SAMPHAN_DATA_DIR": folder,
            "SAMPHAN_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "samphan.config.settings",
            "PYTHONPATH": f"{_ROOT / 'src'}{os.pathsep}{_ROOT}",
        }
        command = [sys.executable, "-m", "bench.product_search_run", str(data)]
        done = subprocess.run(command, env=environment, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    yield Row(name=f"{name}: write 10,000 documents, CPU s", value=told["write_s"])
    yield Row(name=f"{name}: count their terms, CPU s", value=told["census_s"])
    for asked, limit in (("clean", 0.91), ("mistyped", 0.86)):
        yield Row(name=f"{name}: R@3, {asked}", value=told[asked]["recall"], limit=limit, note=told["questions"])
        yield Row(name=f"{name}: R@3 of pages, {asked}", value=told[asked]["recall_of_pages"])
        yield Row(
            name=f"{name}: CPU ms a question, {asked}", value=told[asked]["ms"], limit=10, at_least=False,
            note=f"{told[asked]['database_ms']:.1f} of them in the database's own process",
        )  # fmt: skip


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    """Make a database for the time of the measurement and give its URL."""
    parts = urlsplit(server)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE}")
        connection.execute(f"CREATE DATABASE {_DATABASE}")
        yield urlunsplit(parts._replace(path=f"/{_DATABASE}"))
        connection.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")
