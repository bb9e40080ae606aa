"""What was measured of the shipped tables, for screens: without numpy."""

import json
from functools import lru_cache
from importlib.resources import files

FILE = "sentiment_reliability.json"
Point = tuple[float, float, int]


@lru_cache(maxsize=1)
def shipped_reliability() -> dict[str, tuple[Point, ...]]:
    """Return the points of the reliability diagrams by language, "th" and "en".

    A point is (mean confidence, share right, texts) of one of ten bins, on public texts the tables had not seen; the
    model cards in docs/reference/models say which.
    """
    data = json.loads(files("samphan.language").joinpath(f"data/{FILE}").read_text(encoding="utf-8"))
    return {
        language: tuple((float(sure), float(right), int(n)) for sure, right, n in points)
        for language, points in data.items()
    }
