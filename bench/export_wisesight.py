"""Turn the Wisesight sentiment corpus (CC0) into the CSV that `samphan import responses` takes.

The rule: a negative comment counts as NPS 2, a neutral one or a question as 7, a positive one as 9. The corpus has no
dates and no customers; a comment is named by its place in the file.

    python bench/export_wisesight.py valid.jsonl.gz comments.csv
    samphan import responses comments.csv --source wisesight
"""

import csv
import gzip
import json
import sys
from pathlib import Path

NPS = {"neg": 2, "neu": 7, "q": 7, "pos": 9}


def export(source: Path, target: Path) -> int:
    """Write every comment with its score; return how many."""
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("response id", "nps", "comment"))
        number = 0
        for number, line in enumerate(lines, start=1):
            entry = json.loads(line)
            writer.writerow((number, NPS[entry["category"]], entry["texts"]))
    return number


if __name__ == "__main__":
    print(f"{export(Path(sys.argv[1]), Path(sys.argv[2])):,} comments")
