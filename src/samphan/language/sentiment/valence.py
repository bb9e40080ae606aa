"""How strongly English words speak, by a list and the words around them: features beside the hashed ones.

The rules follow Hutto and Gilbert, "VADER: a parsimonious rule-based model for sentiment analysis of social media text"
(ICWSM 2014), and the list that a table carries is derived from theirs (MIT licence, Copyright (c) 2016 C.J. Hutto).
"""

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z']+|[:;=8][-']?[)(dp/\\|]|<3|[\U0001f300-\U0001faff\u2600-\u27bf]|[!?]")
_NEGATIONS = frozenset(
    (
        "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "hardly", "without", "cannot",
        "cant", "dont", "didnt", "doesnt", "isnt", "wasnt", "arent", "werent", "wont", "couldnt", "wouldnt", "shouldnt",
        "aint", "rarely", "seldom", "despite",
    )
)  # fmt: skip
_STRONGER = frozenset(
    (
        "very", "really", "so", "extremely", "absolutely", "completely", "totally", "too", "incredibly", "highly",
        "super", "especially", "most", "much", "more",
    )
)  # fmt: skip
_WEAKER = frozenset(("slightly", "somewhat", "barely", "almost", "little", "kinda", "sorta", "partly", "less"))
_TURNED = -0.74
_STEP = 0.293
_HALF = 15.0  # of the squared sum at which the sum counts as 1/sqrt(2)

VALENCES = 6
Floats = NDArray[np.float32]


def valences(folded: Sequence[str], words: Mapping[str, float]) -> Floats:
    """Return what the listed words of each folded text say, (texts, VALENCES).

    Columns: the balance squashed to -1..1, its size, praise, blame, whether anything spoke, and the balance behind the
    last "but".
    """
    return np.array([_valences(text, words) for text in folded], np.float32).reshape(len(folded), VALENCES)


def _valences(text: str, words: Mapping[str, float]) -> tuple[float, ...]:
    found = _WORD.findall(text)
    weights = [_in_context(found, at, words[word]) for at, word in enumerate(found) if word in words]
    turn = len(found) - 1 - found[::-1].index("but") if "but" in found else 0
    late = [_in_context(found, at, words[found[at]]) for at in range(turn, len(found)) if found[at] in words]
    total = sum(weights) if not turn else 0.5 * sum(weights) + sum(late)
    praise, blame = sum(w for w in weights if w > 0), -sum(w for w in weights if w < 0)
    squashed = _squashed(total)
    return squashed, abs(squashed), _squashed(praise), _squashed(blame), float(bool(weights)), _squashed(sum(late))


def _in_context(found: Sequence[str], at: int, weight: float) -> float:
    before = found[max(0, at - 3) : at]
    for distance, word in enumerate(reversed(before)):
        near = 1.0 - 0.05 * distance
        if word in _STRONGER:
            weight += math.copysign(_STEP * near, weight)
        elif word in _WEAKER:
            weight -= math.copysign(_STEP * near, weight)
    turned = sum(word in _NEGATIONS or word.endswith("n't") for word in before)
    return weight * _TURNED if turned % 2 else weight


def _squashed(total: float) -> float:
    return total / math.sqrt(total * total + _HALF)
