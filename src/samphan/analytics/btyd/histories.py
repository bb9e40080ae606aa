"""What is known of customers at a moment: frequency, recency and T, from their purchases."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.groups import Ints, as_floats
from samphan.kit.errors import N_, Refused


class BadPurchase(Refused):
    code: ClassVar[str] = "analytics.btyd.purchase"
    message: ClassVar[str] = N_("{rows} of {purchases} purchases cannot be: {why} Correct them or leave them out.")
    worded: ClassVar[tuple[str, ...]] = ("why",)


_CUSTOMER = N_("a customer's key is a whole number, 0 or more.")
_DAY = N_("a day is a whole number of days.")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Histories at one moment, by customer key.

    Attributes
    ----------
    is_known : int64 (keys,)
        Keys of the customers who had bought, ascending.
    frequency, recency, T : int64 (keys,)
        Their histories, as the models take them; times in days.
    log_gaps : float
        Sum of ln(gap in days) between one's purchase days, for the choice of k in MBG/CNBD-k.
    """

    is_known: Ints
    frequency: Ints
    recency: Ints
    T: Ints
    log_gaps: float


def summarise(customer: ArrayLike, day: ArrayLike, *, now: int) -> Summary:
    """Return the histories of customers at the end of day `now`, from purchases in any order.

    Two purchases of one customer on one day are one.

    Parameters
    ----------
    customer : whole numbers (n,)
        Key of each purchase's customer, 0 or more.
    day : whole numbers (n,)
        Day of each purchase, counted from any day.
    now : int
        The last day that is known; later purchases are passed over.

    Returns
    -------
    Summary
        One row a customer who had bought by then (keys,), ascending; times in days.

    Raises
    ------
    BadPurchase
        A key or day is missing or not a whole number, or a key is below 0.
    ValueError
        `customer` and `day` are not of one length.
    """
    who, when = _whole(customer, _CUSTOMER, least=0), _whole(day, _DAY)
    if who.shape != when.shape:
        raise ValueError("customer and day need one value for each purchase")
    past = when <= now
    base = int(when[past].min(initial=now))
    width = now - base + 1
    keys, place = np.unique(who[past], return_inverse=True)  # a key may be of 64 bits: its place fits beside a day
    code = np.unique(place * width + (when[past] - base))
    place, when = np.divmod(code, width)
    return summary_of_days(keys[place], when + base, now=now)


def summary_of_days(customer: Ints, day: Ints, *, now: int) -> Summary:
    """Return the same from purchase days: one row a customer and day, by customer and then day, none after `now`."""
    known, first, days = np.unique(customer, return_index=True, return_counts=True)
    first_day, last_day = day[first], day[first + days - 1]
    gaps = np.diff(day)[np.diff(customer) == 0]
    return Summary(
        is_known=known,
        frequency=days - 1,
        recency=last_day - first_day,
        T=now - first_day,
        log_gaps=float(np.log(gaps).sum()),
    )


def _whole(values: ArrayLike, why: str, *, least: int | None = None) -> Ints:
    """Return whole numbers as int64 (n,); `BadPurchase` with the count of those that are none, or too small."""
    given = np.atleast_1d(np.asarray(values))
    if given.dtype.kind == "i":
        whole, bad = given.astype(np.int64, copy=False), np.zeros(1, dtype=np.bool_)
    else:
        numbers = as_floats(given)
        bad = numbers != np.rint(numbers)  # NaN too
        bad |= ~np.isfinite(numbers)
        whole = np.where(bad, 0, numbers).astype(np.int64)
    if least is not None and whole.min(initial=least) < least:
        bad = bad | (whole < least)
    if bad.any():
        raise BadPurchase(rows=int(np.count_nonzero(bad)), purchases=len(given), why=why)
    return whole
