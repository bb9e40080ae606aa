"""How soon somebody should look at a text, by written rules a person can read, and less so the happier it is.

Five classes of rules: law and fraud (`legal`, `data_leak`), safety, money or service gone (`money_taken`, `outage`,
`asks_now`), somebody about to leave (`will_leave`) and somebody who asked before (`asked_before`). What fired is always
named, with its words.
"""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from samphan.language.topics.phrases import PhraseIndex, Span, meant

# Where strangers write too: there a text about fraud is as often news as a complaint, so an "I" is needed.
OPEN_CHANNELS = frozenset({"review", "social"})
_MOST_WITHOUT_I = 1
_FIRST_PERSON = re.compile(
    r"(?<!เส้น)(?<!สระ)(?<!ทำ)ผม(?!ร่วง|หงอก|ยาว|สั้น|แห้ง)|ดิฉัน|(?<!ตะ)ฉัน|(?<!พวก)เรา(?!เตอร์|ะ)|พี่สั่ง|กู(?!เกิ|ส)"
    r"|(?:^|[ ,])หนู(?!วิ่ง|ตาย|ตัว|นา|กัด)|\b(?:i|i'm|i've|my|me|we|our|us)\b"
)
_NOT_BEFORE = re.compile(
    r"(?:ไม่|ไม่ได้|ไม่ต้อง|ไม่เคย|ไม่มี|ไม่ใช่|ไม่รู้สึก|ไร้|ห่าง|\b(?:not|no|never|isn't|wasn't|not a|no need to|without))\s?$"
)
_REACH = 14  # characters looked at before a word for what denies it
# P(negative) from which a rule counts in full, and below which by two steps less.
_UNHAPPY, _HAPPY = 0.35, 0.15
_ALWAYS_LOOK = 3  # what may be about law or health is never taken for nothing


@dataclass(frozen=True, kw_only=True)
class UrgencyHit:
    """A rule that fired: its code, the level it has by itself, and where its words stand in the normalised text."""

    rule: str
    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """How soon somebody should look.

    Attributes
    ----------
    level : int
        0 no hurry, 1 soon, 2 today, 3 at once; after mood and channel were counted in.
    rule : str
        The strongest rule that fired, "" when none did; it may have fired and come to level 0.
    spans : tuple of (start, end)
        Where its words stand.
    hits : tuple of UrgencyHit
        Every rule that fired, the strongest first.
    """

    level: int = 0
    rule: str = ""
    spans: tuple[Span, ...] = ()
    hits: tuple[UrgencyHit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Rules:
    codes: tuple[str, ...]
    levels: tuple[int, ...]
    words: PhraseIndex  # a rule's exceptions carry its number minus all rules
    also: tuple[tuple[int, re.Pattern[str]], ...]


def urgency_codes() -> tuple[str, ...]:
    """Return every rule's code, in the order of the file: of two equally strong ones, the first counts."""
    return _rules().codes


def urgency_of(text: str, *, channel: str, negative: float) -> Urgency:
    """Return how urgent a normalised text is.

    Parameters
    ----------
    text : str
        Normalised.
    channel : str
        Where it came from. On `OPEN_CHANNELS` only somebody who says "I" or "we" gets beyond 1.
    negative : float
        The probability that the text is meant negatively: below 0.35 a rule counts one step less, below 0.15 two; a
        rule of level 3 stays at 1 even then.
    """
    hits = _hits(text)
    if not hits:
        return Urgency()
    strongest = hits[0]
    level = _in_mood(strongest.level, negative)
    if level > _MOST_WITHOUT_I and channel in OPEN_CHANNELS and not _FIRST_PERSON.search(text):
        level = _MOST_WITHOUT_I
    return Urgency(level=level, rule=strongest.rule, spans=strongest.spans, hits=hits)


def _in_mood(level: int, negative: float) -> int:
    if negative >= _UNHAPPY:
        return level
    calmed = level - (2 if negative < _HAPPY else 1)
    return max(calmed, 1 if level >= _ALWAYS_LOOK else 0)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = tomllib.loads(files("samphan.language").joinpath("data/urgency.toml").read_text(encoding="utf-8"))
    words = [(at, word) for at, rule in enumerate(data.values()) for word in (*rule["th"], *rule["en"])]
    exceptions = [(at - len(data), word) for at, rule in enumerate(data.values()) for word in rule.get("unless", ())]
    also = [(at, re.compile(each)) for at, rule in enumerate(data.values()) for each in rule.get("also", ())]
    return _Rules(
        codes=tuple(data),
        levels=tuple(rule["level"] for rule in data.values()),
        words=PhraseIndex(words + exceptions),
        also=tuple(also),
    )


def _hits(text: str) -> tuple[UrgencyHit, ...]:
    rules = _rules()
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for at, start, end in rules.words.hits(text):
        spans[at].append((start, end))
    for at, pattern in rules.also:
        spans[at] += [match.span() for match in pattern.finditer(text)]
    found = []
    for at, code in enumerate(rules.codes):
        said = meant(spans.get(at, ()), unless=spans.get(at - len(rules.codes), ()))
        said = tuple(span for span in said if not _NOT_BEFORE.search(text[max(0, span[0] - _REACH) : span[0]]))
        if said:
            found.append(UrgencyHit(rule=code, level=rules.levels[at], spans=said))
    return tuple(sorted(found, key=lambda hit: -hit.level))
