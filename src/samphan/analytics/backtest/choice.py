"""Which model forecasts best here, on the firm's own past: no model wins everywhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from samphan.analytics.backtest.forecasters import Forecaster, ModelForecaster, PurchaseModel, SameRate
from samphan.analytics.backtest.holdout import HoldoutRow, rolling_origin
from samphan.analytics.backtest.purchases import PurchaseLog
from samphan.analytics.backtest.seasonal import SEASONAL, SeasonalForecaster

NAIVE = "same rate"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The forecaster with the smallest mean absolute error over all origins, and what was judged.

    `rows` holds, by name and in the order of the origins, those that could forecast at every one of them; the naive
    rule is always among them, and may be the best.
    """

    best: str
    rows: Mapping[str, Sequence[HoldoutRow]]


def choose_model(
    log: PurchaseLog,
    models: Mapping[str, Callable[[], PurchaseModel]],
    *,
    origins: Sequence[int],
    horizon: int,
    with_season: bool = False,
) -> Choice:
    """Judge models beside the naive forecast at every origin, each fitted to what was known then.

    Parameters
    ----------
    models : mapping of name to maker
        Each returns a model that is not fitted yet; its data are in days.
    origins : days
        The last day known. Several, apart, so that one odd season does not decide.
    horizon : int
        Days after each origin; the log must hold them.
    with_season : bool
        Let each model compete on the seasonal clock too, under its name and `SEASONAL`; the log's days must then be
        `date.toordinal()`. Where an origin has less than a year behind it none of these is judged.

    Raises
    ------
    PurchaseLogUnusable
        As `holdout` does, at any of the origins.
    """
    forecasters: dict[str, Forecaster] = {NAIVE: SameRate()}
    forecasters |= {name: ModelForecaster(make) for name, make in models.items()}
    if with_season:
        forecasters |= {name + SEASONAL: SeasonalForecaster(make) for name, make in models.items()}
    rows = rolling_origin(log, forecasters, origins=origins, horizon=horizon)
    complete = {name: made for name, made in rows.items() if all(row.counts is not None for row in made)}
    error = {name: np.mean([row.counts.mae for row in made if row.counts]) for name, made in complete.items()}
    return Choice(best=min(error, key=lambda name: (error[name], name)), rows=complete)
