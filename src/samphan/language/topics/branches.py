"""Which branch a text speaks of: a place is an attribute of what is said, not a topic of its own."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from samphan.language.segment import segmenter

_THAI_BRANCH = re.compile(r"(?<!ทุก)(?<!หลาย)(?<!บาง)(?<!ขยาย)(?<!เปิด)(?<!แต่ละ)สาขา\s?(?=[\u0e01-\u0e4ea-z0-9])")
_ENGLISH_BRANCH = re.compile(r"\b([a-z][a-z0-9'-]+(?: [0-9]+)?) (?:branch|outlet)\b")
_MOST_WORDS = 4
_LONGEST = 30


@dataclass(frozen=True, kw_only=True)
class BranchMention:
    """A branch somebody wrote of: its name as written (normalised) and where the mention stands."""

    name: str
    start: int
    end: int


def branches_in(text: str) -> tuple[BranchMention, ...]:
    """Return the branches a normalised text names, in order; "this branch" names none."""
    found = [*_thai(text), *_english(text)]
    return tuple(sorted(found, key=lambda mention: mention.start))


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    text = files("samphan.language").joinpath("data/branch_words.toml").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def _thai(text: str) -> list[BranchMention]:
    found = []
    for match in _THAI_BRANCH.finditer(text):
        name = _name_at(text[match.end() : match.end() + _LONGEST])
        if name:
            found.append(BranchMention(name=name, start=match.start(), end=match.end() + len(name)))
    return found


def _name_at(behind: str) -> str:
    """Return the name a text begins with: words up to a space (one may be crossed behind a chain's) or a usual word."""
    behind = behind.split("\n")[0]
    end = 0
    words = segmenter().words(behind)
    for at, word in enumerate(words[:_MOST_WORDS]):
        start = behind.index(word, end)
        crosses = start > end and not (at == 1 and words[0].startswith(_words()["openers"]))
        if crosses or word in _words()["thai"] or word.startswith("ไม่") or not word[0].isalnum():
            break
        end = start + len(word)
    return "" if behind[:end].isdigit() else behind[:end]


def _english(text: str) -> list[BranchMention]:
    return [
        BranchMention(name=match.group(1), start=match.start(), end=match.end())
        for match in _ENGLISH_BRANCH.finditer(text)
        if match.group(1) not in _words()["english"]
    ]
