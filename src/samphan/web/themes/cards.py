"""Themes as they are shown and saved: name, size with its certainty, trend, tones and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.analytics.intervals import wilson_interval
from samphan.insights.rules.themes import NOT_UNDERSTOOD
from samphan.insights.rules.tones import TONES
from samphan.insights.selectors.themes import ThemeLine, WeekThemes
from samphan.web.components import cells
from samphan.web.insights.asked import Asked
from samphan.web.insights.strip import sparkline
from samphan.web.insights.texts import Written, written
from samphan.web.insights.wording import between, percent
from samphan.web.reading.shown import SENTIMENTS
from samphan.web.themes import wording
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.insights.models import Theme

_BAR = 100


@dataclass(frozen=True, kw_only=True)
class Part:
    """One tone of a theme: a piece of its bar, from `start` on, and the texts behind it."""

    tone: str
    name: str
    count: int
    start: float
    width: float
    href: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One theme as it is shown."""

    theme: "Theme"
    name: str
    terms: Sequence[str]
    size: int
    share: str
    interval: str
    parts: Sequence[Part]
    line: str
    last: tuple[str, str] | None
    trend: str
    is_new: bool
    quotes: Sequence[Written]
    href: str


def cards(asked: Asked, found: WeekThemes) -> list[Card]:
    """Return a week's themes as cards; the quotes of all are looked up together."""
    quotes = iter(written([quote for line in found.lines for quote in line.quotes]))
    return [_card(asked, found, line, [next(quotes) for _quote in line.quotes]) for line in found.lines]


def heads() -> list[str]:
    """Return the column heads of the saved list."""
    tones = [label(SENTIMENTS, tone) for tone in (*TONES, NOT_UNDERSTOOD)]
    return [_("Theme"), _("Terms"), _("Texts"), _("Share"), _("Low (95%)"), _("High (95%)"), *tones, _("Quotes")]


def row_of(found: WeekThemes, card: Card) -> list[object]:
    """Return one line of the saved list."""
    sure = wilson_interval(card.size, found.run.texts)
    counts = {part.tone: part.count for part in card.parts}
    return [
        card.name,
        ", ".join(card.theme.terms),
        cells.count(card.size),
        cells.share(sure.estimate),
        cells.share(sure.low),
        cells.share(sure.high),
        *(cells.count(counts.get(tone, 0)) for tone in (*TONES, NOT_UNDERSTOOD)),
        "\n".join(quote.text for quote in card.quotes),
    ]


def _card(asked: Asked, found: WeekThemes, line: ThemeLine, quotes: Sequence[Written]) -> Card:
    sure = wilson_interval(line.size, found.run.texts)
    points, last = sparkline(line.trend)
    return Card(
        theme=line.theme,
        name=wording.theme_name(line.theme),
        terms=wording.more_terms(line.theme),
        size=line.size,
        share=percent(line.share),
        interval=between(sure.low, sure.high),
        parts=_parts(asked, found, line),
        line=points,
        last=last,
        trend=wording.trend(line.trend),
        is_new=line.is_new,
        quotes=quotes,
        href=behind(asked, found, line),
    )


def behind(asked: Asked, found: WeekThemes, line: ThemeLine, tone: str = "") -> str:
    """Return where the texts of a theme, or of one of its tones, are listed."""
    return asked.query("insights_theme_texts", line.theme.pk, week=found.run.week.isoformat(), tone=tone)


def _parts(asked: Asked, found: WeekThemes, line: ThemeLine) -> list[Part]:
    parts: list[Part] = []
    start = 0.0
    for tone in (*TONES, NOT_UNDERSTOOD):
        count = line.tones.get(tone, 0)
        if count:
            width = _BAR * count / line.size
            href = behind(asked, found, line, tone)
            part = Part(
                tone=tone,
                name=label(SENTIMENTS, tone),
                count=count,
                start=round(start, 2),
                width=round(width, 2),
                href=href,
            )
            parts.append(part)
            start += width
    return parts
