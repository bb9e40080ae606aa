"""Topics by tone: the table with the rows behind each cell, and the chart of what is spoken of badly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samphan.insights.rules.tones import TONES, Line, matrix
from samphan.web.components import cells, charts
from samphan.web.components.charts import Chart
from samphan.web.formats import format_number
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.wording import between, few, percent, signed
from samphan.web.reading.shown import SENTIMENTS, topic_names
from samphan.web.topics import wording
from samphan.web.wording import label

_BAD, _GOOD = "negative", "positive"


@dataclass(frozen=True, kw_only=True)
class Square:
    """One cell as it is shown; `bar` is 0 to 100, the share of its line."""

    tone: str
    count: str
    share: str
    interval: str
    change: str
    change_look: str
    change_title: str
    bar: float
    href: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line as it is shown; `few` says why its cells are empty, when they are."""

    code: str
    name: str
    n: str
    few: str
    href: str
    squares: Sequence[Square]


def rows(asked: Asked, values: Values) -> list[Row]:
    """Return the table of the channel asked for; empty when nothing was read."""
    value = values.get("tones")
    if value is None:
        return []
    names = topic_names()
    return [_row(asked, line, names) for line in matrix(value, channel=asked.channel)]


def tones(asked: Asked, values: Values) -> Chart | None:
    """Draw how often each topic is spoken of badly, with its interval; its table is every cell of the matrix."""
    value = values.get("tones")
    lines = matrix(value, channel=asked.channel) if value else []
    sure = [line for line in lines if wording.is_topic(line.topic) and not few(line.cells[_BAD])]
    if not sure:
        return None
    names = topic_names()
    sure.sort(key=lambda line: (-_share(line), line.topic))
    return Chart(
        name="tones",
        sentence=wording.sentence(lines, names),
        heads=[
            *(_("Topic"), _("Tone"), _("Texts"), _("Of")),
            *(_("Share"), _("Low (95%)"), _("High (95%)"), _("Points against the period before"), _("A change")),
        ],
        rows=[_numbers(asked, line, tone, names) for line in lines for tone in TONES],
        wide=charts.whiskers(
            [
                {
                    "label": wording.line_name(line.topic, names),
                    "value": round(100 * _share(line), 1),
                    "low": round(100 * line.cells[_BAD]["low"], 1),
                    "high": round(100 * line.cells[_BAD]["high"], 1),
                }
                for line in sure
            ]
        ),
    )


def behind(asked: Asked, topic: str, tone: str = "") -> str:
    """Return where the texts of one cell, or of a whole line, are listed."""
    return asked.query("insights_topic_texts", topic=topic, tone=tone)


def _share(line: Line) -> float:
    return float(line.cells[_BAD]["share"])


def _row(asked: Asked, line: Line, names: Mapping[str, str]) -> Row:
    return Row(
        code=line.topic,
        name=wording.line_name(line.topic, names),
        n=cells.NOTHING if "successes" not in line.cells[_BAD] else format_number(line.n),
        few=few(line.cells[_BAD]),
        href=behind(asked, line.topic),
        squares=[_square(asked, line, tone) for tone in TONES],
    )


def _square(asked: Asked, line: Line, tone: str) -> Square:
    cell: Value = line.cells[tone]
    known = "share" in cell
    return Square(
        tone=tone,
        count=str(cells.count(cell.get("successes"))),
        share=percent(cell["share"]) if known else "",
        interval=between(cell["low"], cell["high"]) if known else "",
        change=wording.change(cell),
        change_look=_look(cell, tone),
        change_title=_title(cell),
        bar=round(100 * cell["share"], 1) if known else 0.0,
        href=behind(asked, line.topic, tone),
    )


def _look(cell: Mapping[str, Any], tone: str) -> str:
    """Return the look of a change: more bad is bad, more good is good, and what may be chance is neither."""
    found = cell.get("change")
    if not found or not found["is_change"] or tone not in {_BAD, _GOOD}:
        return "flat"
    return "up" if (found["difference"] > 0) == (tone == _GOOD) else "dn"


def _title(cell: Mapping[str, Any]) -> str:
    found = cell.get("change")
    if not found:
        return ""
    return _("A change: chance alone would rarely do that") if found["is_change"] else _("May be chance: not a change")


def _numbers(asked: Asked, line: Line, tone: str, names: Mapping[str, str]) -> tuple[object, ...]:
    cell: Value = line.cells[tone]
    found = cell.get("change")
    return (
        wording.line_name(line.topic, names),
        label(SENTIMENTS, tone),
        cells.count(cell.get("successes"), behind(asked, line.topic, tone)),
        cells.count(line.n if "successes" in cell else None, behind(asked, line.topic)),
        cells.share(cell.get("share")),
        cells.share(cell.get("low")),
        cells.share(cell.get("high")),
        cells.Cell(signed(100 * found["difference"], digits=1), round(100 * found["difference"], 1), "number")
        if found
        else cells.Cell(cells.NOTHING),
        (_("yes") if found["is_change"] else _("no")) if found else cells.NOTHING,
    )


CHARTS: Mapping[str, Draw] = {"tones": tones}
