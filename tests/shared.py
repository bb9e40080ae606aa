"""A world made once for several tests, each of which sees it as it was made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


@contextmanager
def shared_world(make: Callable[[], Made], *, blocker: DjangoDbBlocker) -> Iterator[Made]:
    """Make something in the database for a module or a class of tests, and undo it after them.

    Each test's own transaction lies inside this one, so that none sees what another wrote. Tests that need an empty
    database stand before those that share, or in another class.
    """
    with blocker.unblock(), transaction.atomic():
        made = make()
        if connection.vendor == "postgresql":
            # Nobody else counts rows of a transaction that goes on: PostgreSQL would plan for empty tables.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        # What is left to be checked when all ends would be checked after every test.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)
