"""The summary models of repeat buying are fitted to: (x, t_x, T) of each customer, and their exact groups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Customers counted by (x, t_x, T), in that order of sorting: whole days make many customers alike.

    A likelihood over the groups, weighted by `n`, is the likelihood over the customers, exactly.
    """

    x: Ints
    t_x: Ints
    T: Ints
    n: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Everybody who bought at least once, one array entry a customer, in order of key.

    Attributes
    ----------
    key : int32 array
        The dense customer key.
    frequency : int32 array
        Repeat purchase days: two orders on one day are one.
    recency : int32 array
        Days from the first to the last purchase (t_x).
    T : int32 array
        Days from the first purchase to the end of the observation.
    monetary_value : float64 array
        Mean spend of a repeat purchase day in minor units; 0.0 where there was none. Refunds are not taken off.
    refunded : int64 array
        Minor units given back, never negative.
    """

    key: Ints
    frequency: Ints
    recency: Ints
    T: Ints
    monetary_value: NDArray[np.float64]
    refunded: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.key.size)

    def groups(self) -> Groups:
        """Return the exact counts of equal (x, t_x, T)."""
        if not len(self):
            none = np.empty(0, np.int32)
            return Groups(x=none, t_x=none, T=none, n=np.empty(0, np.int64))
        # Each part fits 16 bits, so that the three are one integer and sorting is all it takes.
        code = np.sort((self.frequency.astype(np.int64) << 32) | (self.recency.astype(np.int64) << 16) | self.T)
        starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
        code, n = code[starts], np.diff(np.r_[starts, code.size])
        return Groups(
            x=(code >> 32).astype(np.int32),
            t_x=((code >> 16) & 0xFFFF).astype(np.int32),
            T=(code & 0xFFFF).astype(np.int32),
            n=n.astype(np.int64),
        )
