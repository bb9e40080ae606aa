"""Reading one text: language, sentiment, topics, urgency."""

import re
from dataclasses import dataclass

from samphan.language.lexicon import Evidence, balance, evidence_in
from samphan.language.normalise import Normalised, normalise
from samphan.language.scripts import guess_language
from samphan.language.topics import TopicHit, default_taxonomy, find_topics
from samphan.language.urgency import urgency_of

# Raise whenever the same text could be read differently: stored readings of older versions are then read again.
MODEL_VERSION = "lexicon-2"
# Nobody writes more in a survey; a pasted book must not hold a worker.
LONGEST_READ = 20_000

_HAPPY, _UNHAPPY = 0.2, 0.5  # how likely a text is meant badly, as far as words can tell
_CLEAR = 0.8  # evidence a text needs before it is called positive or negative
_HALF = 2.0  # evidence at which the sentiment score reaches one half
_CLAUSE = re.compile(r"แต่(?!ละ|งตั้ง|ง)|ส่วน|[.!?;,\n]|\s{1,}(?=[\u0e00-\u0e7f])|\b(?:but|however|although|while)\b")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something the text is about: where it says so in the original text, and how that part is meant."""

    code: str
    spans: tuple[tuple[int, int], ...]
    sentiment: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was understood of a text.

    `language` is th, en, mixed, other or none; `sentiment` is positive, neutral, negative, or unknown where nothing
    should be guessed; `sentiment_score` runs from -1 to 1 and says how strongly; `urgency` is 0 to 3.
    """

    language: str
    sentiment: str
    sentiment_score: float
    topics: tuple[Topic, ...]
    urgency: int
    urgency_rule: str
    model_version: str


def read(text: str, channel: str = "survey", score: float | None = None) -> Reading:
    """Return what a customer's text says; the same text, channel and score always give the same reading.

    `score` is a rating that came with it, as a share of its scale (0.0 worst, 1.0 best): it tips what the words leave
    open. Only the first `LONGEST_READ` characters are read. Raises nothing: an unreadable text is "unknown".
    """
    normal = normalise(text[:LONGEST_READ])
    language = guess_language(normal.text)
    found = evidence_in(normal.text)
    if language == "other" or (language == "none" and not found):
        return _unknown(language)
    words = balance(normal.text, found)
    total = words + _leaning(score)
    urgency = urgency_of(normal.text, channel=channel, negative=_HAPPY if total >= _CLEAR else _UNHAPPY)
    topics = tuple(_topic(hit, normal, found, _named(total)) for hit in find_topics(normal.text, default_taxonomy()))
    return Reading(
        language=language,
        sentiment=_named(total),
        sentiment_score=round(total / (abs(total) + _HALF), 4),
        topics=topics,
        urgency=urgency.level,
        urgency_rule=urgency.rule,
        model_version=MODEL_VERSION,
    )


def _unknown(language: str) -> Reading:
    return Reading(
        language=language,
        sentiment="unknown",
        sentiment_score=0.0,
        topics=(),
        urgency=0,
        urgency_rule="",
        model_version=MODEL_VERSION,
    )


def _leaning(score: float | None) -> float:
    """Return the evidence of an attached rating: 0 at three quarters of the scale, where people stop being content."""
    if score is None:
        return 0.0
    return (score - 0.75) * (6.0 if score > 0.75 else 3.0)


def _named(total: float) -> str:
    if total >= _CLEAR:
        return "positive"
    return "negative" if total <= -_CLEAR else "neutral"


def _topic(hit: TopicHit, normal: Normalised, found: list[Evidence], whole: str) -> Topic:
    nearby = [e.weight for start, end in hit.spans for e in found if _same_clause(normal.text, start, end, e)]
    return Topic(
        code=hit.code,
        spans=tuple(normal.original_span(start, end) for start, end in hit.spans),
        # A clause that only names its topic means it as the whole text does.
        sentiment=_named(sum(nearby)) if nearby else whole,
    )


def _same_clause(text: str, start: int, end: int, evidence: Evidence) -> bool:
    if evidence.start >= start:
        return _CLAUSE.search(text, end, max(end, evidence.start)) is None
    return _CLAUSE.search(text, min(start, evidence.end), start) is None
