"""Measure the first reader on the Wisesight validation split: `python bench/language_first.py PATH/valid.jsonl.gz`.

Prints three-class accuracy and macro-F1 (questions counted as neutral) beside the majority class, and texts a second.
"""

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from samphan.language import MODEL_VERSION, read

LABELS = {"pos": "positive", "neg": "negative", "neu": "neutral", "q": "neutral"}


def rows_of(path: Path) -> list[tuple[str, str]]:
    """Return (text, label) of a Wisesight file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["texts"], LABELS[row["category"]]) for row in map(json.loads, lines)]


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Return the mean F1 over the three classes of (truth, guess) pairs."""
    scores = []
    for label in sorted(set(LABELS.values())):
        hits = sum(t == g == label for t, g in pairs)
        wrong = sum((t == label) != (g == label) for t, g in pairs)
        scores.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return sum(scores) / len(scores)


def main() -> None:
    """Print the comparison."""
    rows = rows_of(Path(sys.argv[1]))
    start = time.process_time()
    pairs = [(truth, read(text, channel="social").sentiment) for text, truth in rows]
    seconds = time.process_time() - start
    majority = Counter(truth for truth, _ in pairs).most_common(1)[0]
    right = sum(t == g for t, g in pairs) / len(pairs)
    polar = [(t, g) for t, g in pairs if t != "neutral" and g != "neutral"]
    print(f"model {MODEL_VERSION}, n = {len(rows)}")
    print(f"majority class ({majority[0]}): accuracy {majority[1] / len(rows):.3f}")
    print(
        f"reader: accuracy {right:.3f}, macro-F1 {macro_f1(pairs):.3f}, {len(rows) / seconds:,.0f} texts a CPU second"
    )
    print(f"where both are polar: n = {len(polar)}, right {sum(t == g for t, g in polar) / max(1, len(polar)):.3f}")
    print("truth -> guess:", dict(sorted(Counter(pairs).items())))


if __name__ == "__main__":
    main()
