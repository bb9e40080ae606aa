"""A log seen from several days: states at more than one end, and the split a forecast is judged by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.building import build_state, replay_late
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.kernels import KernelName, kernel
from samphan.analytics.state.layout import day_number
from samphan.analytics.state.logs import OrderLog, rows_after
from samphan.analytics.state.summaries import Summary
from samphan.analytics.state.target import Target


@dataclass(frozen=True, kw_only=True)
class Holdout:
    """Customers as they were known at a cut, beside what they did from then on.

    Attributes
    ----------
    calibration : Summary
        Everybody who had bought by the cut; the arrays below are in the same order.
    frequency_holdout : int32 array
        Purchase days after the cut, up to the end.
    spend_holdout : int64 array
        Spend on those days in minor units.
    duration_holdout : int
        Days from the cut to the end.
    """

    calibration: Summary
    frequency_holdout: NDArray[np.int32]
    spend_holdout: NDArray[np.int64]
    duration_holdout: int


def build_states(
    log: OrderLog, *, ends: Sequence[date], kernel_name: KernelName | None = None
) -> Iterator[CustomerState]:
    """Yield the state at each end, which must come in order; every stretch of the log is passed over once."""
    if list(ends) != sorted(set(ends)):
        raise ValueError("the ends must come in order, each once")
    state: CustomerState | None = None
    for end in ends:
        state = (
            build_state(log, until=end, kernel_name=kernel_name)
            if state is None
            else _later(state, log, end, kernel_name)
        )
        yield state


def calibration_holdout(log: OrderLog, *, cut: date, until: date, kernel_name: KernelName | None = None) -> Holdout:
    """Return the summary at `cut` and what the same customers bought from the day after it to `until`.

    Raises ValueError when `cut` is not before `until`.
    """
    before, now = build_states(log, ends=(cut, until), kernel_name=kernel_name)
    known = before.summary()
    return Holdout(
        calibration=known,
        frequency_holdout=now.x[known.key] - before.x[known.key],
        spend_holdout=now.spend[known.key] - before.spend[known.key],
        duration_holdout=day_number(until) - day_number(cut),
    )


def _later(state: CustomerState, log: OrderLog, until: date, kernel_name: KernelName | None) -> CustomerState:
    """Return a state carried on to a later end; the one given stays as it is."""
    after = day_number(state.until)
    target = Target(state.records.copy(), state.extras.copy(), np.zeros(state.customers, np.bool_))
    partitions = log.partitions()
    batches = log.batches([partition for partition in partitions if partition.last_day > after])
    chosen = kernel(kernel_name)
    later = chosen.sweep(target, rows_after(batches, after), until=day_number(until))
    late = replay_late(target, log, partitions, until=until, using=chosen)
    return CustomerState(records=target.records, extras=target.extras, until=until, later_rows=later, replayed=late)
