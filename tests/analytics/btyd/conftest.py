"""The published data sets, read once: CDNOW's customers at week 39, their purchases, and the donations table."""

import csv
import gzip
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samphan.analytics.btyd import BetaGeoModel, Groups, ParetoNBDModel
from samphan.analytics.btyd.groups import Floats, Ints


@dataclass(frozen=True)
class Customers:
    """CDNOW's 2,357 customers at the end of week 39: whole days, and mean spend of repeat purchases."""

    frequency: Ints
    recency: Ints
    T: Ints
    monetary_value: Floats

    @property
    def history(self) -> tuple[Ints, Ints, Ints]:
        """Return what `fit` takes."""
        return self.frequency, self.recency, self.T


def _columns(path: Path) -> dict[str, NDArray[np.float64]]:
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


@pytest.fixture(scope="session")
def cdnow(shared_data: Path) -> Customers:
    """Return CDNOW's sample in days: the file has weeks to two places, from which the day is certain."""
    found = _columns(shared_data / "cdnow_customers_summary_with_transactions.csv")
    return Customers(
        frequency=found["x"].astype(np.int64),
        recency=np.rint(found["t_x"] * 7).astype(np.int64),
        T=np.rint(found["T"] * 7).astype(np.int64),
        monetary_value=found["zbar"],
    )


@pytest.fixture(scope="session")
def purchases(shared_data: Path) -> tuple[Ints, Ints]:
    """Return (customer, day) of every purchase in CDNOW's sample to 1998-06-30, days counted from 1997-01-01."""
    who, when = [], []
    with gzip.open(shared_data / "CDNOW_sample.txt.gz", "rt") as lines:
        for line in lines:
            fields = line.split()
            who.append(int(fields[1]) - 1)
            stamp = fields[2]
            when.append((date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:])) - date(1997, 1, 1)).days)
    return np.array(who), np.array(when)


@pytest.fixture(scope="session")
def donations(shared_data: Path) -> dict[str, Floats]:
    """Return the 22 cells of Fader, Hardie & Shang's donors: frequency, recency, periods, weights."""
    return dict(_columns(shared_data / "donations.csv"))


@pytest.fixture(scope="session")
def groups(cdnow: Customers) -> Groups:
    """Return CDNOW as groups, parameters a week."""
    return Groups.of(*cdnow.history, unit=7)


@pytest.fixture(scope="session")
def bgnbd(groups: Groups) -> BetaGeoModel:
    """Return the BG/NBD fitted to CDNOW."""
    return BetaGeoModel(unit=7).fit(groups)


@pytest.fixture(scope="session")
def pareto(groups: Groups) -> ParetoNBDModel:
    """Return the Pareto/NBD fitted to CDNOW."""
    return ParetoNBDModel(unit=7).fit(groups)
