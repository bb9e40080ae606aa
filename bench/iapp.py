"""The documents and questions that search and answers are measured on: iApp Wikipedia QA among social messages.

5,909 paragraphs of Thai Wikipedia (15 characters and more) and Wisesight messages as noise, 10,000 documents together;
the questions of a split whose answer stands in one of the paragraphs. All with fixed seeds.
"""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENTS = 10_000
_SHORTEST_PARAGRAPH = 15
_LETTERS = "กขคงจชซดตทนบปผพมยรลวสหอะาิีุูเแโ่้"
_CHARACTERS_A_TYPO = 15


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, the article whose paragraph answers it, and the answer as it stands there."""

    text: str
    group: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Texts to search, and what each belongs to: its article, or itself where it is noise."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]


def corpus(data: Path, *, documents: int = DOCUMENTS) -> Corpus:
    """Return the paragraphs and as many messages as make up the number of documents."""
    paragraphs = _paragraphs(data)
    messages = [row["texts"] for row in _rows(data / "nlp/wisesight/train.jsonl.gz")]
    noise = random.Random(7).sample(messages, documents - len(paragraphs))
    return Corpus(
        texts=(*(text for _, text in paragraphs), *noise),
        groups=(*(article for article, _ in paragraphs), *(f"message-{at}" for at in range(len(noise)))),
    )


def questions(data: Path, split: str) -> list[Question]:
    """Return the questions of a split ("train", "valid", "test") that a paragraph answers."""
    by_article: dict[str, list[str]] = {}
    for article, text in _paragraphs(data):
        by_article.setdefault(article, []).append(text)
    return [
        Question(text=row["question"], group=row["article_id"], answer=row["answer"])
        for row in _rows(data / f"nlp/iapp_wiki_qa/questions_{split}.jsonl.gz")
        if any(row["answer"] in text for text in by_article.get(row["article_id"], ()))
    ]


def mistyped(asked: Sequence[Question], *, seed: int = 1) -> list[Question]:
    """Return the questions with one random edit in every 15 characters: left out, replaced, put in or swapped."""
    chance = random.Random(seed)
    return [Question(text=_mistyped(one.text, chance), group=one.group, answer=one.answer) for one in asked]


def _mistyped(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, round(len(text) / _CHARACTERS_A_TYPO))):
        at, kind = chance.randrange(len(letters)), chance.randrange(4)
        if kind == 0 and len(letters) > 1:
            del letters[at]
        elif kind == 1:
            letters[at] = chance.choice(_LETTERS)
        elif kind == 2:
            letters.insert(at, chance.choice(_LETTERS))
        elif at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def _paragraphs(data: Path) -> list[tuple[str, str]]:
    return [
        (row["article_id"], text.strip())
        for row in _rows(data / "nlp/iapp_wiki_qa/articles.jsonl.gz")
        for text in row["context"].split("\n")
        if len(text.strip()) >= _SHORTEST_PARAGRAPH
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
