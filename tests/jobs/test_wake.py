from collections.abc import Iterator
from typing import Any, cast

import psycopg
import pytest
from django.db import connection

from samphan.jobs import wake
from samphan.jobs.wake import CHANNEL, Bell
from tests.beside import connect_beside

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's workers watch the file"),
]


@pytest.fixture
def listener() -> Iterator[psycopg.Connection]:
    with connect_beside() as opened:
        opened.execute(f"LISTEN {CHANNEL}")
        yield opened


def heard(listener: psycopg.Connection) -> int:
    return len(list(listener.notifies(timeout=0.2)))


def test_a_lost_connection_keeps_workers_from_one_call_not_from_the_next(
    listener: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "NOTIFY_GAP_SECONDS", 0)
    bell = Bell()
    connection.close()
    bell.ring()  # whoever rings may have no connection yet
    assert heard(listener) == 1
    lost = cast(Any, connection.connection).info.backend_pid
    listener.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    bell.ring()
    assert bell.rung.is_set()
    assert heard(listener) == 0
    bell.ring()
    assert heard(listener) == 1
