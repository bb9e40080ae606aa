"""The records of a few customers, taken out to be updated: the cost of a refresh follows the rows it brings."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.state.building import in_day_order, replay
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.kernels import Kernel
from samphan.analytics.state.layout import Keys, day_number
from samphan.analytics.state.logs import OrderLog
from samphan.analytics.state.target import Batch, Target, checked


@dataclass(frozen=True)
class Excerpt:
    """Copies of the records of `keys` (sorted, each once); inside, a customer goes by her place among them."""

    keys: Keys
    target: Target
    customers: int  # of the state they were taken from

    @classmethod
    def of(cls, state: CustomerState, keys: Keys) -> "Excerpt":
        """Take out the records of customers; raise ValueError when a key is no customer's."""
        if keys.size and (keys[0] < 0 or keys[-1] >= state.customers):
            raise ValueError(f"customer keys must lie in 0..{state.customers - 1}, not {keys[0]}..{keys[-1]}")
        taken = Target(state.records[keys], state.extras[keys], np.zeros(keys.size, np.bool_))
        return cls(keys.astype(np.int32), taken, state.customers)

    def update(self, rows: Batch, dirty: Keys, log: OrderLog, *, until: date, using: Kernel) -> int:
        """Add new rows; replay the dirty customers and those of whom a row came late; return how many were replayed."""
        late = self.target.late
        late[np.searchsorted(self.keys, dirty)] = True
        key, day, amount = self._inside(rows)
        is_clean = ~late[key]
        new = in_day_order((key[is_clean], day[is_clean], amount[is_clean]))
        using.apply_rows(self.target, checked(self.target, new, until=day_number(until))[0])
        places = np.flatnonzero(late).astype(np.int32)
        if places.size:
            wanted: NDArray[np.bool_] = np.zeros(self.customers, np.bool_)
            wanted[self.keys[places]] = True
            theirs = self._inside(log.rows_of(wanted, log.partitions()))
            replay(self.target, places, theirs, until=until, using=using)
        return int(places.size)

    def write_into(self, state: CustomerState) -> None:
        """Put the records back where they came from."""
        state.records[self.keys] = self.target.records
        state.extras[self.keys] = self.target.extras

    def _inside(self, rows: Batch) -> Batch:
        key, day, amount = rows
        return np.searchsorted(self.keys, key).astype(np.int32), day, amount
