"""Which model forecasts best here: a rolling-origin backtest, always beside the naive forecast.

At each origin the models see the purchases before it only, and are judged on those of the following days. No model
wins everywhere, so the choice is made on the firm's own past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Ints
from samphan.kit.errors import N_, Refused

NAIVE = "same rate as before"


class NothingToBacktest(Refused):
    code: ClassVar[str] = "analytics.btyd.nothing_to_backtest"
    message: ClassVar[str] = N_(
        "No customer has bought before day {origin}, so no forecast can be tested there. Choose a later day."
    )


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Histories at one moment, by customer key: arrays (keys,); `is_known` where a first purchase was made."""

    is_known: Ints
    frequency: Ints
    recency: Ints
    T: Ints
    log_gaps: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """How one model forecast the purchases after one origin.

    `mean_absolute_error` and `root_mean_square_error` are in purchases a customer, `bias` is the share by which the
    total was over (+) or under (-), `brier` the mean squared error of P(any purchase), None where there is none.
    """

    model: str
    origin: int
    customers: int
    mean_absolute_error: float
    root_mean_square_error: float
    bias: float
    brier: float | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The model with the smallest mean absolute error over all origins, and every score behind it."""

    best: str
    scores: tuple[Score, ...]


def summarise(customer: ArrayLike, day: ArrayLike, *, now: int) -> Summary:
    """Return the histories of customers (whole keys from 0) at the end of day `now`, from purchases in any order.

    Two purchases of one customer on one day are one. `log_gaps` is the sum of ln(gap in days), for the choice of k.
    """
    who, when = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
    size = int(who.max(initial=-1)) + 1
    past = when <= now
    base = int(when.min(initial=0))
    width = max(now - base, 0) + 1
    code = np.unique(who[past] * width + (when[past] - base))
    who, when = np.divmod(code, width)
    days = np.bincount(who, minlength=size)
    ends = np.cumsum(days)
    is_known = days > 0
    last = np.zeros(size, dtype=np.int64)
    first = np.zeros(size, dtype=np.int64)
    last[is_known] = when[ends[is_known] - 1]
    first[is_known] = when[(ends - days)[is_known]]
    gaps = np.diff(when)[np.diff(who) == 0]
    return Summary(
        is_known=np.flatnonzero(is_known),
        frequency=(days - 1)[is_known],
        recency=(last - first)[is_known],
        T=(now - base - first)[is_known],
        log_gaps=float(np.log(gaps).sum()),
    )


def backtest(
    models: Mapping[str, PurchaseModel],
    customer: ArrayLike,
    day: ArrayLike,
    *,
    origins: Sequence[int],
    horizon: int,
) -> Choice:
    """Fit every model at every origin on what was known then, and score its forecast of the next `horizon` days.

    Parameters
    ----------
    models : mapping of name to model
        Unfitted or not: each is fitted anew. Their data are in days (`unit` may be 7).
    customer, day : whole numbers (n,)
        Purchases: dense customer keys, day numbers.
    origins : days
        The last day known. Several, apart, so that one odd season does not decide.
    """
    scores: list[Score] = []
    for origin in origins:
        known = summarise(customer, day, now=origin)
        if len(known.is_known) == 0:
            raise NothingToBacktest(origin=origin)
        actual = _purchases_after(customer, day, origin, horizon)[known.is_known]
        naive = known.frequency / np.maximum(known.T, 1) * horizon
        scores.append(_score(NAIVE, origin, actual, naive, None))
        for name, model in models.items():
            model.fit(known.frequency, known.recency, known.T)
            history = (horizon, known.frequency, known.recency, known.T)
            scores.append(
                _score(
                    name, origin, actual, model.expected_purchases(*history), model.probability_of_purchase(*history)
                )
            )
    mean = {name: np.mean([s.mean_absolute_error for s in scores if s.model == name]) for name in (NAIVE, *models)}
    return Choice(best=min(mean, key=lambda name: (mean[name], name)), scores=tuple(scores))


def _purchases_after(customer: ArrayLike, day: ArrayLike, origin: int, horizon: int) -> Ints:
    who, when = np.asarray(customer, dtype=np.int64), np.asarray(day, dtype=np.int64)
    coming = (when > origin) & (when <= origin + horizon)
    code = np.unique(who[coming] * (horizon + 1) + (when[coming] - origin))
    return np.bincount(code // (horizon + 1), minlength=int(who.max()) + 1)


def _score(name: str, origin: int, actual: Ints, expected: Floats, any_purchase: Floats | None) -> Score:
    error = expected - actual
    total = float(actual.sum())
    return Score(
        model=name,
        origin=origin,
        customers=len(actual),
        mean_absolute_error=float(np.abs(error).mean()),
        root_mean_square_error=float(np.sqrt((error**2).mean())),
        bias=float(expected.sum()) / total - 1.0 if total else float("nan"),
        brier=None if any_purchase is None else float(np.mean((any_purchase - (actual > 0)) ** 2)),
    )
