"""How a text is meant: the trained model, class mixes of channels, a firm's own corrections, calibration."""

from samphan.kit.lazy import names_from

_HOMES = {
    "SentimentModel": "samphan.language.sentiment.model",
    "shipped_model": "samphan.language.sentiment.model",
}

__all__ = ["SentimentModel", "shipped_model"]  # noqa: F822 (found when first used)

__getattr__ = names_from(__name__, _HOMES)
