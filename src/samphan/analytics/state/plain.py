"""The pass over the log in numpy alone: rounds over distinct customers, so that no loop runs in Python for a row.

Round n adds the n-th purchase day of every customer in the batch. The arithmetic is that of `compiled`, operation by
operation, so both give the same bits.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.layout import BITS, MONTH_OF_DAY, SCALE, Amounts, Days, Extras, Keys, Records
from samphan.analytics.state.target import Batch, Target, checked

_ONE = np.uint64(1)


def sweep(target: Target, batches: Iterable[Batch], *, until: int) -> int:
    """Add every row dated no later than `until` (a day number) and return how many are dated later."""
    later = 0
    for batch in batches:
        kept, passed_over = checked(target, batch, until=until)
        apply_rows(target, kept)
        later += passed_over
    return later


def apply_rows(target: Target, batch: Batch) -> None:
    """Add checked rows in any order; customers with a row before their last day are marked late instead."""
    key, day, amount = batch
    is_refund = amount < 0
    if is_refund.any():
        np.subtract.at(target.extras["refunded"], key[is_refund], amount[is_refund])
        key, day, amount = key[~is_refund], day[~is_refund], amount[~is_refund]
    if key.size == 0:
        return
    key, day, amount = _day_totals(key, day, amount)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    is_late = day[starts] < target.records["last_day"][key[starts]]
    target.late[key[starts[is_late]]] = True
    sizes = np.diff(np.r_[starts, key.size])
    rank = np.arange(key.size) - np.repeat(starts, sizes)
    rank[np.repeat(is_late, sizes)] = -1
    order = np.argsort(rank, kind="stable")
    bounds = np.searchsorted(rank[order], np.arange(rank.max() + 2))
    for begin, end in pairwise(bounds):
        rows = order[begin:end]
        _buy(target, key[rows], day[rows], amount[rows])


def _day_totals(key: Keys, day: Days, amount: Amounts) -> Batch:
    """Return one row a customer and day, sorted by both."""
    code = (key.astype(np.int64) << 16) | day
    order = np.argsort(code, kind="stable")
    code = code[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    first = order[starts]
    return key[first], day[first], np.add.reduceat(amount[order], starts)


def _buy(target: Target, key: Keys, day: Days, amount: Amounts) -> None:
    """Add one purchase day to each of distinct customers, none of it before her last."""
    record, extra = target.records[key], target.extras[key]
    last = record["last_day"].astype(np.int32)
    gap = day - last
    is_new, is_same = last == 0, gap == 0
    is_next = ~(is_new | is_same)
    is_first_day = is_new | (is_same & (record["first_day"] == day))
    record["spend"] += amount
    record["first_spend"][is_first_day] += amount[is_first_day]

    spends = np.where(is_next, np.maximum(record["last_spend"], 1).astype(np.float64), 1.0)
    _multiply(record, extra, "spend", spends, is_new)
    _multiply(record, extra, "gap", np.where(is_next, gap, 1).astype(np.float64), is_new)
    months = MONTH_OF_DAY[day].astype(np.int32) - MONTH_OF_DAY[last]
    record["months"] = _one_more(record["months"], months)
    record["days"] = _one_more(record["days"], gap)
    record["first_day"][is_new] = day[is_new]
    is_second = is_next & (record["repeats"] == 0)
    record["second_day"][is_second] = day[is_second]
    record["last_day"] = day
    record["last_spend"] = np.where(is_same, record["last_spend"], 0) + amount
    record["repeats"] += is_next
    target.records[key] = record
    target.extras[key] = extra


def _multiply(
    record: Records, extra: Extras, name: str, factor: NDArray[np.float64], is_new: NDArray[np.bool_]
) -> None:
    """Multiply a product by a factor (start it at 1 for the new), scaling it down where it grows too large."""
    product = np.where(is_new, 1.0, record[f"{name}_product"] * factor)
    is_large = product > SCALE
    record[f"{name}_product"] = np.where(is_large, product * (1.0 / SCALE), product)
    extra[f"{name}_scale"] += is_large


def _one_more(bits: NDArray[np.uint64], steps: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Move bits away from the present by `steps` and set the present one; what moves past the last is forgotten."""
    moved = np.where(steps < BITS, bits << (steps.astype(np.uint64) & np.uint64(BITS - 1)), np.uint64(0))
    return moved | _ONE
