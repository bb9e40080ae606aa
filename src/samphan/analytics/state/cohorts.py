"""The cohort triangle, read from the month bits of every customer instead of from her orders.

Counting a bit in ten million words is a histogram of their 8-bit parts: a few additions a customer, whatever the
number of months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.layout import BITS, MONTH_OF_DAY, Records, day_number

_PART_BITS: Final = 8
_PARTS: Final = 1 << _PART_BITS
_AT_ONCE: Final = 2**14  # customers whose records stay in the processor's second cache
# Which bits are set in each value of a part, shape (256, 8).
_SET_BITS: Final = ((np.arange(_PARTS)[:, None] >> np.arange(_PART_BITS)) & 1).astype(np.int64)

Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Triangle:
    """Customers by the month of their first purchase, and how many of them bought in the months after.

    Attributes
    ----------
    months : datetime64[M] array, shape (cohorts,)
        Every month from the first cohort's to that of the observation's end.
    customers : int64 array, shape (cohorts,)
        Customers whose first purchase was in that month; the last may be incomplete.
    active : float64 array, shape (cohorts, cohorts)
        Column k: customers who bought in the k-th month after. NaN where the month is not over, lies in the future, or
        is further back than 64 months before the end.
    """

    months: NDArray[np.datetime64]
    customers: NDArray[np.int64]
    active: NDArray[np.float64]


def cohort_triangle(state: CustomerState, *, or_later: bool = False) -> Triangle:
    """Return retention by month of first purchase, exactly.

    Parameters
    ----------
    state : CustomerState
        The customers; those who never bought are in no cohort.
    or_later : bool
        Count a customer in month k when she bought in it or in any month after it ("unbounded" retention) instead of
        in month k itself.
    """
    if not state.customers or not (first_day := _earliest(state)):
        return Triangle(months=np.empty(0, "datetime64[M]"), customers=np.empty(0, np.int64), active=np.empty((0, 0)))
    start, end = int(MONTH_OF_DAY[first_day]), int(MONTH_OF_DAY[day_number(state.until)])
    cohorts = end - start + 1
    customers, bought = (_last_in_month_or_later if or_later else _bought_in_month)(state, start, cohorts)
    np.fill_diagonal(bought, customers)  # everybody bought in the month of her first purchase, however long ago
    month = np.arange(cohorts)[:, None] + np.arange(cohorts)
    is_known = month <= cohorts - 1 - (not _is_full_month(state))
    if not or_later:
        is_known &= (month > cohorts - 1 - BITS) | (np.arange(cohorts) == 0)
    return Triangle(
        months=np.datetime64("1970-01", "M") + np.arange(start, end + 1),
        customers=customers,
        active=np.where(is_known, np.take_along_axis(bought, np.minimum(month, cohorts - 1), axis=1), np.nan),
    )


def _last_in_month_or_later(state: CustomerState, start: int, cohorts: int) -> tuple[Counts, Counts]:
    """Count customers by cohort, and by cohort and month they last bought in or before their last."""
    counts = np.zeros(cohorts * cohorts, np.int64)
    for record in _parts(state):
        first, last = (MONTH_OF_DAY[record[name]].astype(np.intp) - start for name in ("first_day", "last_day"))
        counts += np.bincount(first * cohorts + last, minlength=counts.size)
    by_last = counts.reshape(cohorts, cohorts)
    return by_last.sum(axis=1), by_last[:, ::-1].cumsum(axis=1)[:, ::-1]


def _bought_in_month(state: CustomerState, start: int, cohorts: int) -> tuple[Counts, Counts]:
    """Count customers by cohort, and by cohort and month they bought in, which is known 64 months back."""
    end = start + cohorts - 1
    parts = -(-min(cohorts, BITS) // _PART_BITS)
    counts = np.zeros((parts, cohorts * _PARTS), np.int64)
    for record in _parts(state):
        # Bit b of the aligned word is the month `end - b`; of a customer gone for 64 months none is left.
        back = np.uint64(end) - MONTH_OF_DAY[record["last_day"]]
        aligned = np.where(back < BITS, record["months"] << np.minimum(back, BITS - 1), 0)
        cohort = (MONTH_OF_DAY[record["first_day"]].astype(np.intp) - start) * _PARTS
        for part in range(parts):
            value = (aligned >> np.uint64(part * _PART_BITS)).astype(np.intp) & (_PARTS - 1)
            counts[part] += np.bincount(cohort + value, minlength=cohorts * _PARTS)
    by_value = counts.reshape(parts, cohorts, _PARTS)
    by_bit = np.concatenate(list(by_value @ _SET_BITS), axis=1)[:, :cohorts]
    bought = np.zeros((cohorts, cohorts), np.int64)
    bought[:, cohorts - by_bit.shape[1] :] = by_bit[:, ::-1]
    return by_value[0].sum(axis=1), bought


def _earliest(state: CustomerState) -> int:
    """Return the day of the very first purchase; 0 when nobody bought."""
    # One less than "never" is the largest day there is, so that a minimum passes over it.
    return (int((state.records["first_day"] - np.uint16(1)).min()) + 1) % 2**16


def _parts(state: CustomerState) -> Iterator[Records]:
    """Yield the records of everybody who bought, some at a time."""
    for start in range(0, state.customers, _AT_ONCE):
        record = state.records[start : start + _AT_ONCE]
        has_bought = record["last_day"] > 0
        yield record if has_bought.all() else record[has_bought]


def _is_full_month(state: CustomerState) -> bool:
    return (state.until + timedelta(days=1)).day == 1
