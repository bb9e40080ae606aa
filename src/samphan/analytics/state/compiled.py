"""The pass over the log, compiled: the same arithmetic in the same order as `plain`, so the results are the same bits.

Ten million records are 640 MB, and a log in order of time touches them at random: the wait for memory would cost more
than the work. Rows are therefore dealt into buckets of neighbouring customers first, one word of eight bytes a row, and
each bucket is then worked off while its records lie in the processor's second cache (limits and measurements:
bench/state.py).
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numba import njit

from samphan.analytics.state.layout import EARLIEST_DAY, MONTH_OF_DAY, SCALE
from samphan.analytics.state.target import Batch, Target, checked

SLOT_BITS: Final = 12  # records of 256 kB a bucket: they and its rows fit half a second cache, as a shared core has it
_SLOTS: Final = 1 << SLOT_BITS
_BLOCK: Final = 1024
_DOWN: Final = 1.0 / SCALE
_ONE: Final = np.uint64(1)
# A row in one word, from its lowest bit: the customer's place in the bucket, the day, the amount. It is written and
# read in one go, which a record of three fields is not.
_DAY_AT: Final = 16
_AMOUNT_AT: Final = 32
_WIDEST: Final = 2**31 - 1
# Rows held back before the buckets are worked off, a quarter of a gigabyte: with more of them the records are passed
# over less often, but fresh memory costs more than that saves.
_MOST_HELD: Final = 2**25


def sweep(target: Target, batches: Iterable[Batch], *, until: int) -> int:
    """Add every row dated no later than `until` (a day number) and return how many are dated later."""
    buckets = _Buckets(target)
    later = 0
    for batch in batches:
        later += buckets.take(batch, until=until)
    buckets.work_off()
    return later


def apply_rows(target: Target, batch: Batch) -> None:
    """Add checked rows, in the order they come; customers with a row before their last day are marked late."""
    _apply(target.records, target.extras, target.late, *batch, MONTH_OF_DAY)


class _Buckets:
    """Rows dealt out to buckets of neighbouring customers, in chained blocks of one pool."""

    def __init__(self, target: Target) -> None:
        self.target = target
        buckets = (target.records.size >> SLOT_BITS) + 1
        self.blocks = _MOST_HELD // _BLOCK + buckets
        self.rows = np.empty(self.blocks * _BLOCK, np.int64)  # pages of it that are never written cost nothing
        self.before = np.empty(self.blocks, np.int64)  # the block filled before, in the same bucket; -1 for none
        self.newest = np.full(buckets, -1, np.int64)
        self.ends = np.zeros(buckets, np.int64)
        self.taken = 0

    def take(self, batch: Batch, *, until: int) -> int:
        """Deal out one batch and return how many of its rows are dated later than `until`."""
        key, day, amount = batch
        row, later = 0, 0
        while True:
            row, self.taken, passed_over, is_full = _deal(
                key, day, amount, row, self.target.records.size, EARLIEST_DAY, until,
                self.newest, self.ends, self.before, self.taken, self.rows,
            )  # fmt: skip
            later += passed_over
            if row == key.size:
                return later
            self.work_off()
            if not is_full:  # a row too large for eight bytes, or one to be refused
                kept, passed_over = checked(self.target, (key[row:], day[row:], amount[row:]), until=until)
                apply_rows(self.target, kept)
                return later + passed_over

    def work_off(self) -> None:
        """Add every row held back to its record and empty the buckets."""
        target = self.target
        _drain(target.records, target.extras, target.late, self.newest, self.ends, self.before, self.rows, MONTH_OF_DAY)
        self.newest[:] = -1
        self.ends[:] = 0
        self.taken = 0


@njit(nogil=True, cache=True, inline="always")
def _add(record: Any, extra: Any, day: Any, amount: Any, month_of_day: Any) -> bool:
    """Add one row to its customer; False when it comes after a later one.

    It is given records and not the arrays of them: numba would count references to arrays at every row.
    """
    if amount < 0:
        extra.refunded -= amount
        return True
    last = np.int64(record.last_day)
    gap = np.int64(day) - last
    if gap < 0:
        return False
    record.spend += amount
    if gap == 0:
        record.last_spend += amount
        if record.first_day == day:
            record.first_spend += amount
    elif last == 0:
        record.first_day = day
        record.last_day = day
        record.first_spend = amount
        record.last_spend = amount
        record.spend_product = 1.0
        record.gap_product = 1.0
        record.months = _ONE
        record.days = _ONE
    else:
        spends = record.spend_product * max(record.last_spend, 1)
        gaps = record.gap_product * gap
        if max(spends, gaps) > SCALE:
            if spends > SCALE:
                spends *= _DOWN
                extra.spend_scale += 1
            if gaps > SCALE:
                gaps *= _DOWN
                extra.gap_scale += 1
        record.second_day += day * (record.repeats == 0)  # a choice would be a jump, guessed wrong once a customer
        record.spend_product = spends
        record.gap_product = gaps
        record.repeats += 1
        record.last_day = day
        record.last_spend = amount
        months = np.int64(month_of_day[day]) - np.int64(month_of_day[last])
        record.months = (record.months << np.uint64(months & 63)) * np.uint64(months < 64) | _ONE
        record.days = (record.days << np.uint64(gap & 63)) * np.uint64(gap < 64) | _ONE
    return True


@njit(nogil=True, cache=True)
def _apply(records: Any, extras: Any, late: Any, key: Any, day: Any, amount: Any, month_of_day: Any) -> None:
    for row in range(key.size):
        customer = np.uint64(key[row])
        if not _add(records[customer], extras[customer], day[row], amount[row], month_of_day):
            late[customer] = True


@njit(nogil=True, cache=True)
def _deal(
    key: Any, day: Any, amount: Any, start: int, customers: int, earliest: int, until: int,
    newest: Any, ends: Any, before: Any, taken: int, rows: Any,
) -> tuple[int, int, int, bool]:  # fmt: skip
    """Deal rows out from `start`; return (next row, blocks taken, rows passed over, whether the pool is full)."""
    later = 0
    for row in range(start, key.size):
        customer = np.int64(key[row])
        at = np.int64(day[row])
        value = amount[row]
        if at > until:
            later += 1
            continue
        if customer < 0 or customer >= customers or at < earliest or value > _WIDEST or value < -_WIDEST:
            return row, taken, later, False
        bucket = customer >> SLOT_BITS
        place = ends[bucket]
        if place & (_BLOCK - 1) == 0:
            if taken == before.size:
                return row, taken, later, True
            before[taken] = newest[bucket]
            newest[bucket] = taken
            place = taken * _BLOCK
            taken += 1
        rows[np.uint64(place)] = (value << _AMOUNT_AT) | (at << _DAY_AT) | (customer & (_SLOTS - 1))
        ends[bucket] = place + 1
    return key.size, taken, later, False


@njit(nogil=True, cache=True)
def _drain(
    records: Any, extras: Any, late: Any, newest: Any, ends: Any, before: Any, rows: Any, month_of_day: Any
) -> Any:
    """Work off every bucket, its blocks in the order they were filled.

    Where there are more rows than customers, the records of a bucket are first read one after another: that brings them
    into the cache sooner than one by one in any order. The number returned means nothing: the compiler would leave out
    what is read for no result.
    """
    order = np.empty(before.size, np.int64)
    seen = np.int64(0)
    for bucket in range(newest.size):
        length = 0
        block = newest[bucket]
        while block >= 0:
            order[length] = block
            length += 1
            block = before[block]
        base = np.int64(bucket) << SLOT_BITS
        if length * _BLOCK > _SLOTS:
            for slot in range(base, min(base + _SLOTS, records.size)):
                seen |= records[np.uint64(slot)].last_day
        for step in range(length - 1, -1, -1):
            begin = order[step] * _BLOCK
            end = ends[bucket] if step == 0 else begin + _BLOCK
            for place in range(begin, end):
                row = rows[np.uint64(place)]
                customer = np.uint64(base + (row & (_SLOTS - 1)))
                day = np.uint16(row >> _DAY_AT)
                if not _add(records[customer], extras[customer], day, row >> _AMOUNT_AT, month_of_day):
                    late[customer] = True
    return seen
