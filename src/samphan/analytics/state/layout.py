"""What is kept of a customer: 64 bytes, one line of a processor's cache, so that an order costs one trip to memory.

Logarithms are kept as products (a sum of logarithms is the logarithm of a product): one multiplication a row instead of
one logarithm. A product past 2^960 is scaled down by 2^960 and counted, so that it cannot overflow.
"""

from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from samphan.kit.money import LARGEST_AMOUNT

EPOCH: Final = date(1970, 1, 1)
EARLIEST_DAY: Final = 1  # zero means "never bought"
LATEST_DAY: Final = 2**16 - 1
LARGEST: Final = LARGEST_AMOUNT
BITS: Final = 64

SCALE: Final = 2.0**960
LOG_SCALE: Final = 960 * float(np.log(2.0))

RECORD: Final = np.dtype(
    [
        ("first_day", np.uint16),
        ("second_day", np.uint16),
        ("last_day", np.uint16),
        ("repeats", np.uint16),  # purchase days after the first
        ("spend", np.int64),  # of all purchase days, in minor units
        ("first_spend", np.int64),  # of the first day
        ("last_spend", np.int64),  # of the last day: not yet part of the product, because the day may not be over
        ("spend_product", np.float64),  # of max(spend, 1) over the days before the last
        ("gap_product", np.float64),  # of the days between neighbouring purchase days
        ("months", np.uint64),  # bit k: bought in the k-th calendar month before that of the last day
        ("days", np.uint64),  # bit k: bought k days before the last day
    ]
)

# What few customers have lies apart: pages of it that nobody writes to cost no memory.
EXTRA: Final = np.dtype(
    [
        ("refunded", np.int64),  # minor units, never negative
        ("spend_scale", np.uint32),  # how often each product was scaled down
        ("gap_scale", np.uint32),
    ]
)

Records = NDArray[Any]
Extras = NDArray[Any]
Days = NDArray[np.int32]
Keys = NDArray[np.int32]
Amounts = NDArray[np.int64]

# Calendar months since January 1970, by day number.
MONTH_OF_DAY: Final[NDArray[np.uint16]] = (
    np.arange(LATEST_DAY + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.uint16)
)


def day_number(day: date) -> int:
    """Return a date as days since 1970-01-01.

    Raises ValueError outside 1970-01-02..2149-06-06, which is what a customer's record can hold.
    """
    number = (day - EPOCH).days
    if not EARLIEST_DAY <= number <= LATEST_DAY:
        raise ValueError(f"a day must lie between 1970-01-02 and 2149-06-06, not {day}")
    return number


def date_of(number: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=int(number))
