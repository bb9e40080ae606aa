"""Made-up subscribers whose reasons to leave are known, for the tests of this folder."""

import numpy as np
import pandas as pd

Outcome = np.ndarray


def subscribers(n: int, seed: int) -> tuple[pd.DataFrame, Outcome]:
    """Return facts and who left: a monthly contract and a short tenure drive it, the rest is noise."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "contract": random.choice(["monthly", "yearly", "two years"], n),
            "tenure": random.integers(0, 72, n).astype(float),
            "region": random.choice(list("abcdefgh"), n),
            "fee": random.normal(500.0, 120.0, n),
            "paperless": random.random(n) < 0.5,
        }
    )
    table.loc[random.random(n) < 0.05, "fee"] = np.nan
    log_odds = 1.6 * (table["contract"] == "monthly") - 0.05 * table["tenure"] - 0.3
    return table, random.random(n) < 1.0 / (1.0 + np.exp(-log_odds.to_numpy()))
