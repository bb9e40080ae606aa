"""From a log to the state: one pass, and a second look at customers whose rows did not come in order."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.kernels import Kernel, KernelName, kernel
from samphan.analytics.state.layout import Keys, day_number
from samphan.analytics.state.logs import OrderLog, Partition
from samphan.analytics.state.target import Batch, Target, checked

# So many customers are replayed at a time: their rows are held in memory.
_REPLAYED_AT_ONCE = 2**21


def build_state(
    log: OrderLog, *, until: date, customers: int | None = None, kernel_name: KernelName | None = None
) -> CustomerState:
    """Return the state of every customer of a log at the end of the day `until`.

    Parameters
    ----------
    log : OrderLog
        Rows in any order; in order of days it takes one pass, otherwise customers out of order are read again.
    until : date
        The end of the observation, inclusive; rows dated later are counted in `later_rows` and nowhere else.
    customers : int, optional
        The number of customer keys, when customers who never bought have keys too; by default one more than the
        largest key of the log.
    kernel_name : {"compiled", "plain"}, optional
        By default the compiled pass where numba is installed; the results are the same.

    Raises
    ------
    ValueError
        When a row has a key that is no customer's, a day before 1970-01-02 or an amount larger than 10**13.
    """
    partitions = log.partitions()
    target = Target.empty(log.customers() if customers is None else customers)
    chosen = kernel(kernel_name)
    later = chosen.sweep(target, log.batches(partitions), until=day_number(until))
    late = replay_late(target, log, partitions, until=until, using=chosen)
    return CustomerState(records=target.records, extras=target.extras, until=until, later_rows=later, replayed=late)


def replay_late(target: Target, log: OrderLog, partitions: Sequence[Partition], *, until: date, using: Kernel) -> int:
    """Replay every customer marked late from all her rows, and return how many there were."""
    late = np.flatnonzero(target.late).astype(np.int32)
    for start in range(0, late.size, _REPLAYED_AT_ONCE):
        part = late[start : start + _REPLAYED_AT_ONCE]
        wanted = np.zeros(target.records.size, np.bool_)
        wanted[part] = True
        replay(target, part, log.rows_of(wanted, partitions), until=until, using=using)
    return int(late.size)


def replay(target: Target, keys: Keys, rows: Batch, *, until: date, using: Kernel) -> None:
    """Make the records of some customers anew from their rows, which must be all they have, in any order."""
    target.records[keys] = np.zeros(1, target.records.dtype)
    target.extras[keys] = np.zeros(1, target.extras.dtype)
    target.late[keys] = False
    kept, _ = checked(target, in_day_order(rows), until=day_number(until))
    using.apply_rows(target, kept)


def in_day_order(rows: Batch) -> Batch:
    """Return rows sorted by day."""
    key, day, amount = rows
    order = np.argsort(day, kind="stable")
    return key[order], day[order], amount[order]
