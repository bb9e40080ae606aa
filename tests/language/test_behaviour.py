"""Sentences of customers by two authors who have never seen the training sentences, read at their channel's mix."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from samphan.language.labels import LABELS
from samphan.language.sentiment.model import shipped_model
from samphan.language.sentiment.priors import default_prior, with_prior

FOLDER = Path(__file__).parent / "behaviour"
AUTHORS = ("first", "second")
LIMITS = {"all": 0.75, "negation": 0.80, "question": 0.85}


def rows(author: str) -> list[dict[str, object]]:
    """Return one author's sentences: text, class, channel, expected and, where others are fair too, accepted."""
    path = FOLDER / f"{author}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def shares(sentences: Iterable[dict[str, object]]) -> dict[str, tuple[int, int]]:
    """Return how many of how many are read as expected or accepted, by class and of all."""
    sentences = list(sentences)
    channels = [str(row["channel"]) for row in sentences]
    probabilities = shipped_model().probabilities([str(row["text"]) for row in sentences], channels)
    priors = np.array([default_prior(channel) for channel in channels])
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, read in zip(sentences, with_prior(probabilities, prior=priors), strict=True):
        accepted = {row["expected"], *row.get("accepted", ())}  # type: ignore[misc]
        for name in (str(row["class"]), "all"):
            total[name] += 1
            right[name] += LABELS[read.argmax()] in accepted
    return {name: (right[name], total[name]) for name in total}


def test_customers_are_understood() -> None:
    sentences = [row for author in AUTHORS for row in rows(author)]
    if not sentences:
        pytest.skip("needs the sentences of both authors in tests/language/behaviour")
    found = shares(sentences)
    for name, (right, total) in found.items():
        print(f"{name:28} {right:4} of {total:4}  {right / total:.0%}")
    missed = {name: found[name] for name, limit in LIMITS.items() if found[name][0] / found[name][1] < limit}
    assert missed == {}
