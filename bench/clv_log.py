"""Simulate purchase logs to measure on: BG/NBD buying and Gamma-Gamma spend with the published CDNOW parameters.

Every draw of all customers still buying is made at once, so ten million customers take a minute. Customers are 30 to
730 days old on the last day; two purchases on one day are one, as every tool counts them. Rows come in order of day.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426  # a week; Fader, Hardie & Lee 2005
P, Q, GAMMA = 6.25, 3.74, 15.44  # Fader & Hardie 2013
YOUNGEST, OLDEST = 30, 730
FIRST_DAY = date(2022, 1, 1)
LAST_DAY = FIRST_DAY + timedelta(days=OLDEST)

Ints = NDArray[np.int32]


def write_log(path: Path, customers: int, *, seed: int = 7) -> int:
    """Write the log of so many customers (customer_key int32, day date32, amount int64 cents); return its rows."""
    key, day, amount = simulated(customers, seed=seed)
    epoch = (FIRST_DAY - date(1970, 1, 1)).days
    table = pa.table(
        {
            "customer_key": pa.array(key),
            "day": pa.array(day + np.int32(epoch)).cast(pa.date32()),
            "amount": pa.array(amount),
        }
    )
    pq.write_table(table, path, compression="zstd", row_group_size=1_000_000)
    return len(key)


def simulated(customers: int, *, seed: int) -> tuple[Ints, Ints, NDArray[np.int64]]:
    """Return (key, day since FIRST_DAY, cents) of every purchase, by day."""
    rng = np.random.default_rng(seed)
    first = (OLDEST - rng.integers(YOUNGEST, OLDEST + 1, customers)).astype(np.int32)
    rate, leaves = rng.gamma(R, 1 / ALPHA, customers) / 7, rng.beta(A, B, customers)
    keys, days = [np.arange(customers, dtype=np.int32)], [first]
    at, last = first.astype(np.float64), first.copy()
    buying = np.flatnonzero(rate > 1e-12)
    while len(buying):
        at[buying] += rng.exponential(1 / rate[buying])
        buying = buying[at[buying] <= OLDEST]
        day = np.ceil(at[buying]).astype(np.int32)
        new = day > last[buying]
        keys.append(buying[new].astype(np.int32))
        days.append(day[new])
        last[buying] = day
        buying = buying[rng.random(len(buying)) >= leaves[buying]]
    key, when = np.concatenate(keys), np.concatenate(days)
    order = np.argsort(when.astype(np.int16), kind="stable")
    key, when = key[order], when[order]
    scale = rng.gamma(Q, 1 / GAMMA, customers)
    cents = np.maximum(1, np.rint(100 * rng.gamma(P, 1.0, len(key)) / scale[key])).astype(np.int64)
    return key, when, cents
