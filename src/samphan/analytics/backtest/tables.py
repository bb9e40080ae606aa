"""What a run of the backtests found, before it is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from samphan.analytics.backtest.baselines import Comparison, compared, printed_figures
from samphan.analytics.backtest.holdout import HoldoutRow
from samphan.analytics.backtest.sources import PurchaseSource
from samphan.analytics.backtest.subscriptions import ChurnRow, SurvivalRow

_ONLY_OF_PROBABILITIES = frozenset({"brier", "log_loss", "calibration_error"})


@dataclass(frozen=True, kw_only=True)
class PurchaseTables:
    """One purchase log: forecasters at its origin, and at several origins with a shorter horizon."""

    source: PurchaseSource
    customers: int
    rows: tuple[HoldoutRow, ...]
    rolling: Mapping[str, Sequence[HoldoutRow]]


@dataclass(frozen=True, kw_only=True)
class SubscriptionTables:
    """Telco: churn models and survival, of `customers` of whom `left` left."""

    customers: int
    left: int
    churn: tuple[ChurnRow, ...]
    survival: SurvivalRow


def figures(row: HoldoutRow | ChurnRow) -> dict[str, float]:
    """Return the figures of a row by name; those of probabilities only where the forecaster gives probabilities."""
    if isinstance(row, ChurnRow):
        return _without_n(asdict(row.scores))
    if row.counts is None or row.ranking is None:
        return {}
    ranking = _without_n(asdict(row.ranking))
    kept = {k: v for k, v in ranking.items() if row.has_probability or k not in _ONLY_OF_PROBABILITIES}
    return {**_without_n(asdict(row.counts)), **kept}


def comparisons(data: str, row: HoldoutRow | ChurnRow) -> dict[str, Comparison]:
    """Return every figure of a row for which one was printed, compared with it."""
    ours = figures(row)
    noise = row.noise or {}
    return {
        name: compared(name, ours[name], printed, noise.get(name, 0.0))
        for name, printed in printed_figures(data, row.name).items()
        if name in ours
    }


def _without_n(scores: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in scores.items() if name != "n"}
