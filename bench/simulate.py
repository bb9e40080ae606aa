"""Order logs of known make, for benchmarks: BG/NBD purchases with Gamma-Gamma spend, seeded, at the grain of a day.

Sources: Fader, Hardie and Lee 2005, Marketing Science 24(2) (purchases and dropout); Fader and Hardie 2013, "The
Gamma-Gamma model of monetary value" (spend), with the parameters published there for CDNOW.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

ENDS_ON = date(2024, 1, 1)
SHORTEST_AGE, LONGEST_AGE = 30, 730
ROWS_A_GROUP = 1_000_000
_SPEND_P, _SPEND_Q, _SPEND_GAMMA = 6.25, 3.74, 15.44


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The habits of one customer base; rates are per week."""

    r: float
    alpha: float
    a: float
    b: float


WEB = Profile(r=0.243, alpha=4.414, a=0.793, b=2.426)  # CDNOW's published fit: 2.4 purchases a customer
RICH = Profile(r=1.2, alpha=3.0, a=0.6, b=8.0)  # 12 purchases a customer


@dataclass(frozen=True, kw_only=True)
class Log:
    """Orders in day order: dense customer key (int32), day since 1970-01-01 (int32), amount in minor units (int64)."""

    key: NDArray[np.int32]
    day: NDArray[np.int32]
    amount: NDArray[np.int64]


def simulate(customers: int, *, profile: Profile, seed: int) -> Log:
    """Return the log of a customer base whose ages are spread evenly over two years.

    Rounds instead of customers: round n draws the n-th purchase of everybody who is still alive, so that numpy does
    the loop and the log of ten million customers takes minutes at most.
    """
    chance = np.random.default_rng(seed)
    age = chance.integers(SHORTEST_AGE, LONGEST_AGE + 1, customers, dtype=np.int32)
    rate = chance.gamma(profile.r, 1.0 / profile.alpha, customers) / 7.0
    dropout = chance.beta(profile.a, profile.b, customers)
    spend_rate = chance.gamma(_SPEND_Q, 1.0 / _SPEND_GAMMA, customers)
    alive, clock = np.arange(customers, dtype=np.int32), np.zeros(customers)
    keys, ages_at, amounts = [alive], [np.zeros(customers, np.int32)], [_spend(chance, spend_rate)]
    while alive.size:
        with np.errstate(divide="ignore", over="ignore"):
            clock = clock + chance.exponential(size=alive.size) / rate[alive]
        bought = clock <= age[alive]
        alive, clock = alive[bought], clock[bought]
        keys.append(alive)
        ages_at.append(np.ceil(clock).astype(np.int32))
        amounts.append(_spend(chance, spend_rate[alive]))
        stays = chance.random(alive.size) >= dropout[alive]
        alive, clock = alive[stays], clock[stays]
    key, offset, amount = np.concatenate(keys), np.concatenate(ages_at), np.concatenate(amounts)
    del keys, ages_at, amounts
    first = np.int32((ENDS_ON - date(1970, 1, 1)).days) - age
    day = first[key] + offset
    return _in_day_order(key, day, amount)


def write_log(log: Log, path: Path, *, is_packed: bool = False) -> None:
    """Write a log as Parquet: three columns, one million rows a group.

    `is_packed` writes them as our own tables are (`analytics/tables/writing.py`): no nulls, integers delta-packed and
    not compressed once more, which makes everybody's reading cheaper. Otherwise they are as pyarrow writes them by
    default, with zstd.
    """
    types = [("customer_key", pa.int32()), ("day", pa.date32()), ("amount", pa.int64())]
    schema = pa.schema([pa.field(name, kind, nullable=not is_packed) for name, kind in types])
    encoding: dict[str, Any] = {"compression": "zstd"}
    if is_packed:
        packed = ("customer_key", "amount")
        encoding = {
            "compression": dict.fromkeys(packed, "none") | {"day": "zstd"},
            "use_dictionary": ["day"],
            "column_encoding": dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
        }
    with pq.ParquetWriter(path, schema, **encoding) as writer:
        for start in range(0, log.key.size, ROWS_A_GROUP):
            part = slice(start, start + ROWS_A_GROUP)
            day = pa.array(log.day[part]).cast(pa.date32())
            writer.write_table(pa.table([log.key[part], day, log.amount[part]], schema=schema))


def _spend(chance: np.random.Generator, rate: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.maximum(1, np.rint(100 * chance.gamma(_SPEND_P, size=rate.size) / rate)).astype(np.int64)


def _in_day_order(key: NDArray[np.int32], day: NDArray[np.int32], amount: NDArray[np.int64]) -> Log:
    """Sort by day, then customer: first by customer, then stably by day (both radix sorts on small integers)."""
    order = np.argsort(key, kind="stable")
    order = order[np.argsort((day[order] - day.min()).astype(np.uint16), kind="stable")]
    return Log(key=key[order], day=day[order], amount=amount[order])
