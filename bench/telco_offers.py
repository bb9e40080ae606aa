"""A retention offer whose true effect on every customer is known, on the covariates of real telephone customers.

Covariates and churn risk come from IBM's sample Telco file (7,043 customers); the offer helps some, does nothing to
others and drives away customers of long standing ("sleeping dogs"), so that whom to treat matters.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from samphan.analytics.experiments.samples import Floats

FILE = "telco_customer_churn_ibm.csv.gz"
OFFER_COST = 0.02  # of a retained customer


@dataclass(frozen=True)
class World:
    """Customers with what was done, what happened, and what would have happened: chances to stay, 0..1."""

    covariates: Floats
    treated: NDArray[np.bool_]
    stayed: Floats
    stays_alone: Floats
    stays_treated: Floats

    @property
    def effect(self) -> Floats:
        """Return the true effect of the offer on each customer's chance to stay."""
        return self.stays_treated - self.stays_alone


class Telco:
    """The customers of the file and their churn risk by a logistic regression; draws worlds with an offer in them."""

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / FILE, "rt") as lines:
            table = pd.read_csv(lines)
        table["TotalCharges"] = pd.to_numeric(table["TotalCharges"], errors="coerce").fillna(0)
        wide = pd.get_dummies(table.drop(columns=["customerID", "Churn"]), drop_first=True).astype(float)
        wide = wide.loc[:, ~wide.T.duplicated()]
        self.names = list(wide.columns)
        self.covariates = wide.to_numpy()
        scaled = (self.covariates - self.covariates.mean(axis=0)) / self.covariates.std(axis=0, ddof=1)
        churned = (table["Churn"] == "Yes").to_numpy()
        self.risk = LogisticRegression(max_iter=3000).fit(scaled, churned).decision_function(scaled)

    def draw(self, n: int, *, seed: int, is_confounded: bool = False) -> World:
        """Draw `n` customers; half are treated, or, confounded, those at risk more often."""
        rng = np.random.default_rng(seed)
        rows = rng.integers(0, len(self.covariates), n)
        made, risk = self.covariates[rows], self.risk[rows]
        leaves_alone, leaves_treated = _chance(risk), _chance(risk + self._offer(made))
        share = _chance(0.8 * (risk - risk.mean())) if is_confounded else np.full(n, 0.5)
        treated = rng.random(n) < share
        left = rng.random(n) < np.where(treated, leaves_treated, leaves_alone)
        return World(made, treated, 1.0 - left, 1 - leaves_alone, 1 - leaves_treated)

    def _offer(self, made: Floats) -> Floats:
        def column(name: str) -> Floats:
            return made[:, self.names.index(name)]

        monthly = column("Contract_One year") + column("Contract_Two year") == 0
        young, unsupported = column("tenure") < 24, column("TechSupport_Yes") == 0
        persuadable = monthly & young & unsupported
        return np.select([persuadable, monthly, column("tenure") > 48], [-1.1, -0.25, 0.7], 0.0)


def value_per_10_000(rank: Floats, effect: Floats, *, share: float = 0.2) -> float:
    """Return customers retained net of the offer's cost, per 10,000, when the `share` ranked highest is treated."""
    top = np.argsort(-rank, kind="stable")[: int(share * len(rank))]
    return float((effect[top] - OFFER_COST).sum() / len(rank) * 1e4)


def _chance(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)
