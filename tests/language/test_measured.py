"""The first reader beats guessing on real messages; the figures are printed by bench/language_first.py."""

import gzip
import json
from collections import Counter
from pathlib import Path

from samphan.language import read

LABELS = {"pos": "positive", "neg": "negative", "neu": "neutral", "q": "neutral"}


def test_the_reader_is_better_than_the_majority_class(shared_data: Path) -> None:
    with gzip.open(shared_data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [(r["texts"], LABELS[r["category"]]) for r in map(json.loads, lines)]
    pairs = [(truth, read(text, channel="social").sentiment) for text, truth in rows]
    right = sum(t == g for t, g in pairs) / len(pairs)
    majority = Counter(t for t, _ in pairs).most_common(1)[0][1] / len(pairs)
    polar = [(t, g) for t, g in pairs if t != "neutral" and g in ("positive", "negative")]
    assert right > majority
    assert sum(t == g for t, g in polar) / len(polar) > 0.8
