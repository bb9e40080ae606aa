"""Who bought in a stretch of time, who is lost and who came back: read from the state, exactly or not at all."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.repurchase import Share
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.layout import BITS, MONTH_OF_DAY, date_of, day_number

Mask = NDArray[np.bool_]


class BeyondMemory(ValueError):
    """The bits do not reach so far back for some customers; a state built to an earlier end does."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """Customers counted by what they did in a window of days and in the time after it.

    `active` bought in the window; `lost` are those of them who did not buy after it; `reactivated` bought after it and
    before it, but not in it.
    """

    active: int
    lost: int
    reactivated: int


def active_between(state: CustomerState, first: date, last: date) -> Mask:
    """Return who bought from `first` to `last`, both inclusive (bool, one entry a customer key).

    Exact for whole calendar months up to 63 months, and for any days up to 63 days, before a customer's last purchase;
    for customers whose first or last purchase lies in the stretch, at any distance.

    Raises
    ------
    ValueError
        When the stretch is empty or ends after the observation does.
    BeyondMemory
        When for some customer it is not known.
    """
    begin, end = day_number(first), day_number(last)
    if begin > end or last > state.until:
        raise ValueError(f"not a stretch of days within the observation, which ends {state.until}: {first} to {last}")
    first_day, last_day = state.first, state.last
    is_certain = _within(first_day, begin, end) | _within(last_day, begin, end)
    is_open = (first_day < begin) & (last_day > end)
    by_days = _any_bit(state.days, last_day - end, last_day - begin)
    reached = last_day - begin < BITS
    active = is_certain | (is_open & by_days)
    if _is_first_of_month(begin) and _is_first_of_month(end + 1):
        back = state.last_month
        active |= is_open & _any_bit(state.months, back - MONTH_OF_DAY[end], back - MONTH_OF_DAY[begin])
        reached |= back - MONTH_OF_DAY[begin].astype(np.int32) < BITS
    if (is_open & ~active & ~reached).any():
        raise BeyondMemory(f"{first} to {last} lies too far back for some customers; build a state until {last}")
    return active


def movement(before: CustomerState, now: CustomerState, *, days: int) -> Movement:
    """Return who was active in the `days` up to `before.until`, and who was lost or came back by `now.until`.

    Exact for a window of any length, because the last purchase as it was known then is all it takes.
    """
    if before.until >= now.until or days < 1:
        raise ValueError("movement needs a window of at least a day and two ends, the earlier first")
    was_last, is_last = before.last, now.last[: before.customers]
    cut = day_number(before.until)
    bought_after = is_last > cut
    active = was_last > cut - days
    return Movement(
        active=int(active.sum()),
        lost=int((active & ~bought_after).sum()),
        reactivated=int((~active & (was_last > 0) & bought_after).sum()),
    )


def repurchase_within(state: CustomerState, *, days: int) -> Share:
    """Return how many bought on a second day within `days` of their first, of those whose window is complete.

    The window is complete when its last day lies within the observation; the others are in neither number, because
    they may still come (right-censoring).
    """
    first, second = state.first, state.second
    complete = (first > 0) & (first + days <= day_number(state.until))
    came_back = complete & (second > 0) & (second - first <= days)
    return Share(successes=int(came_back.sum()), n=int(complete.sum()))


def _within(day: NDArray[np.int32], begin: int, end: int) -> Mask:
    return (day >= begin) & (day <= end)


def _any_bit(bits: NDArray[np.uint64], nearest: NDArray[np.int32], farthest: NDArray[np.int32]) -> Mask:
    """Say whether any bit from `nearest` to `farthest` back is set; places outside 0..63 hold none."""
    low = np.clip(nearest, 0, BITS).astype(np.uint64)
    high = np.clip(farthest + 1, 0, BITS).astype(np.uint64)
    return np.asarray((bits & _below(high) & ~_below(low)) != 0)


def _below(place: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return words with all bits below a place set; a shift by 64 would leave the word as it is."""
    full = ~np.uint64(0)
    return np.where(place < BITS, ~(full << np.minimum(place, np.uint64(BITS - 1))), full)


def _is_first_of_month(day: int) -> bool:
    return date_of(day).day == 1
