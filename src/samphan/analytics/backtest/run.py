"""All backtests by one command: reads what there is in a folder, judges, and writes the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from samphan.analytics.backtest.baselines import Verdict
from samphan.analytics.backtest.forecasters import forecasters_without_features
from samphan.analytics.backtest.holdout import HoldoutRow, holdout, rolling_origin
from samphan.analytics.backtest.pooling import all_forecasters
from samphan.analytics.backtest.report import all_comparisons, refusals, written
from samphan.analytics.backtest.sources import PURCHASES, TELCO_FILE, PurchaseSource, check_folder, read_telco
from samphan.analytics.backtest.subscriptions import ChurnRow, SurvivalRow, churn_rows, survival_row
from samphan.analytics.backtest.tables import PurchaseTables, SubscriptionTables

REPLICATES = 100


@dataclass(frozen=True, kw_only=True)
class Backtests:
    """The results of a run: by purchase log, of subscriptions (None: the file was not there), and what was missing."""

    purchases: tuple[PurchaseTables, ...]
    subscriptions: SubscriptionTables | None
    missing: tuple[str, ...]

    def verdicts(self) -> dict[str, int]:
        """Return how many figures with a printed baseline are "better", "alike" (within noise) or "worse"."""
        found = all_comparisons(self.purchases, self.subscriptions)
        return {verdict.value: sum(one.verdict is verdict for _data, _model, one in found) for verdict in Verdict}

    def refusals(self) -> list[tuple[str, str, str]]:
        """Return every model with printed figures that could not forecast at all: data, model, reason."""
        return refusals(self.purchases)


def run_backtests(
    data_folder: Path, out: Path, *, replicates: int = REPLICATES, tell: Callable[[str], None] = lambda _: None
) -> Backtests:
    """Run every backtest whose data is in `data_folder` and write the tables to `out` (Markdown).

    Parameters
    ----------
    data_folder : Path
        Holds the files of `sources.FILES`; those that are missing are named in the tables.
    out : Path
        The file to write.
    replicates : int
        Resamples of customers behind every noise figure.
    tell : callable
        Told the title of each data set as its run begins.

    Raises
    ------
    BacktestDataMissing
        None of the files is there.
    """
    check_folder(data_folder)
    missing = []
    purchases = []
    for source in PURCHASES:
        if not (data_folder / source.file).is_file():
            missing.append(source.file)
            continue
        tell(source.title)
        purchases.append(_purchase_tables(source, data_folder / source.file, replicates))
    subscriptions = None
    if (data_folder / TELCO_FILE).is_file():
        tell(TELCO_FILE)
        subscriptions = _subscription_tables(data_folder / TELCO_FILE, replicates)
    else:
        missing.append(TELCO_FILE)
    made = Backtests(purchases=tuple(purchases), subscriptions=subscriptions, missing=tuple(missing))
    out.write_text(written(made.purchases, made.subscriptions, made.missing), encoding="utf-8")
    return made


def _purchase_tables(source: PurchaseSource, file: Path, replicates: int) -> PurchaseTables:
    log = source.read(file)
    forecasters = all_forecasters(forecasters_without_features())
    origin = source.origin.toordinal()
    rows: list[HoldoutRow] = holdout(log, forecasters, origin=origin, horizon=source.horizon, replicates=replicates)
    rolling = rolling_origin(
        log,
        forecasters,
        origins=[day.toordinal() for day in source.rolling_origins],
        horizon=source.rolling_horizon,
    )
    return PurchaseTables(
        source=source, customers=len(log.histories(origin).customer), rows=tuple(rows), rolling=rolling
    )


def _subscription_tables(file: Path, replicates: int) -> SubscriptionTables:
    table, left = read_telco(file)
    churn: list[ChurnRow] = churn_rows(table, left, replicates=replicates)
    survival: SurvivalRow = survival_row(table, left)
    return SubscriptionTables(customers=len(left), left=int(left.sum()), churn=tuple(churn), survival=survival)
