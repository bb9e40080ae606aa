"""Threads that wait to run a statement at the same moment share one round trip and one commit.

A commit waits for the disk, and every other thread of the process waits for its own: with four of them at a time the
commits, not the rows, are most of what PostgreSQL has to do. Here the first thread to come runs at once; those who come
meanwhile are run together by one of them, in one pipeline that is one transaction. Nobody waits for company.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from samphan.kit.prepared import PreparedStatement, Value, only_value

# One pipeline's worth: its answers fit the buffers of both sides.
_MOST_TOGETHER = 32


class _Turn:
    """One thread's statement, and what became of it."""

    __slots__ = ("error", "is_done", "statement", "value", "values", "wake")

    def __init__(self, statement: PreparedStatement, values: Mapping[str, Value]) -> None:
        self.statement = statement
        self.values = values
        self.is_done = False
        self.value: Value = None
        self.error: Exception | None = None
        self.wake = threading.Lock()
        self.wake.acquire()


class GroupCommit:
    """Runs statements for the threads of one process; each is committed when its call returns."""

    def __init__(self) -> None:
        self._waiting: list[_Turn] = []
        self._is_running = False
        self._mutex = threading.Lock()

    def first_value(
        self, connection: Connection[Any], statement: PreparedStatement, values: Mapping[str, Value]
    ) -> Value:
        """Return what `statement.first_value` would, perhaps run on another thread's connection; raises its errors.

        The connection must be in autocommit mode. One statement's error undoes nobody else's: they are run again alone.
        """
        turn = _Turn(statement, values)
        with self._mutex:
            self._waiting.append(turn)
            leads, self._is_running = not self._is_running, True
        if not leads:
            turn.wake.acquire()  # until it is done, or its thread is to run those who wait
        if not turn.is_done:
            self._lead(connection, turn)
        if turn.error is not None:
            raise turn.error
        return turn.value

    def _lead(self, connection: Connection[Any], own: _Turn) -> None:
        with self._mutex:
            turns, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
        try:
            _run(connection, turns)
        finally:
            with self._mutex:
                following = self._waiting[0] if self._waiting else None
                self._is_running = following is not None
            for turn in turns:
                turn.is_done = True
                if turn is not own:
                    turn.wake.release()
            if following is not None:
                following.wake.release()


def _run(connection: Connection[Any], turns: Sequence[_Turn]) -> None:
    """Run the turns and note each one's value or error; only what is not an `Exception` comes out of it."""
    if len(turns) > 1 and _run_together(connection, turns):
        return
    for turn in turns:
        try:
            turn.value = turn.statement.first_value(connection, turn.values)
        except Exception as error:
            turn.error = error


def _run_together(connection: Connection[Any], turns: Sequence[_Turn]) -> bool:
    """Run them in one transaction; False when one of them failed and nothing at all was stored.

    A lost connection is everybody's error: what was stored is not known, so nothing may be run again.
    """
    libpq = connection.pgconn
    try:
        for turn in turns:
            turn.statement.prepare(connection)
    except Exception:
        return False
    try:
        libpq.enter_pipeline_mode()
        for turn in turns:
            turn.statement.send(connection, turn.values)
        libpq.pipeline_sync()
        *results, committed = connection.wait(_flush_and_fetch(libpq, len(turns) + 1))
        libpq.exit_pipeline_mode()
    except Exception as error:
        for turn in turns:
            turn.error = OperationalError(f"the connection to the database was lost: {error}")
        connection.close()
        return True
    if committed.status != ExecStatus.PIPELINE_SYNC or any(r.status != ExecStatus.TUPLES_OK for r in results):
        return False
    for turn, result in zip(turns, results, strict=True):
        turn.value = only_value(connection, result)
    return True


def _flush_and_fetch(libpq: PGconn, count: int) -> PQGen[list[PGresult]]:
    """Return the first result of each of the next `count` answers of a pipeline, waiting without holding the GIL."""
    yield from send(libpq)
    results = []
    for _ in range(count):
        results.append((yield from fetch_many(libpq))[0])
    return results
