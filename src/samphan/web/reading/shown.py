"""A text with what was understood of it, as screens show it: marks, tone, topics, and who corrected what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.language.labels import LABELS
from samphan.signals.rules.corrections import NO, SENTIMENT, YES, topic_subject
from samphan.signals.selectors import corrections_of, topic_data
from samphan.web.formats import is_thai
from samphan.web.wording import TOPICS, label

if TYPE_CHECKING:
    from samphan.signals.models import Correction, Signal

SENTIMENTS = {
    "negative": N_("Negative"),
    "neutral": N_("Neutral"),
    "positive": N_("Positive"),
    "question": N_("Question"),
    "unknown": N_("Not readable"),
}
ICONS = {"negative": "frown", "neutral": "meh", "positive": "smile", "question": "circle-help", "unknown": "eye-off"}
TONES = {"negative": "bad", "positive": "good", "question": "acc"}
URGENCY_RULES = {
    "legal": N_("speaks of law or fraud"),
    "data_leak": N_("speaks of data in wrong hands"),
    "safety": N_("somebody may be in danger"),
    "outage": N_("something does not work at all"),
    "money_taken": N_("money was taken wrongly"),
    "will_leave": N_("says they will leave"),
    "asks_now": N_("asks for help at once"),
    "asked_before": N_("has asked before"),
}
PERSONAL = {
    "phone": N_("phone number"),
    "email": N_("e-mail address"),
    "thai_id": N_("ID number"),
    "card": N_("card number"),
    "bank": N_("bank account"),
    "line": N_("LINE id"),
    "plate": N_("number plate"),
    "address": N_("address"),
    "name": N_("name"),
}
# Where marks overlap, the first of these wins.
_ORDER = ("urgency", "topic", "personal")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the text; `mark` is "", or what it was marked for, and `title` says so in words."""

    text: str
    mark: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who corrected something, when, and how to take it back."""

    correction_id: int
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ShownTopic:
    """A topic as a chip; `said` when a person added it or said that it is none."""

    code: str
    name: str
    tone: str
    confidence: float | None = None
    said: Said | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One text and its reading."""

    signal_id: int
    language: str
    pieces: Sequence[Piece]
    sentiment: str
    confidence: float | None  # None: nothing was guessed, or a person said so
    has_second_opinion: bool
    said: Said | None
    topics: Sequence[ShownTopic]
    denied: Sequence[ShownTopic]
    addable: Sequence[tuple[str, str]]
    urgency: int
    urgency_why: str
    is_read: bool

    @property
    def name(self) -> str:
        """Return how it is meant, in words."""
        return label(SENTIMENTS, self.sentiment)

    @property
    def icon(self) -> str:
        """Return the face of how it is meant."""
        return ICONS.get(self.sentiment, "meh")

    @property
    def colour(self) -> str:
        """Return the tone of the chip that says how it is meant."""
        return TONES.get(self.sentiment, "o")

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return what it can be said to be: code, name, icon; in the order of the keys 1 to 4."""
        return [(code, _(SENTIMENTS[code]), ICONS[code]) for code in LABELS]


def topic_names() -> dict[str, str]:
    """Return what each topic in force is called in the reader's language, in order."""
    tongue = "th" if is_thai() else "en"
    return {code: entry.get("name", {}).get(tongue) or label(TOPICS, code) for code, entry in topic_data().items()}


class TopicNames(Mapping[str, str]):
    """What topics are called, the firm's own among them; looked up when asked for, so that an edit shows at once."""

    def __getitem__(self, code: str) -> str:
        return TOPICS[code] if code in TOPICS else topic_names()[code]

    def __iter__(self) -> Iterator[str]:
        return iter({**TOPICS, **topic_names()})

    def __len__(self) -> int:
        return len({*TOPICS, *topic_names()})


def shown_readings(signals: Iterable[Signal]) -> dict[int, Shown]:
    """Return each text as it is shown, by signal; two queries however many there are."""
    texts = [row for row in signals if row.text]
    if not texts:
        return {}
    held, names = corrections_of(texts), topic_names()
    return {row.pk: _shown(row, held.get(row.pk, {}), names) for row in texts}


def _shown(row: Signal, held: Mapping[str, Correction], names: Mapping[str, str]) -> Shown:
    meant = {str(one["code"]): one for one in row.topic_spans}
    corrected = held.get(SENTIMENT)
    topics = [_topic(code, meant.get(code, {}), row, held, names) for code in row.topics]
    denied = [
        ShownTopic(code=code, name=_name(code, names), tone="o", said=_said(held[topic_subject(code)]))
        for code in meant
        if code not in row.topics and topic_subject(code) in held and held[topic_subject(code)].value == NO
    ]
    taken = {*row.topics, *(one.code for one in denied)}
    return Shown(
        signal_id=row.pk,
        language=row.language if row.language in ("th", "en") else "",
        pieces=_pieces(row, names),
        sentiment=row.sentiment,
        confidence=None if corrected else row.confidence,
        has_second_opinion=bool((row.second_opinion or {}).get("probabilities")),
        said=_said(corrected) if corrected else None,
        topics=topics,
        denied=denied,
        addable=[(code, name) for code, name in names.items() if code not in taken],
        urgency=row.urgency,
        urgency_why=label(URGENCY_RULES, row.urgency_rule) if row.urgency_rule else "",
        is_read=bool(row.read_with),
    )


def _topic(
    code: str, meant: Mapping[str, Any], row: Signal, held: Mapping[str, Correction], names: Mapping[str, str]
) -> ShownTopic:
    said = held.get(topic_subject(code))
    return ShownTopic(
        code=code,
        name=_name(code, names),
        tone=TONES.get(meant.get("sentiment") or row.sentiment, "o"),
        confidence=meant.get("confidence"),
        said=_said(said) if said is not None and said.value == YES else None,
    )


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code) or label(TOPICS, code)


def _said(correction: Correction) -> Said:
    return Said(correction_id=correction.pk, who=correction.made_by.display_name, at=correction.made_at)


def _pieces(row: Signal, names: Mapping[str, str]) -> list[Piece]:
    """Cut the text where a mark begins or ends; a span that does not fit the text any more marks nothing."""
    marks = list(_marks(row, names))
    cuts = sorted({0, len(row.text), *(at for start, end, _, _ in marks for at in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        inside = [mark for mark in marks if mark[0] <= start and end <= mark[1]]
        best = min(inside, key=lambda mark: _ORDER.index(mark[2]), default=None)
        pieces.append(
            Piece(text=row.text[start:end], mark=best[2], title=best[3]) if best else Piece(text=row.text[start:end])
        )
    return pieces


def _marks(row: Signal, names: Mapping[str, str]) -> Iterable[tuple[int, int, str, str]]:
    length = len(row.text)
    why = label(URGENCY_RULES, row.urgency_rule) if row.urgency_rule else ""
    spans = [(start, end, "urgency", why) for start, end in row.urgency_spans]
    spans += [
        (start, end, "topic", _name(str(one["code"]), names))
        for one in row.topic_spans
        if one["code"] in row.topics
        for start, end in one.get("spans", ())
    ]
    spans += [(start, end, "personal", label(PERSONAL, kind)) for start, end, kind in row.personal_spans]
    return [span for span in spans if 0 <= span[0] < span[1] <= length]
