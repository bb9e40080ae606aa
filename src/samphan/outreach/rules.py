"""The pure decisions: whether what somebody said is about an incident, and when the next update is due."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What an incident is about: words people use, topics of their texts, names of the parts that failed."""

    words: Collection[str] = ()
    topics: Collection[str] = ()
    parts: Collection[str] = ()


def why_linked(matter: Matter, *, text: str, topics: Collection[str], is_answer: bool) -> str:
    """Return why an affected customer's words are about the incident, or "" when they are not.

    "answer": they answered a notice; "words", "component": the text has one; "topic": it was read so; "any": nothing
    narrows the incident, so that all they say while it is open is taken to be about it.
    """
    if is_answer:
        return "answer"
    if any(_has(text, word) for word in matter.words):
        return "words"
    if any(_has(text, part) for part in matter.parts):
        return "component"
    if set(matter.topics) & set(topics):
        return "topic"
    return "" if any((matter.words, matter.topics, matter.parts)) else "any"


def _has(text: str, word: str) -> bool:
    """Say whether a text has a word. Latin words stand alone ("app" is not in "happy"); Thai has no spaces between."""
    wanted = word.strip().casefold()
    if not wanted:
        return False
    if not wanted.isascii():
        return wanted in text.casefold()
    return re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", text.casefold()) is not None


def next_update_at(*, now: datetime, every_minutes: int | None) -> datetime | None:
    """Return when customers are to hear the next time; None where no cadence was promised."""
    return None if every_minutes is None else now + timedelta(minutes=every_minutes)


def is_calm(*, is_open: bool, calm_until: datetime | None, now: datetime) -> bool:
    """Say whether the affected are to be left in peace by surveys: while it is open, and until its calm ends."""
    return is_open or (calm_until is not None and now < calm_until)
