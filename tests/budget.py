"""Query budgets: a list page asks the database the same number of questions however many rows it shows."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(call: Callable[[], object]) -> int:
    """Return how many queries one call makes."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def assert_constant_queries(call: Callable[[], object], *, grow: Callable[[], object]) -> None:
    """Assert that a call makes no more queries after `grow` added rows than it made before."""
    call()  # caches that fill once (content types, compiled templates) are no part of the budget
    before = count_queries(call)
    grow()
    after = count_queries(call)
    assert after <= before, f"{before} queries before, {after} after rows were added: one query a row somewhere"
