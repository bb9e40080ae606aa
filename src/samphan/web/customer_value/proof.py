"""The charts of how good the model is: how often customers came back, and week by week what it had not seen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from samphan.web.components import cells, tracks
from samphan.web.components.charts import Chart
from samphan.web.customer_value import wording
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values

_LAST_OF_A_WEEK = 6  # days after its first


def frequency(asked: Asked, values: Values) -> Chart | None:
    """Draw how many customers came back on so many days, counted and by the model."""
    value = values.get("model_fit")
    if value is None or not value["bars"]:
        return None
    rows = [
        {"label": _label(bar), "actual": bar["actual"], "expected": round(bar["expected"], 1)} for bar in value["bars"]
    ]
    return Chart(
        name="model-frequency",
        sentence=wording.frequency_sentence(value),
        heads=[_("Came back on"), _("Customers"), _("By the model")],
        rows=[
            (
                wording.returns(bar["frequency"], is_open=bar["is_open"]),
                cells.count(bar["actual"], _behind(asked, bar)),
                cells.number(bar["expected"], digits=0),
            )
            for bar in value["bars"]
        ],
        wide=tracks.paired(rows),
    )


def cumulative(asked: Asked, values: Values) -> Chart | None:
    """Draw all returns up to each week, as they came and as a model expected that saw nothing after the line."""
    track = _track(values)
    if track is None:
        return None
    rows = [_point(step, step["actual"], step["expected"]) for step in track["steps"]]
    return _tracked("model-tracking", wording.track_sentence(track), track, rows, lambda on: _returns(asked, until=on))


def weekly(asked: Asked, values: Values) -> Chart | None:
    """Draw the returns of each week by itself: where the season and a change in the business show."""
    track = _track(values)
    if track is None or len(track["steps"]) < 3:
        return None
    rows = [
        _point(step, step["actual"] - before["actual"], step["expected"] - before["expected"])
        for before, step in pairwise(track["steps"])
    ]
    return _tracked(
        "model-weekly",
        wording.weekly_sentence(track),
        track,
        rows,
        lambda on: _returns(asked, until=on, since=on - timedelta(days=_LAST_OF_A_WEEK)),
    )


def _tracked(
    name: str, sentence: str, track: Value, rows: Sequence[Mapping[str, Any]], behind: Callable[[date], str]
) -> Chart:
    start, until = rows[0]["on"] - timedelta(days=7), rows[-1]["on"]
    split = date.fromisoformat(track["origin"])
    return Chart(
        name=name,
        sentence=sentence,
        heads=[_("Week until"), _("Came back"), _("By the model"), _("Seen by the model")],
        rows=[
            (
                cells.day(row["on"]),
                cells.count(row["actual"], behind(row["on"])),
                cells.number(row["expected"], digits=1),
                _("yes") if row["on"] <= split else _("no"),
            )
            for row in rows
        ],
        wide=tracks.tracked(rows, start=start, until=until, split=split),
    )


def _track(values: Values) -> Value | None:
    value = values.get("model_fit")
    return value["track"] if value is not None else None


def _point(step: Value, actual: int, expected: float) -> dict[str, Any]:
    return {"on": date.fromisoformat(step["until"]), "actual": actual, "expected": round(expected, 2)}


def _label(bar: Value) -> str:
    return f"{bar['frequency']}+" if bar["is_open"] else str(bar["frequency"])


def _behind(asked: Asked, bar: Value) -> str:
    high = None if bar["is_open"] else str(bar["frequency"] + 1)
    return asked.query("insights_bin", "frequency", low=str(bar["frequency"]), high=high)


def _returns(asked: Asked, *, until: date, since: date | None = None) -> str:
    """Return where the returns up to a day are listed, from a day on or from the beginning; of the whole firm."""
    return asked.query("insights_returns", since=since, until=until, branch=None)


CHARTS: Mapping[str, Draw] = {"model-frequency": frequency, "model-tracking": cumulative, "model-weekly": weekly}
