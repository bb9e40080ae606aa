"""What the NPS hangs on: topics spoken of and touchpoints rated in the same answer. Needs answers, no purchase."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from samphan.analytics.drivers import (
    MOST_DRIVERS,
    Driver,
    Drivers,
    DriversCollinear,
    DriverUnusable,
    TooFewForDrivers,
)
from samphan.insights.models import Figure
from samphan.insights.rules.attitude import TOPIC, TOUCHPOINT, DriverRow, drivers_value
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.periods import PERIODS, period
from samphan.insights.rules.storing import storable
from samphan.insights.selectors.drivers import DriverAnswer, driver_answers
from samphan.insights.sources import TouchpointRow, touchpoints

# What hardly anybody mentions or rates cannot be told from noise.
_FEWEST_MENTIONS = 15


@dataclass(frozen=True, kw_only=True)
class _Column:
    """One driver before it is fitted; `values` hold NaN where an answer says nothing of it."""

    code: str
    kind: str
    th: str
    en: str
    values: NDArray[np.float64]

    @property
    def n(self) -> int:
        return int(np.count_nonzero(~np.isnan(self.values)))

    @property
    def mean(self) -> float:
        return float(np.nanmean(self.values))

    @property
    def differs(self) -> bool:
        """Say whether answers differ by more than the rounding of their average."""
        values = self.filled
        return bool(np.ptp(values) > 1e-9 * np.abs(values).max())

    @property
    def filled(self) -> NDArray[np.float64]:
        """Return the values with silence as neither good nor bad: 0 of a topic, the average of a touchpoint."""
        return np.nan_to_num(self.values, nan=self.mean if self.kind == TOUCHPOINT else 0.0)


def driver_figures(scopes: Mapping[str, Sequence[int] | None], *, timezone: str, now: datetime) -> list[Figure]:
    """Return the drivers of every scope (its branches, None for all) and period, from the answers up to an instant."""
    named = {touchpoint.code: touchpoint for touchpoint in touchpoints()}
    rows = []
    for code in PERIODS:
        span = period(code, now=now, timezone=timezone)
        dated = {"since": span.since.isoformat(), "until": span.until.isoformat()}
        answers = driver_answers(since=span.starts_at(span.since), until=now)
        for scope, branch_ids in scopes.items():
            value = storable(_drivers(_of_branches(answers, branch_ids), named) | dated)
            rows.append(Figure(name="drivers", scope=scope, period=code, value=value, computed_at=now))
    return rows


def _of_branches(answers: Sequence[DriverAnswer], branch_ids: Sequence[int] | None) -> Sequence[DriverAnswer]:
    if branch_ids is None:
        return answers
    wanted = set(branch_ids)
    return [answer for answer in answers if answer.branch_id in wanted]


def _drivers(answers: Sequence[DriverAnswer], named: Mapping[str, TouchpointRow]) -> Value:
    """Return each driver's share of the differences in the score, of all answers that say more than a score."""
    columns = sorted([*_topics(answers), *_touchpoints(answers, named)], key=lambda column: -column.n)[:MOST_DRIVERS]
    table = pd.DataFrame({column.code: column.filled for column in columns})
    score = np.array([answer.score for answer in answers], dtype=np.float64)
    try:
        fitted = Drivers().fit(table, score) if columns else None
    except TooFewForDrivers:
        fitted = None
    except DriversCollinear:
        return drivers_value([], n=len(answers), r2=None, note="collinear")
    except DriverUnusable:  # no column is the same for everybody, so the score is
        return drivers_value([], n=len(answers), r2=None, note="same_score")
    if fitted is None:
        return drivers_value([], n=len(answers), r2=None, note="too_few")
    rows = [_row(column, driver) for column, driver in zip(columns, fitted.drivers_, strict=True)]
    return drivers_value(rows, n=fitted.n_, r2=fitted.r2_, note=None)


def _row(column: _Column, driver: Driver) -> DriverRow:
    return DriverRow(
        code=column.code,
        kind=column.kind,
        th=column.th,
        en=column.en,
        n=column.n,
        share=driver.share,
        low=driver.low,
        high=driver.high,
        is_significant=driver.is_significant,
        mean=column.mean,
    )


def _topics(answers: Sequence[DriverAnswer]) -> list[_Column]:
    """Return how each topic was spoken of: 1 well, -1 badly."""
    found = _columns([answer.spoke for answer in answers])
    return _usable(
        [_Column(code=code, kind=TOPIC, th="", en="", values=values) for code, values in sorted(found.items())]
    )


def _touchpoints(answers: Sequence[DriverAnswer], named: Mapping[str, TouchpointRow]) -> list[_Column]:
    """Return how each touchpoint was rated; those that the same ratings are about are one driver with both names."""
    alike: dict[bytes, list[str]] = defaultdict(list)
    found = _columns([answer.rated for answer in answers])
    for code, values in sorted(found.items()):
        alike[values.tobytes()].append(code)
    return _usable(
        [
            _Column(
                code=codes[0],
                kind=TOUCHPOINT,
                th=" · ".join(named[code].th for code in codes if named[code].th),
                en=" · ".join(named[code].en for code in codes if named[code].en),
                values=found[codes[0]],
            )
            for codes in alike.values()
        ]
    )


def _columns(said: Sequence[Mapping[str, float]]) -> dict[str, NDArray[np.float64]]:
    """Return one column a code with NaN where an answer has nothing of it."""
    made: dict[str, NDArray[np.float64]] = {}
    for place, given in enumerate(said):
        for code, value in given.items():
            if code not in made:
                made[code] = np.full(len(said), np.nan)
            made[code][place] = value
    return made


def _usable(columns: Sequence[_Column]) -> list[_Column]:
    """Keep what enough answers speak of, and not all in the same way: what does not differ explains nothing."""
    return [column for column in columns if column.n >= _FEWEST_MENTIONS and column.differs]
