"""One call reads what there is, judges it, and writes tables that hold the very figures it returned."""

import csv
import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from samphan.analytics.backtest import BacktestDataMissing, HoldoutRow, report, run, run_backtests, sources
from samphan.analytics.backtest.sources import TELCO_FILE
from samphan.analytics.backtest.tables import PurchaseTables
from tests.analytics.backtest.shop import purchase_log
from tests.analytics.risk.customers import subscribers

CONTRACTS = {"monthly": "Month-to-month", "yearly": "One year", "two years": "Two year"}


def _write_cdnow(folder: Path) -> None:
    log = purchase_log(220, 3)
    lines = [
        f" {who + 1:05d} {who + 1:04d} {date.fromordinal(day):%Y%m%d}  1 {amount:7.2f}\n"
        for who, day, amount in zip(log.customer.tolist(), log.day.tolist(), log.amount.tolist(), strict=True)
    ]
    with gzip.open(folder / "CDNOW_sample.txt.gz", "wt", encoding="ascii") as file:
        file.writelines(lines)


def _write_telco(folder: Path) -> None:
    table, left = subscribers(400, 4)
    with gzip.open(folder / TELCO_FILE, "wt", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["customerID", "Contract", "tenure", "MonthlyCharges", "TotalCharges", "Region", "Churn"])
        for at, (one, has_left) in enumerate(zip(table.itertuples(), left, strict=True)):
            charges = f"{abs(one.fee):.2f}" if one.fee == one.fee else "500.00"
            total = " " if one.tenure == 0 else f"{one.tenure * 500:.2f}"
            contract, told = CONTRACTS[one.contract], "Yes" if has_left else "No"
            rows.writerow([at, contract, int(one.tenure), charges, total, one.region, told])


def _one_rolling_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the test short."""
    short = tuple(replace(source, rolling_origins=source.rolling_origins[-1:]) for source in sources.PURCHASES)
    monkeypatch.setattr(run, "PURCHASES", short)


def test_the_tables_hold_what_was_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _one_rolling_origin(monkeypatch)
    _write_cdnow(tmp_path)
    _write_telco(tmp_path)
    told: list[str] = []
    made = run_backtests(tmp_path, tmp_path / "tables.md", replicates=3, tell=told.append)
    assert told == ["CDNOW, the published one-tenth sample", TELCO_FILE]
    assert made.missing == ("CDNOW_master.txt.gz", "online_retail_uci.parquet")
    text = (tmp_path / "tables.md").read_text()
    (purchases,) = made.purchases
    for row in purchases.rows:
        assert row.counts is not None, row.failure
        assert f"| {row.name} | {row.counts.mae:.4f} | {row.counts.rmse:.4f} |" in text
    assert {"same rate", "same as last period", "trees"} <= {row.name for row in purchases.rows}
    assert made.subscriptions is not None
    assert (made.subscriptions.customers, len(made.subscriptions.survival.concordance)) == (400, 5)
    for churn in made.subscriptions.churn:
        assert f"| {churn.name} | {churn.scores.auc:.4f} |" in text
    assert "Not run, because the file was not there: `CDNOW_master.txt.gz`, `online_retail_uci.parquet`." in text


def test_figures_worse_than_their_baseline_are_listed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up subscribers leave by other laws than Telco's, so some figures must be worse and be said to be."""
    _one_rolling_origin(monkeypatch)
    _write_telco(tmp_path)
    run_backtests(tmp_path, tmp_path / "tables.md", replicates=3)
    short = (tmp_path / "tables.md").read_text().split("## In short")[1].split("\n## ")[0]
    assert "worse beyond noise" in short
    assert "| Telco | survival | share still there after 72 months |" in short


def test_a_model_that_could_not_be_fitted_is_no_model_that_passed() -> None:
    rows = tuple(HoldoutRow(name=name, failure="The fit did not end.") for name in ("NBD", "pool of all"))
    tables = PurchaseTables(source=sources.PURCHASES[0], customers=10, rows=rows, rolling={})
    assert report.refusals([tables]) == [("CDNOW, the published one-tenth sample", "NBD", "The fit did not end.")]
    assert "NBD has printed figures for CDNOW" in report.written([tables], None, ())


def test_a_folder_without_any_of_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BacktestDataMissing) as refused:
        run_backtests(tmp_path, tmp_path / "tables.md")
    assert "CDNOW_sample.txt.gz" in refused.value.facts["files"]
    assert not (tmp_path / "tables.md").exists()
