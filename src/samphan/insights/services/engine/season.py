"""The firm's year: what each month adds, and every buyer's history in average days."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from samphan.analytics.btyd import ModifiedBetaGeoModel, SeasonalClock
from samphan.analytics.btyd.calendar import learn_months, month_clock
from samphan.insights.services.engine.history import Floats, History, Ints

WEEK, HORIZON_DAYS = 7.0, 365
Histories = tuple[Ints, Ints, Ints]


@dataclass(frozen=True, kw_only=True)
class Season:
    """The index of the twelve months (12,), January first, and the clock that runs by it to a year after `until`."""

    index: Floats
    clock: SeasonalClock
    until: int

    @classmethod
    def of(cls, history: History, *, until: date | None = None) -> "Season":
        """Learn the season from the purchases up to a day (the history's end); raises `Refused` for under a year."""
        now = history.day_number(until or history.until)
        index = learn_months(ModifiedBetaGeoModel(unit=WEEK), history.bought_row, history.bought_day, now=now)
        first, last = int(history.bought_day.min()), history.day_number(history.until) + HORIZON_DAYS
        return cls(index=index, clock=month_clock(index, first_day=first, last_day=last), until=now)

    def histories(self, history: History) -> Histories:
        """Return (frequency, recency, age) of every buyer, the last two in whole average days."""
        first = self.until - history.age
        recency, age = self.clock.histories(first, first + history.recency, self.until)
        return history.frequency, recency.astype(np.int64), age.astype(np.int64)

    @property
    def year_days(self) -> float:
        """Return how many average days the coming 365 are."""
        return self.clock.horizon(self.until, HORIZON_DAYS)
