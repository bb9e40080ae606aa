"""How good the model is: does it fit how often customers came back, and did it keep track of what it had not seen."""

from datetime import date, timedelta

import numpy as np

from samphan.analytics.btyd import Groups, frequency_fit, summarise, tracking
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.proof import Bar, Step, Track, model_fit_value
from samphan.insights.services.engine.fitting import Fit
from samphan.insights.services.engine.history import History
from samphan.insights.services.engine.season import WEEK, Season
from samphan.kit.errors import Refused

_EPOCH = date(1970, 1, 1)
_A_WEEK = 7


def model_fit(history: History, fit: Fit) -> Value:
    """Return the figure of the whole firm; one model speaks for all branches."""
    groups = Groups.of(*fit.histories(history), unit=WEEK)
    bars = [
        Bar(frequency=bar.frequency, is_open=bar.is_open, actual=round(bar.actual), expected=bar.expected)
        for bar in frequency_fit(fit.pair.purchases, groups)
    ]
    try:
        track = _track(history, fit)
    except Refused:  # too little was known at the origin for a model
        track = None
    return model_fit_value(bars, track)


def _track(history: History, fit: Fit) -> Track:
    """Fit the chosen model to what was known three quarters of the way, and follow those customers to the end."""
    row, day = history.bought_row, history.bought_day
    start, until = int(day.min()), history.day_number(history.until)
    origin = until - (until - start) // 4
    known = summarise(row, day, now=origin)
    first = origin - known.T
    season = Season.of(history, until=_EPOCH + timedelta(days=origin)) if fit.season else None
    recency, age = known.recency, known.T
    if season:
        recency, age = season.clock.histories(first, first + known.recency, origin)
    model = type(fit.pair.purchases)(unit=WEEK).fit(known.frequency, recency, age)
    followed = np.isin(row, known.is_known) & (day <= until)
    by_day = np.bincount(day[followed] - start, minlength=until - start + 1)
    won = np.bincount(first - start, minlength=len(by_day))
    elapsed = season.clock.at(np.arange(start, until + 1)) if season else None
    steps = tracking(model, first - start, by_day - won, every=_A_WEEK, elapsed=elapsed)
    return Track(
        origin=_EPOCH + timedelta(days=origin),
        customers=len(known.is_known),
        steps=[
            Step(until=_EPOCH + timedelta(days=start + step.day), actual=round(step.actual), expected=step.expected)
            for step in steps
        ],
    )
