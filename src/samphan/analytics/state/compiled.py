"""The pass over the log, compiled: the same arithmetic in the same order as `plain`, so the results are the same bits.

Ten million records are 640 MB, and a log in order of time touches them at random: the wait for memory would cost more
than the work. Each record is therefore asked for some rows before its own is due, while the rows in between are worked
off; a record is one line of the processor's cache (limits and measurements: bench/state.py).
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from samphan.analytics.state.layout import EARLIEST_DAY, LARGEST, LATEST_DAY, MONTH_OF_DAY, SCALE
from samphan.analytics.state.target import Batch, Target, checked

_DOWN: Final = 1.0 / SCALE
_ONE: Final = np.uint64(1)
# Rows between asking for a record and changing it: what memory takes to answer, in rows.
_AHEAD: Final = 32


def sweep(target: Target, batches: Iterable[Batch], *, until: int) -> int:
    """Add every row dated no later than `until` (a day number) and return how many are dated later."""
    later = 0
    for batch in batches:
        row, passed_over = _add_rows(
            target.records, target.extras, target.late, *batch, until, EARLIEST_DAY, LARGEST, MONTH_OF_DAY
        )
        later += passed_over
        key, day, amount = batch
        if row < key.size:  # one to be refused: `checked` has the same limits, and says which
            checked(target, (key[row:], day[row:], amount[row:]), until=until)
    return later


def apply_rows(target: Target, batch: Batch) -> None:
    """Add checked rows, in the order they come; customers with a row before their last day are marked late."""
    _add_rows(target.records, target.extras, target.late, *batch, LATEST_DAY, EARLIEST_DAY, LARGEST, MONTH_OF_DAY)


def _asking(typing: Any, array: Any, place: Any) -> Any:
    """Have the processor fetch an entry that is to be changed soon; a place outside the array does no harm."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        tools: Any = cgutils  # hardly any of it is annotated
        entry = tools.get_item_pointer(context, builder, signature.args[0], made, [arguments[1]], wraparound=False)
        address, number = tools.voidptr_t, tools.int32_t
        kind = tools.ir.FunctionType(tools.ir.VoidType(), [address, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [address], kind)
        # To be written, to stay in every cache, data.
        builder.call(prefetch, [builder.bitcast(entry, address), number(1), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, place), generate


_ask_for: Any = intrinsic(_asking)


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
def _add_rows(
    records: Any, extras: Any, late: Any, key: Any, day: Any, amount: Any,
    until: int, earliest: int, largest: int, month_of_day: Any,
) -> tuple[int, int]:  # fmt: skip
    """Add rows up to the first to be refused; return its place (their number where none is) and how many are later."""
    later = 0
    for row in range(min(_AHEAD, key.size)):
        _ask_for(records, np.uint64(key[row]))
    for row in range(key.size):
        if row + _AHEAD < key.size:
            _ask_for(records, np.uint64(key[row + _AHEAD]))
        if day[row] > until:
            later += 1
            continue
        customer = np.int64(key[row])
        is_kept = 0 <= customer < records.size and day[row] >= earliest and -largest <= amount[row] <= largest
        if not is_kept:
            return row, later
        place = np.uint64(customer)
        if not _add(records[place], extras[place], day[row], amount[row], month_of_day):
            late[place] = True
    return key.size, later
