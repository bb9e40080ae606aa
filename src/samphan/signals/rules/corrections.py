"""What a correction of a reading means, and which ones are kept aside to judge what is learnt from the others."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from samphan.language.labels import LABELS
from samphan.language.reading import UNKNOWN, balance, likeliest

# What a correction is about: the sentiment, or one topic ("topic:delivery").
SENTIMENT = "sentiment"
_TOPIC = "topic:"
YES, NO = "yes", "no"
# How a text came to be judged: somebody met it on a screen; it was asked for as unsure, or drawn by lot.
Drawn = Literal["screen", "unsure", "lot"]
_HELD_OUT_OF_TEN = 2


@dataclass(frozen=True, kw_only=True)
class Meant:
    """How a text stands once people have had their say."""

    sentiment: str
    sentiment_score: float
    topics: tuple[str, ...]
    topic_spans: list[dict[str, Any]]


def topic_subject(code: str) -> str:
    """Return what a correction about a topic is about."""
    return f"{_TOPIC}{code}"


def topic_of(what: str) -> str | None:
    """Return the topic's code a correction is about; None for one about the sentiment."""
    return what.removeprefix(_TOPIC) if what.startswith(_TOPIC) else None


def is_sensible(what: str, value: str, *, codes: Iterable[str]) -> bool:
    """Say whether a correction can be stored; `codes` are the topics the firm knows."""
    if what == SENTIMENT:
        return value in LABELS
    return value in (YES, NO) and topic_of(what) in set(codes)


def text_key(text: str) -> str:
    """Return what names a text: a correction holds for these words only, however often the field is answered again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_held_out(text: str, drawn: Drawn) -> bool:
    """Say whether what is learnt is judged by this correction, and so never learns from it.

    All that was drawn by lot, which alone is a fair picture of all texts, and a fifth of the rest, by the text, so that
    what many people write falls on one side.
    """
    return drawn == "lot" or int(text_key(text), 16) % 10 < _HELD_OUT_OF_TEN


def meant_by(
    *, probabilities: Sequence[float], topic_spans: Sequence[Mapping[str, Any]], corrections: Mapping[str, str]
) -> Meant:
    """Return how a text stands: what the machine read, and over it what people said (subject -> value).

    A topic whose part is meant as the whole follows the whole; one added by hand has no place in the text.
    """
    shares = list(probabilities)
    machine = likeliest(shares)
    sentiment = corrections.get(SENTIMENT, machine)
    score = balance(shares) if sentiment == machine else {"positive": 1.0, "negative": -1.0}.get(sentiment, 0.0)
    spans = [{**one, "sentiment": sentiment} if one.get("whole") else dict(one) for one in topic_spans]
    read = [str(one["code"]) for one in spans]
    topics = topics_said(read, corrections)
    return Meant(sentiment=sentiment, sentiment_score=score, topics=topics, topic_spans=spans)


def topics_said(topics: Sequence[str], corrections: Mapping[str, str]) -> tuple[str, ...]:
    """Return the topics of a text once corrections (subject -> value) had their say: some gone, others added."""
    said = {topic_of(what): value for what, value in corrections.items() if topic_of(what) is not None}
    added = sorted(code for code, value in said.items() if code and value == YES and code not in topics)
    return (*(code for code in topics if said.get(code) != NO), *added)


def machine_label(probabilities: Sequence[float]) -> str:
    """Return what the machine alone would say."""
    return likeliest(list(probabilities)) if probabilities else UNKNOWN
