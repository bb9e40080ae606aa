"""The public data sets of the backtest: what they are, where a reader gets them, and how they are read.

None comes with Samphan. The files go into one folder under the names below.
"""

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samphan.analytics.backtest.purchases import PurchaseLog
from samphan.kit.errors import N_, Refused


class BacktestDataMissing(Refused):
    code = "analytics.backtest.data_missing"
    message = N_("None of the files of the backtest is in {folder}: {files}. “{guide}” says where to get them.")


@dataclass(frozen=True, kw_only=True)
class PurchaseSource:
    """A purchase log with the cut it is judged at: the last day known, and the days after it."""

    key: str
    title: str
    file: str
    origin: date
    horizon: int
    read: Callable[[Path], PurchaseLog]
    rolling_origins: tuple[date, ...]
    rolling_horizon: int


def read_cdnow(file: Path) -> PurchaseLog:
    """Read CDNOW: customer, day and dollars in the columns of the master file, or after an extra id in the sample's."""
    customer, day, amount = [], [], []
    with gzip.open(file, "rt", encoding="ascii") as lines:
        for line in lines:
            *ids, when, _, dollars = line.split()
            if not when.isdecimal():
                continue  # the headings
            customer.append(int(ids[0]))
            day.append(date(int(when[:4]), int(when[4:6]), int(when[6:])).toordinal())
            amount.append(float(dollars))
    return PurchaseLog.of(customer, day, amount)


def read_online_retail(file: Path) -> PurchaseLog:
    """Read UCI Online Retail: purchases with a customer, without returns and free items; amounts in pounds."""
    table = pq.read_table(file, columns=["CustomerID", "InvoiceDate", "Quantity", "UnitPrice"])
    is_sale = pc.and_(pc.greater(table["Quantity"], 0), pc.greater(table["UnitPrice"], 0))
    sold = table.filter(pc.and_(is_sale, pc.is_valid(table["CustomerID"])))
    days = sold["InvoiceDate"].to_numpy().astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
    return PurchaseLog.of(
        sold["CustomerID"].to_numpy().astype(np.int64),
        days,
        sold["Quantity"].to_numpy() * sold["UnitPrice"].to_numpy(),
    )


def read_telco(file: Path) -> tuple[pd.DataFrame, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    """Read IBM's Telco customers: their facts without the id, and who left. `TotalCharges` is empty for the newest."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        table = pd.DataFrame(list(csv.DictReader(lines)))
    for number in ("tenure", "MonthlyCharges", "TotalCharges"):
        table[number] = pd.to_numeric(table[number], errors="coerce")
    left = (table["Churn"] == "Yes").to_numpy(dtype=np.bool_)
    return table.drop(columns=["customerID", "Churn"]), left


def _cdnow(key: str, title: str, file: str) -> PurchaseSource:
    """Return CDNOW as it is cut in the literature: 39 weeks known, 39 to be forecast."""
    quarters = (date(1997, 7, 1), date(1997, 9, 30), date(1997, 12, 30), date(1998, 3, 31))
    return PurchaseSource(
        key=key,
        title=title,
        file=file,
        origin=date(1997, 9, 30),
        horizon=273,
        read=read_cdnow,
        rolling_origins=quarters,
        rolling_horizon=91,
    )


PURCHASES = (
    _cdnow("cdnow-sample", "CDNOW, the published one-tenth sample", "CDNOW_sample.txt.gz"),
    _cdnow("cdnow-master", "CDNOW, the whole cohort", "CDNOW_master.txt.gz"),
    PurchaseSource(
        key="online-retail",
        title="UCI Online Retail",
        file="online_retail_uci.parquet",
        origin=date(2011, 8, 31),
        horizon=100,
        read=read_online_retail,
        rolling_origins=(date(2011, 4, 15), date(2011, 6, 15), date(2011, 8, 15), date(2011, 10, 10)),
        rolling_horizon=60,
    ),
)
TELCO_FILE = "telco_customer_churn_ibm.csv.gz"
FILES = (*(source.file for source in PURCHASES), TELCO_FILE)


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds none of the files."""
    if not any((folder / name).is_file() for name in FILES):
        raise BacktestDataMissing(folder=str(folder), files=", ".join(FILES), guide="docs/reference/backtest.md")
