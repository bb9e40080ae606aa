"""Searching Thai and English text: one normal form for what is stored and asked, one score, and what people mistype.

`seg` is what an index stores, `index_version` what to store beside it. A database finds candidates by the query's
`every_word` and its rarest trigrams, `Scorer` ranks them; `MemoryIndex` does both for passages held in memory.
"""

from samphan.kit.lazy import names_from

_ROOMS: dict[str, tuple[str, ...]] = {
    "highlight": ("highlights",),
    "layout": (
        "layout_slip",
        "to_latin",
        "to_thai",
    ),
    "memory": ("MemoryIndex",),
    "normal": (
        "VERSION",
        "Word",
        "compact",
        "grams_of",
        "index_version",
        "located",
        "seg",
        "trigrams",
        "words",
    ),
    "query": (
        "Query",
        "parse",
    ),
    "scoring": (
        "MOST_TRIGRAMS",
        "Candidate",
        "Hit",
        "Recency",
        "Scorer",
        "Statistics",
        "terms_of",
    ),
    "synonyms": (
        "Synonyms",
        "default_groups",
    ),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)
__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return __all__
