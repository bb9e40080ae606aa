"""Understanding Thai and English text without Django: language, sentiment, topics, urgency, personal data.

`Reader` is the one door, `read` and `read_many` ask the reader we ship. What they return stays the same whatever
stands behind it; the version a reading carries changes whenever the same text could be read differently. Importing
this package loads no numerical library: names are found when they are first used.
"""

from samphan.kit.lazy import names_from

_ROOMS = {
    "backends": ("Sentiment",),
    "backends.llm": ("LlmSentiment", "LlmUnavailable"),
    "backends.onnx": ("OnnxSentiment",),
    "reader": ("Reader", "read", "read_many", "shipped_reader"),
    "labels": ("LABELS",),
    "reading": ("LONGEST_READ", "UNKNOWN", "PersonalPart", "Reading", "Topic"),
    "sentiment.priors": ("default_prior", "estimate_prior"),
    "sentiment.residual": ("Residual",),
    "topics.choice": ("FEWEST_LABELS", "Choice", "keep", "outcome", "take_over"),
    "topics": ("Taxonomy", "default_taxonomy"),
    "topics.head": ("TopicHead",),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)
__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return __all__
