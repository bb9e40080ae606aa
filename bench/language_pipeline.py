"""The whole reading of a text (language, sentiment, topics, urgency, personal data): texts a CPU second, one thread."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measured import Row
from samphan.language import read_many, shipped_reader

_RUNS = 5
_AT_LEAST = 2500
_MOST_SECONDS = 3.0


def rows(data: Path) -> Iterator[Row]:
    """Read the 2,404 validation messages of Wisesight; the best of five runs counts, the machine has other work too."""
    with gzip.open(data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["texts"] for line in lines]
    shipped_reader().read_many(texts[:50])
    seconds = min(_seconds(texts) for _ in range(_RUNS))
    yield Row(
        name="whole pipeline, texts a CPU second",
        value=len(texts) / seconds,
        limit=_AT_LEAST,
        at_least=True,
        note=f"{len(texts):,} messages in {seconds:.2f} CPU-s",
    )
    yield Row(
        name="import of the same, CPU seconds", value=seconds, limit=_MOST_SECONDS, at_least=False, note="reading only"
    )


def _seconds(texts: list[str]) -> float:
    start = time.process_time()
    read_many(texts, channels="social")
    return time.process_time() - start
