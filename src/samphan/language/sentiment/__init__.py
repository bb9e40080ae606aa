"""How a text is meant: the trained model, class mixes of channels, a firm's own corrections, calibration.

Names are loaded when they are first used: the model needs numpy, and a process that only reads results does not.
"""

from samphan.kit.lazy import names_from

_HOMES = {
    "Residual": "samphan.language.sentiment.residual",
    "SentimentModel": "samphan.language.sentiment.model",
    "calibration_error": "samphan.language.sentiment.calibration",
    "default_prior": "samphan.language.sentiment.priors",
    "estimate_prior": "samphan.language.sentiment.priors",
    "prior_for_score": "samphan.language.sentiment.priors",
    "reliability": "samphan.language.sentiment.calibration",
    "shipped_model": "samphan.language.sentiment.model",
    "with_prior": "samphan.language.sentiment.priors",
}

__getattr__ = names_from(__name__, _HOMES)
