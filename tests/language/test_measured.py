"""Real messages are read as fast as an import needs; how well, cross-validation measures elsewhere."""

import gzip
import json
from pathlib import Path

from samphan.language import read_many, shipped_reader
from samphan.language.reading import LABELS, UNKNOWN
from tests.pace import costs_at_most


def test_an_import_of_2404_messages_is_read_in_seconds(shared_data: Path) -> None:
    with gzip.open(shared_data / "nlp/wisesight/valid.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["texts"] for line in lines]
    shipped_reader()
    with costs_at_most(seconds=3.0):
        readings = read_many(texts, channels="social")
    assert len(readings) == 2404
    assert {reading.sentiment for reading in readings} == {*LABELS, UNKNOWN}
    for text, reading in zip(texts, readings, strict=True):
        spans = [span for topic in reading.topics for span in topic.spans]
        spans += [*reading.urgency_spans, *((part.start, part.end) for part in reading.personal)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
