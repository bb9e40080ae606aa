import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.errors import DivisionByZero, UniqueViolation

from samphan.kit import group_commit
from samphan.kit.group_commit import GroupCommit
from samphan.kit.prepared import PreparedStatement, Value
from tests.beside import connect_beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it is PostgreSQL's protocol"),
]
KEEP = PreparedStatement(
    "test_keep", "INSERT INTO kept (n, inverse) VALUES (%(n)s::int, 100 / %(n)s::int) RETURNING n::text"
)
IF_NEW = PreparedStatement(
    "test_if_new",
    "INSERT INTO kept (n, inverse) VALUES (%(n)s::int, 0) ON CONFLICT (n) DO NOTHING RETURNING n::text",
)
SLOW = PreparedStatement("test_slow", "SELECT pg_sleep(%(n)s::float8)::text")
THREADS = 4


@pytest.fixture
def table() -> Iterator[Callable[[], list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n int PRIMARY KEY, inverse int)")
    yield kept
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kept")


def kept() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM kept ORDER BY n")
        return [n for (n,) in cursor.fetchall()]


class Desk:
    """Several threads that share a group, as a web server's."""

    def __init__(self) -> None:
        self.opened: list[psycopg.Connection] = []
        self.group = GroupCommit(self.connect)

    def connect(self) -> psycopg.Connection:
        self.opened.append(connect_beside())
        return self.opened[-1]

    def call(self, statement: PreparedStatement, n: int) -> Value:
        return self.group.first_value(statement, {"n": str(n)})

    def outcomes(self, statement: PreparedStatement, numbers: list[int]) -> list[Value | Exception]:
        with ThreadPoolExecutor(THREADS) as pool:
            futures = [pool.submit(self.call, statement, n) for n in numbers]
        found = [future.exception() or future.result() for future in futures]
        return [f for f in found if f is None or isinstance(f, str | Exception)]

    def lose_connection(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [self.opened[-1].info.backend_pid])


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.group.close()


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the groups that were run."""
    sizes: list[int] = []
    run = group_commit._run

    def noted(opened: psycopg.Connection[Any], turns: Any) -> None:
        sizes.append(len(turns))
        run(opened, turns)

    monkeypatch.setattr(group_commit, "_run", noted)
    return sizes


def test_every_thread_gets_its_own_value_and_waiting_ones_share_a_commit_and_a_connection(
    desk: Desk, table: Callable[[], list[int]], together: list[int]
) -> None:
    numbers = list(range(1, 301))
    assert desk.outcomes(KEEP, numbers) == [str(n) for n in numbers]
    assert table() == numbers
    assert sum(together) == 300
    assert max(together) > 1
    assert len(desk.opened) == 1


def test_the_statement_of_one_that_fails_undoes_nobody_elses(
    desk: Desk, table: Callable[[], list[int]], together: list[int]
) -> None:
    numbers = [n % 5 for n in range(200)]  # every fifth divides by zero, and each of the others is there once already
    found = desk.outcomes(KEEP, numbers)
    assert table() == [1, 2, 3, 4]
    assert sorted(value for value in found if isinstance(value, str)) == ["1", "2", "3", "4"]
    assert all(isinstance(found[place], DivisionByZero) for place in range(0, 200, 5))
    assert sum(isinstance(value, UniqueViolation) for value in found) == 200 - 40 - 4


def test_the_same_twice_in_one_group_is_stored_once(
    desk: Desk, table: Callable[[], list[int]], together: list[int]
) -> None:
    found = desk.outcomes(IF_NEW, [n // 4 for n in range(400)])
    assert table() == list(range(100))
    assert sorted(int(value) for value in found if isinstance(value, str)) == list(range(100))
    assert found.count(None) == 300


def test_a_lost_connection_is_an_operational_error_and_the_next_call_opens_another(
    desk: Desk, table: Callable[[], list[int]]
) -> None:
    assert desk.call(KEEP, 1) == "1"
    desk.lose_connection()
    with pytest.raises(psycopg.OperationalError):
        desk.call(KEEP, 2)
    assert desk.call(KEEP, 3) == "3"
    assert table() == [1, 3]
    assert len(desk.opened) == 2


def test_a_group_that_cannot_connect_tells_every_thread_and_the_next_tries_again(
    desk: Desk, table: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> psycopg.Connection:
        raise psycopg.OperationalError("no server")

    with monkeypatch.context() as away:
        away.setattr(desk.group, "_connect", refuse)
        refused = desk.outcomes(KEEP, list(range(1, 41)))
    assert [type(found) for found in refused] == [psycopg.OperationalError] * 40
    assert desk.call(KEEP, 1) == "1"
    assert table() == [1]


def test_a_connection_lost_in_the_middle_of_a_group_is_everybodys_error(table: Callable[[], list[int]]) -> None:
    lost = connect_beside()
    KEEP.prepare(lost)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [lost.info.backend_pid])
    turns = [group_commit._Turn(KEEP, {"n": str(n)}) for n in (1, 2)]
    group_commit._run(lost, turns)
    assert [type(turn.error) for turn in turns] == [psycopg.OperationalError] * 2
    assert lost.closed
    assert table() == []


def test_statements_the_server_forgot_are_run_together_or_alone_all_the_same(
    table: Callable[[], list[int]], together: list[int]
) -> None:
    with connect_beside() as opened:
        for n, forgotten in ((1, False), (3, True), (5, False)):
            if forgotten:
                opened.execute("DEALLOCATE ALL")
            turns = [group_commit._Turn(KEEP, {"n": str(n)}), group_commit._Turn(IF_NEW, {"n": str(n + 1)})]
            group_commit._run(opened, turns)
            assert [(turn.value, turn.error) for turn in turns] == [(str(n), None), (str(n + 1), None)]
    assert table() == [1, 2, 3, 4, 5, 6]
    assert together == [2, 2, 2]


@pytest.mark.parametrize("together", [1, 2])
def test_other_threads_go_on_while_the_server_works(together: int) -> None:
    ticks, is_over = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not is_over.wait(0.005):
            ticks += 1

    other = threading.Thread(target=tick)
    with connect_beside() as opened:
        turns = [group_commit._Turn(SLOW, {"n": "0.25"}) for _ in range(together)]
        other.start()
        group_commit._run(opened, turns)
        is_over.set()
        other.join()
    assert [turn.error for turn in turns] == [None] * together
    assert ticks > 5  # some fifty; one or two where the wait keeps the interpreter to itself
