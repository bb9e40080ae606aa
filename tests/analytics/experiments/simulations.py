"""Experiments in which the truth is known, many at once: margins as shops see them, mostly nothing, sometimes much."""

import numpy as np

from samphan.analytics.experiments.samples import Floats

RUNS = 1_000


def margins(rng: np.random.Generator, *, arm: int, lift: float = 0.0, runs: int = RUNS) -> tuple[Floats, Floats]:
    """Return margins of two arms, shape (2, runs, arm), and those of the period before, correlated with them.

    Three in ten buy; the margin of a buyer is log-normal. `lift` is added to each treated customer's mean.
    """
    habit = rng.normal(size=(2, runs, arm))
    made = np.where(rng.random((2, runs, arm)) < 0.3, np.exp(3 + 0.6 * habit + 0.5 * rng.normal(size=habit.shape)), 0.0)
    before = np.exp(3 + 0.6 * habit + 0.5 * rng.normal(size=habit.shape))
    made[1] += lift
    return made, before


def share_within(low: Floats, high: Floats, truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    return float(np.mean((low <= truth) & (truth <= high)))
