"""Customers of a made-up shop whose purchases follow the months (seeded). Days are counted from 1970-01-01."""

import numpy as np

from samphan.analytics.btyd.calendar import month_of

START = 19_723  # 2024-01-01
DAYS = 1_000
INDEX = np.array([0.5, 0.5, 0.7, 1.9, 1.9, 1.0, 0.7, 0.6, 0.6, 0.8, 1.0, 1.8])


def purchases(index: np.ndarray, *, customers: int = 1_500) -> tuple[np.ndarray, np.ndarray]:
    """Return customers won evenly who buy by the month's index and leave at random (seeded)."""
    random = np.random.default_rng(3)
    pace = index[month_of(START + np.arange(DAYS))]
    who, when = [], []
    for customer in range(customers):
        day, rate = int(random.integers(0, 700)), random.gamma(1.2, 1 / 40)
        who.append(customer)
        when.append(START + day)
        while random.random() > 0.12:
            ahead = np.flatnonzero(np.cumsum(rate * pace[day + 1 :]) > random.exponential())
            if not len(ahead):
                break
            day += 1 + int(ahead[0])
            who.append(customer)
            when.append(START + day)
    return np.array(who), np.array(when)
