"""Transactions of one process on SQLite: in line, and out of it however they end."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from samphan.accounts.models import Organisation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no line: many write at a time"),
]


def _elsewhere(work: Callable[[], None], *, seconds: float = 20) -> None:
    """Do something in another thread, whose connection waits so long for its turn."""

    def run() -> None:
        shared = connection.settings_dict
        connection.settings_dict = shared | {"OPTIONS": shared["OPTIONS"] | {"timeout": seconds}}
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def _write() -> None:
    with transaction.atomic():
        Organisation.objects.update(timezone="Asia/Bangkok")


def test_a_transaction_waits_its_turn_and_says_so_when_it_does_not_come() -> None:
    with transaction.atomic(), pytest.raises(OperationalError, match="did not end in time"):
        _elsewhere(_write, seconds=0.05)

    _elsewhere(_write)


def test_one_that_fails_leaves_the_line() -> None:
    def fail() -> None:
        with transaction.atomic():
            raise LookupError

    with pytest.raises(LookupError):
        _elsewhere(fail)

    _elsewhere(_write, seconds=0)


def test_one_whose_connection_is_closed_leaves_the_line() -> None:
    def close() -> None:
        with transaction.atomic():
            connection.close()

    _elsewhere(close)

    _elsewhere(_write, seconds=0)


def test_who_cannot_begin_for_another_process_leaves_the_line() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)  # as another process: in no line
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="locked"):
        _elsewhere(_write, seconds=0.05)
    other.close()

    _elsewhere(_write, seconds=0)
