"""How the shipped sentiment models are made from public data and our own sentences; needs scikit-learn, and time.

Names are loaded when they are first used: the command line must not load scikit-learn to say what it can do.
"""

from samphan.kit.lazy import names_from

_HOMES = {
    "card_files": "samphan.language.training.cards",
    "is_shipped": "samphan.language.training.trainer",
    "train": "samphan.language.training.trainer",
}

__getattr__ = names_from(__name__, _HOMES)
