"""A purchase log scattered over customers in one compiled pass: until the engine's own state does it."""

import numba
import numpy as np
from numpy.typing import NDArray

State = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]


def empty(customers: int) -> State:
    """Return (first day, last day, repeat purchase days, repeat spend) of customers who have bought nothing."""
    return (
        np.full(customers, -1, np.int32),
        np.full(customers, -1, np.int32),
        np.zeros(customers, np.int32),
        np.zeros(customers, np.int64),
    )


@numba.njit(cache=True, nogil=True)
def push(first, last, x, cents, key, day, amount, base):  # type: ignore[no-untyped-def]
    """Add rows that come in order of day; rows of the first day are the first purchase."""
    for i in range(key.size):
        k, d = key[i], day[i] - base
        if first[k] < 0:
            first[k] = d
            last[k] = d
        elif d > first[k]:
            cents[k] += amount[i]
            if d > last[k]:
                last[k] = d
                x[k] += 1
