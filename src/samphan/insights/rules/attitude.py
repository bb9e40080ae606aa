"""From what customers said and what they did to the figures of Satisfaction & behaviour and Drivers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.analytics.repurchase import Share
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import share_value

ATTITUDES = ("promoter", "passive", "detractor")
BACK, GONE, PENDING, NEVER_BOUGHT = "back", "gone", "pending", "never"
# Of all who answered: whose days after the answer are over, and who answered too long ago to be counted.
FOLLOWED, EARLIER = "followed", "earlier"
SAID_NOTHING, SAID_ANYTHING = "none", "any"
TOPIC, TOUCHPOINT = "topic", "touchpoint"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Customers of one attitude who did one thing, and what they paid in the period."""

    attitude: str
    behaviour: str
    customers: int
    revenue_satang: int


@dataclass(frozen=True, kw_only=True)
class DriverRow:
    """One touchpoint or topic with its share of the variance, its own whether it can be told from chance or not.

    `mean` is the average rating (1 to 5) of a touchpoint, the average tone (-1 to 1) of a topic; `n` answers have it.
    """

    code: str
    kind: str
    th: str
    en: str
    n: int
    share: float
    low: float
    high: float
    is_significant: bool
    mean: float


def quadrants_value(
    cells: Sequence[Cell],
    *,
    horizon_days: int,
    answered_since: date,
    pending: int,
    earlier: int,
    silent: Mapping[str, int],
    never_bought: Mapping[str, int],
) -> Value:
    """Return attitude by behaviour; a share is of those with the same attitude, so that the two can be compared.

    Every customer is counted once: in a cell, or as `pending` (answered too lately to tell), `earlier` (last answered
    before the day answers count from) or `silent` (never answered, by whether they bought lately); `customers` is the
    sum. Who answered but has not bought yet is no customer: `never_bought` counts them by attitude, beside the cells.
    Fewer than may be shown of an attitude are None.
    """
    sizes = {attitude: sum(c.customers for c in cells if c.attitude == attitude) for attitude in ATTITUDES}
    rows = [
        {
            "attitude": cell.attitude,
            "behaviour": cell.behaviour,
            "customers": cell.customers if sizes[cell.attitude] >= 5 else None,
            "shown": disclosure(sizes[cell.attitude]).value,
            "share": share_value(Share(successes=cell.customers, n=sizes[cell.attitude])),
            "revenue_satang": cell.revenue_satang if sizes[cell.attitude] >= 5 else None,
        }
        for cell in cells
    ]
    followed = sum(sizes.values())
    answered = followed + pending + earlier
    return {
        "n": followed,
        "horizon_days": horizon_days,
        "answered_since": answered_since.isoformat(),
        "customers": answered + sum(silent.values()),
        "cells": rows,
        "answered": answered,
        "pending": pending,
        "earlier": earlier,
        "silent": dict(silent),
        "never_bought": {
            attitude: None if disclosure(n) is Disclosure.SUPPRESSED and n else n
            for attitude, n in never_bought.items()
        },
    }


def drivers_value(rows: Sequence[DriverRow], *, n: int, r2: float | None, note: str | None) -> Value:
    """Return the drivers by share; with too few answers only how many there are."""
    shown = disclosure(n)
    full = shown is Disclosure.FULL and r2 is not None
    ordered = sorted(rows, key=lambda row: -row.share) if full else []
    return {
        "n": n,
        "shown": shown.value,
        "outcome": "nps",
        "r2": r2 if full else None,
        "rows": [
            {
                "code": row.code,
                "kind": row.kind,
                "th": row.th,
                "en": row.en,
                "n": row.n,
                "share": row.share,
                "low": row.low,
                "high": row.high,
                "is_significant": row.is_significant,
                "mean": row.mean,
            }
            for row in ordered
        ],
        "note": note if full or note else "too_few",
    }
