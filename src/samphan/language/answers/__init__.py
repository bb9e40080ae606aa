"""When to answer a question from a knowledge base, when to let the customer choose, and when to fetch a person.

`prefilter` sees what should not be looked up at all; `Answerer` looks up the rest and decides by a calibrated
probability; `calibrate` learns that from an organisation's own questions, `reliability` shows whether it holds.
"""

from samphan.kit.lazy import names_from

_ROOMS: dict[str, tuple[str, ...]] = {
    "calibration": (
        "FEWEST_QUESTIONS",
        "Bin",
        "Replay",
        "TooFewQuestions",
        "calibrate",
        "calibration_error",
        "reliability",
        "replay",
    ),
    "confidence": (
        "FEATURES",
        "Confidence",
        "Searchable",
        "UnreadableConfidence",
        "features_of",
    ),
    "filters": (
        "Prefilter",
        "prefilter",
    ),
    "policy": (
        "ANSWER_FROM",
        "SUGGEST_FROM",
        "Action",
        "Answerer",
        "HandOff",
        "Reason",
        "Reply",
        "Situation",
    ),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)
__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return __all__
