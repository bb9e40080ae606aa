"""Small simulated customers with a known law (BG/NBD, Gamma-Gamma), seeded: the same in every run."""

from functools import cache

import numpy as np

from samphan.analytics.btyd.groups import Floats, Ints


@cache
def histories(n: int, *, seed: int = 0, buys: float = 0.9, leaves: float = 0.25) -> tuple[Ints, Ints, Ints]:
    """Return (frequency, recency, T) in days of `n` customers aged 60 to 360 days."""
    rng = np.random.default_rng(seed)
    frequency, recency, ages = [], [], rng.integers(60, 361, n)
    for age in ages:
        rate, chance = rng.gamma(buys, 1 / 30), rng.beta(leaves * 4, 4)
        days: set[int] = set()
        t = 0.0
        while True:
            t += rng.exponential(1 / max(rate, 1e-9))
            if t > age:
                break
            days.add(int(np.ceil(t)))
            if rng.random() < chance:
                break
        frequency.append(len(days))
        recency.append(max(days, default=0))
    return np.array(frequency), np.array(recency), ages


@cache
def spends(n: int, *, seed: int = 0) -> tuple[Ints, Floats]:
    """Return (frequency, mean spend) of `n` repeat customers."""
    rng = np.random.default_rng(seed)
    x = rng.geometric(0.3, n)
    return x, rng.gamma(6.25 * x) / rng.gamma(3.74, 1 / 15.44, n) / x
