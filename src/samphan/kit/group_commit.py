"""Threads that wait to run a statement at the same moment share one round trip and one commit.

A commit waits for the disk, and every other thread of the process waits for its own: with four of them at a time the
commits, not the rows, are most of what PostgreSQL has to do. Here the first thread to come runs at once; those who come
meanwhile are run together by one of them, in one pipeline that is one transaction. Nobody waits for company.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.generators import send
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Wait

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
    """Runs statements for the threads of one process; each is committed when its call returns.

    They run on a connection of their own. Only one group runs at a time, and one PostgreSQL process that runs them all
    costs less than one a thread: it alone keeps its plans, its tables and the processor's caches warm.
    """

    def __init__(self, connect: Callable[[], Connection[Any]]) -> None:
        """Take what opens a connection in autocommit mode; it is called when there is none, or none any more."""
        self._connect = connect
        self._connection: Connection[Any] | None = None
        self._waiting: list[_Turn] = []
        self._is_running = False
        self._mutex = threading.Lock()

    def first_value(self, statement: PreparedStatement, values: Mapping[str, Value]) -> Value:
        """Return what `statement.first_value` would, perhaps run by another thread; raises its errors.

        One statement's error undoes nobody else's: they are run again alone. A connection that cannot be opened, or is
        lost, is the error of everybody in the group; the next group opens another.
        """
        turn = _Turn(statement, values)
        with self._mutex:
            self._waiting.append(turn)
            leads, self._is_running = not self._is_running, True
        if not leads:
            turn.wake.acquire()  # until it is done, or its thread is to run those who wait
        if not turn.is_done:
            self._lead(turn)
        if turn.error is not None:
            raise turn.error
        return turn.value

    def _lead(self, own: _Turn) -> None:
        with self._mutex:
            turns, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
        try:
            self._connect_and_run(turns)
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

    def _connect_and_run(self, turns: Sequence[_Turn]) -> None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = self._connect()
        except Exception as error:
            for turn in turns:
                turn.error = error
        else:
            _run(self._connection, turns)

    def close(self) -> None:
        """Close the connection while nobody runs anything; the next call opens another."""
        if self._connection is not None:
            self._connection.close()


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
        *results, committed = connection.wait(_answers(libpq, len(turns) + 1))
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


def _answers(libpq: PGconn, count: int) -> PQGen[list[PGresult]]:
    """Return the next `count` answers of a pipeline, waiting for them without holding the GIL.

    They come together, when the transaction ends, so one wait is mostly all. psycopg's own `fetch` lets go of the GIL
    four times an answer, waiting or not, and each time wakes a thread that waits for it.
    """
    yield from send(libpq)
    answers: list[PGresult] = []
    has_ended = False  # None stands after each statement's answer; two of them, where the connection is lost
    while len(answers) < count:
        while libpq.is_busy():
            yield Wait.R
            libpq.consume_input()
        answer = libpq.get_result()
        if answer is not None:
            answers.append(answer)
        elif has_ended:
            raise OperationalError("the server sent fewer answers than it was asked for")
        has_ended = answer is None
    return answers
