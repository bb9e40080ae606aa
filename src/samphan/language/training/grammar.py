"""Sentences made from frames and word lists: what public data lacks, the same ones every time."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from samphan.language.labels import LABELS

_SLOT = re.compile(r"\{(\w+)\}")
# Tries a rule may spend on one more sentence that it has not made yet.
_PATIENCE = 40


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A label, how many different sentences it should give, and the frames they are made from."""

    label: str
    count: int
    frames: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """Rules and the words their slots may hold."""

    rules: tuple[Rule, ...]
    slots: Mapping[str, Sequence[str]]

    def sentences(self) -> tuple[list[str], list[int]]:
        """Return the sentences and their labels as places in `LABELS`; no sentence comes twice.

        What is drawn depends on the file alone: neither on a seed nor on the version of a random generator.
        """
        texts: dict[str, int] = {}
        for number, rule in enumerate(self.rules):
            wanted = len(texts) + rule.count
            draws = _draws(f"{number}")
            for _ in range(rule.count * _PATIENCE):
                if len(texts) == wanted:
                    break
                texts.setdefault(
                    self._filled(rule.frames[next(draws) % len(rule.frames)], draws), LABELS.index(rule.label)
                )
        return list(texts), list(texts.values())

    def _filled(self, frame: str, draws: Iterator[int]) -> str:
        while slot := _SLOT.search(frame):
            words = self.slots[slot.group(1)]
            frame = frame[: slot.start()] + words[next(draws) % len(words)] + frame[slot.end() :]
        return " ".join(frame.split())


def load_grammar(language: str) -> Grammar:
    """Return the grammar of a language, "th" or "en"."""
    data = tomllib.loads(
        files("samphan.language.training").joinpath(f"grammar_{language}.toml").read_text(encoding="utf-8")
    )
    rules = tuple(Rule(label=rule["label"], count=rule["count"], frames=tuple(rule["frames"])) for rule in data["rule"])
    return Grammar(rules=rules, slots=data["slots"])


def _draws(name: str) -> Iterator[int]:
    """Yield whole numbers below 2**32 that depend on the name alone."""
    round_ = 0
    while True:
        digest = hashlib.sha256(f"{name}/{round_}".encode()).digest()
        yield from (int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4))
        round_ += 1
