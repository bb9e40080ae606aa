"""Counts and sums that mean the same on every engine, of no rows at all too."""

from typing import Any


def count_where(condition: Any) -> Any:
    """Return how many rows meet a condition, int64; an empty condition is not met, and of no rows it is 0.

    Ibis writes its own `count(where=...)` for Spark as a sum, which is empty when there are no rows.
    """
    return total(condition.ifelse(1, 0))


def total(amounts: Any) -> Any:
    """Return the sum of whole numbers, int64; of no rows it is 0.

    DuckDB adds up 64-bit integers in 128 bits, so the sum is cast back.
    """
    return amounts.sum().fill_null(0).cast("int64")
