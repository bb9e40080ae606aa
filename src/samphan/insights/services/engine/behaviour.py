"""What customers said beside what they did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.survival import KaplanMeier
from samphan.insights.rules.attitude import (
    ATTITUDES,
    BACK,
    GONE,
    PENDING,
    SAID_NOTHING,
    Cell,
    quadrants_value,
)
from samphan.insights.rules.leaving import WaitingPoint, waiting_value
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import Period
from samphan.insights.services.engine.history import History
from samphan.insights.services.engine.spoken import (
    DID,
    NOTHING,
    Latest,
    Spent,
    prospects_since,
    spent_since,
)

_CURVE_DAYS = (0, 7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365)
Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """Everything the figures of one period are made of, read once for all scopes."""

    span: Period
    window_days: int
    latest: Latest
    spent: Spent
    prospects: Mapping[tuple[int, str], int]


def read_spoken(history: History, latest: Latest, spans: Sequence[Period], *, window_days: int) -> list[Spoken]:
    """Return what each period's figures are made of; `latest` are the answers with what followed in the window."""
    return [
        Spoken(
            span=span,
            window_days=window_days,
            latest=latest,
            spent=spent_since(history, span.since),
            prospects=prospects_since(history, span.since, within_days=window_days),
        )
        for span in spans
    ]


def behaviour_values(history: History, spoken: Spoken, branch_ids: Sequence[int] | None) -> Iterator[tuple[str, Value]]:
    """Yield the figures of attitude beside behaviour of one scope and period."""
    mask = history.is_in(branch_ids)
    yield "quadrants", _quadrants(history, spoken, mask, branch_ids)
    yield "waiting", _waiting(history, spoken, mask)


def _quadrants(history: History, spoken: Spoken, mask: Mask, branch_ids: Sequence[int] | None) -> Value:
    answered_since = spoken.span.since - timedelta(days=spoken.window_days)
    attitude = spoken.latest.since(answered_since)
    spoke_once = mask & (spoken.latest.attitude != NOTHING)
    cells, pending = [], 0
    for said, code in enumerate(ATTITUDES):
        for did, what in enumerate(DID):
            here = mask & (attitude == said) & (spoken.latest.behaviour == did)
            count = int(here.sum())
            if what == PENDING:
                pending += count
            else:
                revenue = int(spoken.spent.net[here].sum())
                cells.append(Cell(attitude=code, behaviour=what, customers=count, revenue_satang=revenue))
    wanted = None if branch_ids is None else set(branch_ids)
    never_bought = dict.fromkeys(ATTITUDES, 0)
    for (branch_id, code), count in spoken.prospects.items():
        if wanted is None or branch_id in wanted:
            never_bought[code] += count
    return quadrants_value(
        cells,
        horizon_days=spoken.window_days,
        answered_since=answered_since,
        pending=pending,
        earlier=int((spoke_once & (attitude == NOTHING)).sum()),
        silent=_silent(history, spoken, mask),
        never_bought=never_bought,
    )


def _silent(history: History, spoken: Spoken, mask: Mask) -> dict[str, int]:
    """Return who never answered, by whether they bought within the last days: most customers say nothing."""
    quiet = history.age - history.recency
    there = mask & (spoken.latest.attitude == NOTHING)
    is_back = quiet <= spoken.window_days
    return {BACK: int((there & is_back).sum()), GONE: int((there & ~is_back).sum())}


def _waiting(history: History, spoken: Spoken, mask: Mask) -> Value:
    """Return how long customers take to come back after a purchase, by what they last said before the end."""
    row, day = history.bought_row, history.bought_day
    came = np.zeros(len(row), dtype=np.bool_)
    came[:-1] = row[1:] == row[:-1]
    until = np.full(len(row), history.day_number(history.until))
    until[:-1][came[:-1]] = day[1:][came[:-1]]
    counted = (day >= history.day_number(spoken.span.since)) & mask[row]
    waited, said = (until - day).astype(np.float64), spoken.latest.attitude[row]
    groups = {}
    for place, code in [*enumerate(ATTITUDES), (NOTHING, SAID_NOTHING)]:
        here = counted & (said == place)
        groups[code] = _curve(waited[here], came[here])
    return waiting_value(groups)


def _curve(waited: Any, came: Any) -> tuple[int, list[WaitingPoint]]:
    n = len(waited)
    if n == 0 or not came.any():
        return n, []
    fitted = KaplanMeier().fit(waited, came)
    days = [day for day in _CURVE_DAYS if day <= fitted.times_[-1]]
    shares = fitted.survival_at(days)
    low, high = fitted.interval_at(days)
    return n, [
        WaitingPoint(
            day=day,
            share=float(share),
            low=float(share if np.isnan(bottom) else bottom),
            high=float(share if np.isnan(top) else top),
        )
        for day, share, bottom, top in zip(days, shares, low, high, strict=True)
        if not np.isnan(share)
    ]
