"""How topics are spoken of: what one text counts as, and the counts as shares with their certainty."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samphan.analytics.repurchase import Share
from samphan.insights.rules.loyalty import Value
from samphan.insights.rules.returns import compared_share

TONES = ("negative", "neutral", "positive", "question")
# Lines that are no topic: every text, and those without one.
ALL_TEXTS, NO_TOPIC = "*", "-"
EVERY_CHANNEL = ""
# A topic spoken of in several ways counts once, as what calls for something first.
_FIRST = ("negative", "question", "positive", "neutral")


@dataclass(frozen=True, kw_only=True)
class ReadText:
    """One text as the model in use read it; `tones` are (line, tone) of every line it counts in."""

    branch_id: int | None
    channel: str
    is_before: bool
    read_with: str
    is_corrected: bool
    tones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One topic (or all texts, or those without a topic): a share of its n texts for each tone, against before."""

    topic: str
    n: int
    cells: Mapping[str, Mapping[str, Any]]


def lines_of(topics: Sequence[str], spans: Sequence[Mapping[str, Any]], sentiment: str) -> dict[str, str]:
    """Return the lines one text counts in, each with its tone; a tone outside `TONES` was not understood.

    A topic has the tone it was spoken of in (`spans`: "code" and "sentiment"), else that of the whole text.
    """
    lines = {ALL_TEXTS: sentiment}
    for topic in topics:
        heard = {span.get("sentiment") for span in spans if span.get("code") == topic}
        lines[topic] = next((tone for tone in _FIRST if tone in heard), sentiment)
    if not topics:
        lines[NO_TOPIC] = sentiment
    return lines


class ToneCounts:
    """The counts of a scope and period, text by text, so that nobody has to hold the texts."""

    def __init__(self) -> None:
        self._tones: Counter[tuple[str, str, bool, str]] = Counter()
        self._models: Counter[str] = Counter()
        self._corrected = 0

    def add(self, text: ReadText) -> None:
        """Count one text, in its channel and in all."""
        for line, tone in text.tones:
            for channel in {EVERY_CHANNEL, text.channel}:
                self._tones[channel, line, text.is_before, tone] += 1
        if not text.is_before:
            self._models[text.read_with] += 1
            self._corrected += text.is_corrected

    def value(self) -> Value:
        """Return by channel ("" for all) and line how many texts were of each tone, now and before.

        `n` is how many texts of the period were understood, `unknown` how many were not; `read_with` counts them by
        model, the one that read most first; of `corrected` ones somebody said what they mean.
        """
        channels: dict[str, dict[str, list[list[int]]]] = {EVERY_CHANNEL: {}}
        for channel, line, _is_before, _tone in sorted(self._tones):
            channels.setdefault(channel, {})[line] = [
                [self._tones[channel, line, is_before, tone] for tone in TONES] for is_before in (False, True)
            ]
        n = sum(self._tones[EVERY_CHANNEL, ALL_TEXTS, False, tone] for tone in TONES)
        return {
            "n": n,
            "unknown": self._models.total() - n,
            "corrected": self._corrected,
            "read_with": dict(self._models.most_common()),
            "channels": channels,
        }


def matrix(value: Mapping[str, Any], *, channel: str = EVERY_CHANNEL) -> list[Line]:
    """Return the lines of one channel: all texts, then topics, most spoken of first, then texts without a topic."""
    return sorted(_lines(value["channels"].get(channel, {})), key=_place)


def _lines(counts: Mapping[str, Sequence[Sequence[int]]]) -> Iterator[Line]:
    for topic, (now, before) in counts.items():
        n, n_before = sum(now), sum(before)
        if n:
            shares = {
                tone: compared_share(Share(successes=now[at], n=n), Share(successes=before[at], n=n_before))
                for at, tone in enumerate(TONES)
            }
            yield Line(topic=topic, n=n, cells=shares)


def _place(line: Line) -> tuple[int, int, str]:
    return {ALL_TEXTS: 0, NO_TOPIC: 2}.get(line.topic, 1), -line.n, line.topic
