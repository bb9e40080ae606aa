"""On the public data the engine repeats the printed figures; skipped where the data is not."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from samphan.analytics.backtest import holdout
from samphan.analytics.backtest.baselines import Verdict
from samphan.analytics.backtest.forecasters import forecasters_without_features
from samphan.analytics.backtest.pooling import all_forecasters
from samphan.analytics.backtest.sources import PURCHASES, TELCO_FILE, read_telco
from samphan.analytics.backtest.subscriptions import survival_row
from samphan.analytics.backtest.tables import comparisons

SAMPLE, MASTER, RETAIL = PURCHASES


@pytest.mark.parametrize(
    ("source", "customers", "purchase_days"),
    [(SAMPLE, 2_357, 6_696), (MASTER, 23_570, 67_591), (RETAIL, 4_338, 16_763)],
)
def test_the_logs_have_the_customers_they_are_known_to_have(
    shared_data: Path, source: object, customers: int, purchase_days: int
) -> None:
    log = source.read(shared_data / source.file)  # type: ignore[attr-defined]
    assert (int(log.customer.max()) + 1, len(log.day)) == (customers, purchase_days)


def test_the_gift_shops_file_is_the_whole_of_it(shared_data: Path) -> None:
    """As its readers count it: rows, those with a customer, customers, returns, and pounds in all."""
    file = pq.read_table(shared_data / RETAIL.file, columns=["CustomerID", "Quantity", "UnitPrice"])
    customer = file["CustomerID"].drop_null()
    assert (file.num_rows, len(customer), len(customer.unique())) == (541_909, 406_829, 4_372)
    quantity, price = file["Quantity"].to_numpy(), file["UnitPrice"].to_numpy()
    assert np.count_nonzero(quantity < 0) == 10_624
    assert float(quantity @ price) == pytest.approx(9_747_747.934, abs=5e-4)


def test_no_forecast_of_the_cdnow_sample_is_worse_than_printed(shared_data: Path) -> None:
    log = SAMPLE.read(shared_data / SAMPLE.file)
    rows = holdout(
        log, all_forecasters(forecasters_without_features()), origin=SAMPLE.origin.toordinal(),
        horizon=SAMPLE.horizon, replicates=40,
    )  # fmt: skip
    made = {(row.name, one.figure): one for row in rows for one in comparisons(SAMPLE.key, row).values()}
    assert ("trees", "auc") in made
    assert [key for key, one in made.items() if one.verdict == Verdict.WORSE] == []


def test_purchase_models_repeat_the_printed_holdout_of_cdnow(shared_data: Path) -> None:
    log = SAMPLE.read(shared_data / SAMPLE.file)
    rows = holdout(log, forecasters_without_features(), origin=SAMPLE.origin.toordinal(), horizon=SAMPLE.horizon)
    mae = {row.name: row.counts.mae for row in rows if row.counts is not None}
    printed = {"NBD": 1.0410, "BG/NBD": 0.7855, "MBG/NBD": 0.7648, "Pareto/NBD": 0.7545}
    assert {name: mae[name] for name in printed} == pytest.approx(printed, abs=5e-5)


def test_cox_regression_orders_telco_as_well_as_printed(shared_data: Path) -> None:
    made = survival_row(*read_telco(shared_data / TELCO_FILE))
    assert sum(made.concordance) / 5 == pytest.approx(0.857, abs=0.004)
    assert made.survival == pytest.approx({12: 0.8432, 24: 0.7887, 48: 0.7088, 72: 0.5928}, abs=5e-5)
