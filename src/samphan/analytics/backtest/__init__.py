"""Would it have been right: forecasts made with what was known on a day, judged by what came after.

Purchase logs are cut at an origin: models see the purchases up to it and nothing else, and are judged over a horizon
that follows. Subscriptions are judged by cross-validation. Every table shows the naive rules and the printed baselines
beside the models, with the noise of the sample, so that "not worse" is a computed column and not an impression.
"""

from samphan.analytics.backtest.choice import Choice, choose_model
from samphan.analytics.backtest.forecasters import Forecast, Forecaster, PurchaseModel
from samphan.analytics.backtest.holdout import HoldoutRow, holdout, rolling_origin
from samphan.analytics.backtest.purchases import PurchaseHistories, PurchaseLog, PurchaseLogUnusable
from samphan.analytics.backtest.run import Backtests, run_backtests
from samphan.analytics.backtest.sources import BacktestDataMissing

__all__ = [
    "BacktestDataMissing",
    "Backtests",
    "Choice",
    "Forecast",
    "Forecaster",
    "HoldoutRow",
    "PurchaseHistories",
    "PurchaseLog",
    "PurchaseLogUnusable",
    "PurchaseModel",
    "choose_model",
    "holdout",
    "rolling_origin",
    "run_backtests",
]
