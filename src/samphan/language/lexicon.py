"""How a text is meant, from words and the words around them: negation, emphasis, contrast, questions."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# Thai puts no space between words, so a negation must stand close before its word; what may stand between is listed.
_BETWEEN = "(?:ได้|ค่อย|เคย|เห็น|จะ|ใช่|มี|ความ|รู้สึก|ว่า|เลยที่จะ|ทำให้|น่า|คิด|อยาก|ถึง|กับ|มัน|หรอก|ๆ| )*"
_THAI_NOT = re.compile(f"(?:ไม่|มิ|ไร้|ขาด|หมด)(?:{_BETWEEN})$")
_THAI_HARDLY = re.compile(f"ไม่ค่อย(?:{_BETWEEN})$")
_ENGLISH_NOT = re.compile(
    r"(?:\b(?:not|never|no|nothing|hardly|without|isn't|wasn't|don't|didn't|doesn't|aren't|weren't|won't|can't|cannot|couldn't|wouldn't|isnt|dont|didnt|nor)\b)(?:\W+\w+){0,2}\W*$"
)
_MUCH_AFTER = re.compile("^(?:ๆ|มาก|จริง|สุด|ที่สุด|เลย|โคตร|มว๊าก|ขั้นสุด|!)+")
_MUCH_BEFORE = re.compile(r"(?:โคตร|แสน|สุดแสน|\b(?:very|so|really|extremely|too|absolutely)\s+)$")
_BUT = re.compile(r"แต่(?!ละ|งตั้ง|ง)|ยกเว้น|\b(?:but|however|although|though)\b")
_WISH = re.compile(r"อยากให้|น่าจะ|ควรจะ|ควร(?!ค่า)|ขอให้|\b(?:should|could be|wish)\b")
_QUESTION = re.compile(
    r"\?\s*$|(?:ไหม|มั้ย|มั๊ย|รึยัง|หรือยัง|หรือเปล่า|รึเปล่า|ป่าว|เท่าไหร่|เท่าไร|กี่บาท|ที่ไหน|เมื่อไหร่|ยังไง|อย่างไร)(?:คะ|ครับ|ค่ะ|อะ|อ่ะ|บ้าง|ดี|\s)*$"
)
_REPEATED = re.compile(r"(.)\1{2,}")

_NEGATED_PRAISE = -1.1
_NEGATED_BLAME = -0.6  # "not expensive" is weaker praise than "cheap"
_HARDLY = -0.8
_EMPHASIS = 1.4
_BEFORE_BUT = 0.6
_WISH_WEIGHT = -0.6
_ASKED = 0.4
_CONTEXT = 24  # characters looked at on either side of a word


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One word that spoke: where, and how strongly once its surroundings are counted."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, kw_only=True)
class _Lexicon:
    pattern: re.Pattern[str]
    weights: dict[str, float]
    emoji: dict[str, float]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data = tomllib.loads(files("samphan.language").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
    weights: dict[str, float] = {}
    for part in ("th", "en"):
        for weight, words in data[part].items():
            weights.update({word: float(weight) for word in words})

    thai_words = sorted((w for words in data["th"].values() for w in words), key=len, reverse=True)
    english_words = sorted((w for words in data["en"].values() for w in words), key=len, reverse=True)
    # A Thai word ends where no vowel or tone mark follows: "ไว" (fast) is not in "ไว้" (keep).
    thai = "(?:" + "|".join(map(re.escape, thai_words)) + ")(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
    pattern = thai + r"|\b(?:" + "|".join(map(re.escape, english_words)) + r")\b"
    emoji = {sign: float(weight) for weight, signs in data["emoji"].items() for sign in signs}
    return _Lexicon(pattern=re.compile(pattern), weights=weights, emoji=emoji)


def evidence_in(text: str) -> list[Evidence]:
    """Return the words of a normalised text that speak for or against, in order; words that cancel out stay listed."""
    lexicon = _lexicon()
    found: list[Evidence] = []
    for match in lexicon.pattern.finditer(text):
        weight = lexicon.weights[match.group()]
        if weight:
            found.append(
                Evidence(
                    start=match.start(), end=match.end(), weight=_in_context(text, match.start(), match.end(), weight)
                )
            )
    found += [
        Evidence(start=at, end=at + 1, weight=lexicon.emoji[sign])
        for at, sign in enumerate(text)
        if sign in lexicon.emoji
    ]
    found += [Evidence(start=m.start(), end=m.end(), weight=_WISH_WEIGHT) for m in _WISH.finditer(text)]
    found.sort(key=lambda e: e.start)
    return found


def _in_context(text: str, start: int, end: int, weight: float) -> float:
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    if _MUCH_AFTER.match(after) or _MUCH_BEFORE.search(before) or _REPEATED.match(text[end - 1 : end + 3]):
        weight *= _EMPHASIS
    own_negation = text.startswith("ไม่", start)  # "ไม่ตอบ" carries its own
    if own_negation:
        return weight
    if _THAI_HARDLY.search(before):
        return weight * _HARDLY
    if _THAI_NOT.search(before) or _ENGLISH_NOT.search(before):
        return weight * (_NEGATED_PRAISE if weight > 0 else _NEGATED_BLAME)
    return weight


def balance(text: str, found: list[Evidence]) -> float:
    """Return the sum of the evidence: below 0 unhappy, above 0 happy; what follows a "but" counts most."""
    turn = max((m.start() for m in _BUT.finditer(text)), default=-1)
    total = sum(e.weight * (_BEFORE_BUT if e.start < turn else 1.0) for e in found)
    return total * _ASKED if _QUESTION.search(text.strip()) else total
