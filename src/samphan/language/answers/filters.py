"""What a message is before it is looked up: empty, a greeting, thanks, a call for a person, abuse, one's own case.

Looked up, "สวัสดี" would find whatever passage happens to greet; and a knowledge base cannot know where somebody's own
parcel is.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from samphan.language.normalise import normalise

# Politeness, whom one speaks to, laughter: in the way of seeing that nothing else was said.
_COURTESY = re.compile(
    r"(?:นะ)?(?:คะ|ค่ะ|ค่า|คร้าบ|ครับ|คับ|ฮะ|จ้า|จ้ะ|จ๊ะ|จ๋า|งับ|ฮับ)+|นะ(?=\s|$)|ๆ|คุณ?แอดมิน|แอดมิน|แอด(?=\s|$)|ทีมงาน|ทุกคน|"
    r"\b(?:there|admin|team|sir|madam|everyone|again|please)\b|(?<!\d)5{3,}(?!\d)"
)
_NOT_LETTERS = re.compile("[^\\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+|_")
_LONGEST_READ = 4_000


class Prefilter(StrEnum):
    """What was recognised; `EMPTY` is a message without a letter or a digit."""

    EMPTY = "empty"
    WANTS_HUMAN = "wants_human"
    ABUSE = "abuse"
    OWN_RECORD = "own_record"
    THANKS = "thanks"
    GREETING = "greeting"


def prefilter(text: str) -> Prefilter | None:
    """Return what a message is if it should not be looked up; None for a question like any other.

    Greetings and thanks count only where the message says nothing else; the rest counts wherever it stands.
    """
    normal = normalise(text[:_LONGEST_READ]).text
    bare = _NOT_LETTERS.sub(" ", _COURTESY.sub(" ", normal)).strip()
    if not _NOT_LETTERS.sub("", normal):
        return Prefilter.EMPTY
    for rule in _rules():
        if rule.fits(normal, bare):
            return rule.kind
    return Prefilter.GREETING if not bare else None


@dataclass(frozen=True, kw_only=True)
class _Rule:
    kind: Prefilter
    whole: bool
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits(self, normal: str, bare: str) -> bool:
        if self.unless is not None and self.unless.search(normal):
            return False
        if self.whole:
            return bare != "" and not self.pattern.sub(" ", bare).strip()
        return self.pattern.search(normal) is not None


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    listed = tomllib.loads(files("samphan.language").joinpath("data/prefilters.toml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(
            kind=Prefilter(kind),
            whole=entry["whole"],
            pattern=re.compile("|".join(entry["th"]) + r"|\b(?:" + "|".join(entry["en"]) + r")\b"),
            unless=re.compile("|".join(entry["unless"])) if "unless" in entry else None,
        )
        for kind, entry in listed.items()
    )
