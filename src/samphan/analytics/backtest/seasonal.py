"""A purchase model on the seasonal clock as a forecaster, to compete with the same model without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from samphan.analytics.backtest.forecasters import Forecast, PurchaseModel
from samphan.analytics.backtest.purchases import PurchaseLog
from samphan.analytics.btyd import ModifiedBetaGeoModel
from samphan.analytics.btyd.calendar import learn_months, month_clock

SEASONAL = "+season"
_EPOCH = date(1970, 1, 1).toordinal()
_WEEK = 7.0


@dataclass(frozen=True)
class SeasonalForecaster:
    """A model whose time runs by the month; the index is learnt from the past alone, as the parameters are.

    `make` returns a model that is not fitted yet. Under a year of past it cannot forecast (`SeasonUnknown`).
    """

    make: Callable[[], PurchaseModel]

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Learn the months and the model at the origin, and forecast the months ahead."""
        known, now = past.histories(origin), origin - _EPOCH
        index = learn_months(ModifiedBetaGeoModel(unit=_WEEK), past.customer, past.day - _EPOCH, now=now)
        first = now - known.age
        clock = month_clock(index, first_day=int(first.min()), last_day=now + horizon)
        history = (known.frequency, *clock.histories(first, first + known.recency, now))
        model = self.make().fit(*history)
        ahead = clock.horizon(now, horizon)
        return Forecast(
            expected=np.asarray(model.expected_purchases(ahead, *history), dtype=np.float64),
            probability=np.clip(model.probability_of_purchase(ahead, *history), 0.0, 1.0),
        )
