"""What a pass over the log writes to, and what it refuses to take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.layout import (
    EARLIEST_DAY,
    EXTRA,
    LARGEST,
    RECORD,
    Amounts,
    Days,
    Extras,
    Keys,
    Records,
)

Batch = tuple[Keys, Days, Amounts]


@dataclass(frozen=True)
class Target:
    """The arrays of all customers, one entry a customer key: `records` and `extras` as `layout` says.

    `late` (bool) marks customers of whom a row came after a later one: theirs are not valid until replayed.
    """

    records: Records
    extras: Extras
    late: NDArray[np.bool_]

    @classmethod
    def empty(cls, customers: int) -> "Target":
        """Return the arrays of customers who have not bought yet."""
        return cls(_records(customers), np.zeros(customers, EXTRA), np.zeros(customers, np.bool_))


def _records(customers: int) -> Records:
    """Return empty records, each on one line of the processor's cache: numpy's own array would begin between two."""
    size = customers * RECORD.itemsize
    memory = np.zeros(size + RECORD.itemsize, np.uint8)
    start = -memory.ctypes.data % RECORD.itemsize
    return memory[start : start + size].view(RECORD)


def checked(target: Target, batch: Batch, *, until: int) -> tuple[Batch, int]:
    """Return the rows dated no later than `until`, and how many are dated later.

    Raises ValueError when a key is no customer's, a day cannot be kept or an amount is larger than money gets: such a
    row would be counted for somebody else, or wrongly.
    """
    key, day, amount = batch
    if key.size == 0:
        return batch, 0
    if key.min() < 0 or key.max() >= target.records.size:
        raise ValueError(f"customer keys must lie in 0..{target.records.size - 1}, not {key.min()}..{key.max()}")
    if day.min() < EARLIEST_DAY:
        raise ValueError(f"a purchase cannot lie before 1970-01-02, but one lies {day.min()} days after 1970-01-01")
    if amount.min() < -LARGEST or amount.max() > LARGEST:
        raise ValueError(f"amounts must lie within {LARGEST} minor units, not {amount.min()}..{amount.max()}")
    is_later = day > until
    later = int(np.count_nonzero(is_later))
    return ((key[~is_later], day[~is_later], amount[~is_later]) if later else batch), later
