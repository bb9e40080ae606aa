"""The pass over the log, compiled: the same arithmetic in the same order as `plain`, so the results are the same bits.

Ten million records are 640 MB, and a log in order of time touches them at random: the wait for memory would cost more
than the work. Rows are therefore dealt into buckets of neighbouring customers first, eight bytes a row, and each bucket
is then worked off while its records lie in the processor's second cache (limits and measurements: bench/state.py).
"""

from typing import Final

import numpy as np
from numba import njit

from samphan.analytics.state.layout import MONTH_OF_DAY, SCALE, Amounts, Days, Keys, Records

SLOT_BITS: Final = 14
_SLOTS: Final = 1 << SLOT_BITS
_BLOCK: Final = 2048
_DOWN: Final = 1.0 / SCALE
_ONE: Final = np.uint64(1)
_COMPACT: Final = np.dtype([("slot", np.uint16), ("day", np.uint16), ("amount", np.int32)])
_WIDEST: Final = 2**31 - 1


@njit(nogil=True, cache=True, inline="always")
def _buy(record, day, amount, month_of_day):
    """Add one purchase to a record; False when it comes after a later one."""
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
        if spends > SCALE:
            spends *= _DOWN
            record.spend_scale += 1
        if gaps > SCALE:
            gaps *= _DOWN
            record.gap_scale += 1
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
def apply_rows(records, refunded, late, key, day, amount, month_of_day):
    """Add rows, in the order they come, straight to their records."""
    for row in range(key.size):
        customer = np.uint64(key[row])
        if amount[row] < 0:
            refunded[customer] -= amount[row]
        elif not _buy(records[customer], day[row], amount[row], month_of_day):
            late[customer] = True


@njit(nogil=True, cache=True)
def _deal(key, day, amount, start, customers, earliest, until, block_of, filled, chain, taken, compact):
    """Deal rows into buckets until one does not fit; return (next row, blocks taken, rows passed over)."""
    later = 0
    blocks = chain.size
    for row in range(start, key.size):
        customer = np.int64(key[row])
        at = np.int64(day[row])
        value = amount[row]
        if at > until:
            later += 1
            continue
        if customer < 0 or customer >= customers or at < earliest or value > _WIDEST or value < -_WIDEST:
            return row, taken, later
        bucket = customer >> SLOT_BITS
        place = filled[bucket]
        if place & (_BLOCK - 1) == 0:
            if taken == blocks:
                return row, taken, later
            chain[taken] = block_of[bucket]
            block_of[bucket] = taken
            place = taken * _BLOCK
            taken += 1
        entry = compact[place]
        entry.slot = customer & (_SLOTS - 1)
        entry.day = at
        entry.amount = value
        filled[bucket] = place + 1
    return key.size, taken, later


@njit(nogil=True, cache=True)
def _drain(records, refunded, late, block_of, filled, chain, compact, order, month_of_day):
    """Work off every bucket, its blocks in the order they were filled."""
    for bucket in range(block_of.size):
        length = 0
        block = block_of[bucket]
        while block >= 0:
            order[length] = block
            length += 1
            block = chain[block]
        base = np.int64(bucket) << SLOT_BITS
        for step in range(length - 1, -1, -1):
            begin = order[step] * _BLOCK
            end = filled[bucket] if step == 0 else begin + _BLOCK
            for place in range(begin, end):
                entry = compact[place]
                customer = np.uint64(base + entry.slot)
                if entry.amount < 0:
                    refunded[customer] -= np.int64(entry.amount)
                elif not _buy(records[customer], entry.day, np.int64(entry.amount), month_of_day):
                    late[customer] = True
