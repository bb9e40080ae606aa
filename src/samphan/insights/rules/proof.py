"""From what a model expected and what came to the figure that shows how good it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samphan.analytics.intervals import Disclosure, disclosure
from samphan.insights.rules.loyalty import Value


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Customers who came back on `frequency` days (the last: so many or more), counted and by the model."""

    frequency: int
    is_open: bool
    actual: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """Repeat purchase days from the beginning to the end of a day, counted and by the model."""

    until: date
    actual: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class Track:
    """The purchases of the customers won by `origin`, followed by a model that saw nothing after it."""

    origin: date
    customers: int
    steps: Sequence[Step]


def model_fit_value(bars: Sequence[Bar], track: Track | None) -> Value:
    """Return how well a model fits what it learnt from, and how well it foretold what it had not seen.

    `ahead` sums up the days after the origin: what came, and by which share the forecast was over (+) or under (-).
    """
    n = sum(bar.actual for bar in bars)
    shown = disclosure(n)
    value: Value = {"n": n, "shown": shown.value, "bars": [], "track": None}
    if shown is not Disclosure.FULL:
        return value
    value["bars"] = [
        {"frequency": bar.frequency, "is_open": bar.is_open, "actual": bar.actual, "expected": bar.expected}
        for bar in bars
    ]
    if track is not None and disclosure(track.customers) is Disclosure.FULL:
        value["track"] = {
            "origin": track.origin.isoformat(),
            "customers": track.customers,
            "ahead": _ahead(track),
            "steps": [
                {"until": step.until.isoformat(), "actual": step.actual, "expected": step.expected}
                for step in track.steps
            ],
        }
    return value


def _ahead(track: Track) -> Value:
    before = [step for step in track.steps if step.until <= track.origin]
    last = track.steps[-1]
    came = last.actual - (before[-1].actual if before else 0)
    due = last.expected - (before[-1].expected if before else 0.0)
    return {"actual": came, "expected": due, "bias": due / came - 1.0 if came else None}
