"""A real installation for one chaos run: its own data folder and database, real processes, killed without warning."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Installation:
    """Its environment and its processes."""

    data_dir: Path
    database_url: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What every process of it is started with."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "samphan.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "SAMPHAN_DATA_DIR": str(self.data_dir),
            "SAMPHAN_DATABASE_URL": self.database_url,
            "SAMPHAN_API_RATE": "100000",
        }

    def python(self, *arguments: str, text: str = "") -> str:
        """Run Python in it to the end and return what it printed."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, input=text, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement both databases understand, read beside the running processes."""
        if self.database_url:
            with psycopg.connect(self.database_url) as reader:
                return reader.execute(statement).fetchall()
        with closing(sqlite3.connect(self.data_dir / "samphan.sqlite3", timeout=20)) as reader:
            return reader.execute(statement).fetchall()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a `samphan` command in a process group of its own."""
        command = [sys.executable, "-m", "samphan.cli", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill -9 a process and its children."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def kill_all(self) -> None:
        """End whatever still runs."""
        for process in list(self.processes):
            self.kill(process)


@contextmanager
def installation(data_dir: Path, *, migrated: str = "") -> Iterator[Installation]:
    """Yield a migrated installation on SQLite, or on the server at SAMPHAN_TEST_DATABASE_URL; it is gone afterwards.

    `migrated` names the file or the database to begin with a copy of; without it, an empty one is migrated.
    """
    server = os.environ.get("SAMPHAN_TEST_DATABASE_URL", "")
    with _database(server, copy_of=migrated) if server else _no_database() as url:
        made = Installation(data_dir=data_dir, database_url=url)
        try:
            if not migrated:
                made.python("manage.py", "migrate", "--skip-checks", "-v", "0")
            elif not server:
                shutil.copyfile(migrated, data_dir / "samphan.sqlite3")
            yield made
        finally:
            made.kill_all()


@contextmanager
def _no_database() -> Iterator[str]:
    yield ""


@contextmanager
def _database(server: str, *, copy_of: str) -> Iterator[str]:
    parts = urlsplit(server)
    name = f"{parts.path.strip('/') or 'samphan'}_chaos_{os.getpid()}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{copy_of}"' if copy_of else ""))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(port: int, seconds: float = 90) -> None:
    """Wait until the web server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, "the web server does not answer"
            time.sleep(0.05)
        else:
            return
