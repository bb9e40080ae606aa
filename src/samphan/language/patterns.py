"""Topics and urgency by written patterns, kept in data files so that they can be read and argued about."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# Channels only our own customers write to. Elsewhere a text about fraud is as often news as a complaint.
_OPEN_CHANNELS = frozenset({"review", "social"})
_FIRST_PERSON = re.compile(r"ผม|ดิฉัน|ฉัน|เรา|หนู|พี่สั่ง|\b(?:i|i'm|i've|my|me|we|our|us)\b")
_NOT_BEFORE = re.compile(r"(?:ไม่|ไม่ได้|ไม่ต้อง|\b(?:not|no))\s?$")


@dataclass(frozen=True, kw_only=True)
class TopicHit:
    """A topic and where its words stand in the normalised text."""

    code: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """How soon somebody should look, 0 to 3, and the rule that said so ("" when none did)."""

    level: int = 0
    rule: str = ""


def _compiled(entry: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    return re.compile("|".join(entry["th"]) + r"|\b(?:" + "|".join(entry["en"]) + r")\b")


def _load(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("samphan.language").joinpath(f"data/{name}").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _taxonomy() -> dict[str, re.Pattern[str]]:
    return {code: _compiled(entry) for code, entry in _load("taxonomy.toml").items()}


@lru_cache(maxsize=1)
def _urgency_rules() -> list[tuple[str, int, re.Pattern[str]]]:
    rules = tomllib.loads(files("samphan.language").joinpath("data/urgency.toml").read_text(encoding="utf-8"))
    return [(code, rule["level"], _compiled(rule)) for code, rule in rules.items()]


def topic_codes() -> tuple[str, ...]:
    """Return every topic code the reader can name, for filters and rules."""
    return tuple(_taxonomy())


def urgency_codes() -> tuple[str, ...]:
    """Return every urgency rule's code."""
    return tuple(code for code, _, _ in _urgency_rules())


def topics_in(text: str) -> list[TopicHit]:
    """Return the topics of a normalised text, in the order of the taxonomy."""
    hits = []
    for code, pattern in _taxonomy().items():
        spans = tuple((m.start(), m.end()) for m in pattern.finditer(text) if m.end() > m.start())
        if spans:
            hits.append(TopicHit(code=code, spans=spans))
    return hits


def urgency_of(text: str, *, channel: str, is_happy: bool) -> Urgency:
    """Return the strongest urgency rule that fires; happy texts count a step lower, open channels need an I."""
    strongest = Urgency()
    for code, level, pattern in _urgency_rules():
        if level > strongest.level and any(not _NOT_BEFORE.search(text[: m.start()]) for m in pattern.finditer(text)):
            strongest = Urgency(level=level, rule=code)
    if not strongest.level:
        return strongest
    level = strongest.level - 1 if is_happy else strongest.level
    if channel in _OPEN_CHANNELS and not _FIRST_PERSON.search(text):
        level = min(level, 1)
    return Urgency(level=level, rule=strongest.rule)
