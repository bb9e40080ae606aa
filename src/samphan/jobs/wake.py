"""Telling workers that there is work, so that nobody waits for the next poll.

PostgreSQL: NOTIFY after the commit. SQLite: a worker watches the file's change counter, which costs microseconds.
Neither is needed for anything to happen: a worker also looks by itself every `POLL_SECONDS`.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import psycopg
from django.db import OperationalError, connection, transaction

CHANNEL = "samphan_jobs"
POLL_SECONDS = 1.0
# A commit that notifies takes a lock of the whole PostgreSQL server: a busy process notifies 10 times a second at most.
NOTIFY_GAP_SECONDS = 0.1
_SQLITE_LOOK_SECONDS = 0.05

logger = logging.getLogger(__name__)


class Bell:
    """An event threads of this process wait on, rung at most so often towards other processes."""

    def __init__(self) -> None:
        self.rung = threading.Event()
        self._last_notified = 0.0

    def ring(self) -> None:
        """Wake the workers now; call it after the commit (see `ring_on_commit`)."""
        if not self.rung.is_set():  # whoever clears it looks for work afterwards, and the work is committed already
            self.rung.set()
        now = time.monotonic()
        if now - self._last_notified < NOTIFY_GAP_SECONDS or connection.vendor != "postgresql":
            return
        self._last_notified = now
        try:
            # Below Django's cursor: this is on the way of every answer taken in.
            connection.ensure_connection()
            cast(Any, connection.connection).execute(f"NOTIFY {CHANNEL}")
        except (psycopg.Error, OperationalError):  # a poll will find the committed work; the answer must not fail
            logger.warning("could not notify the workers")
            connection.close()  # it may be lost, and nobody else may ever look


BELL = Bell()


def ring_on_commit() -> None:
    """Wake the workers once the caller's transaction is committed, once a transaction."""
    waiting = (callback for _, callback, *_ in connection.run_on_commit)
    if BELL.ring not in waiting:
        transaction.on_commit(BELL.ring)


def watch(stop: threading.Event) -> threading.Thread:
    """Start the thread that rings this process's bell when another process has committed work."""
    target: Callable[[threading.Event], None] = _listen if connection.vendor == "postgresql" else _watch_file
    thread = threading.Thread(target=target, args=(stop,), name="samphan-bell", daemon=True)
    thread.start()
    return thread


def _listen(stop: threading.Event) -> None:
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(ours, None)
    while not stop.is_set():
        try:
            with psycopg.connect(**parameters, autocommit=True) as listener:
                listener.execute(f"LISTEN {CHANNEL}")
                while not stop.is_set():
                    for _ in listener.notifies(timeout=1, stop_after=1):
                        BELL.rung.set()
        except psycopg.Error:
            logger.warning("lost the notification connection; polling until it is back")
            stop.wait(POLL_SECONDS)


def _watch_file(stop: threading.Event) -> None:
    seen = None
    try:
        while not stop.wait(_SQLITE_LOOK_SECONDS):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA data_version")
                version = cursor.fetchone()
            if version != seen:
                seen = version
                BELL.rung.set()
    finally:
        connection.close()
