"""A firm's corrections as a small model of their own, added to the shipped one.

It is a logistic regression on the same kind of features with the shipped log-probabilities as offset, pulled to zero:
without corrections, and far from them, it changes nothing.
"""

import json
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused
from samphan.language.features import Block, Layout, fold, occurrences
from samphan.language.labels import LABELS
from samphan.language.sentiment.model import features_version

_MAGIC = b"SPHR1\n"
# Few corrections cannot fill large tables, and long pieces recur in none of them.
_LAYOUT = Layout(char_bits=13, word_bits=14, longest=3)
_PULL = 5.0
_ROUNDS = 80
_SMALLEST = 1e-12

Floats = NDArray[np.float64]


class UnreadableResidual(Refused):
    code = "language.residual.unreadable"
    message = N_("These corrections were learnt by another version and must be learnt again.")


class NothingToLearn(Refused):
    code = "language.residual.nothing"
    message = N_("There is no correction to learn from.")


class Residual:
    """What a firm's corrections add to the logarithms of the shipped probabilities.

    `Residual.fit` makes one, `adjust` applies it, `to_bytes` and `from_bytes` keep it; equal corrections in equal order
    give equal bytes.
    """

    def __init__(self, steps: NDArray[np.int8], scale: float) -> None:
        # (places, labels), char places before word places; a step is a 127th of the largest weight.
        self._steps = steps
        self._scale = scale
        self._weights = steps.astype(np.float64) * (scale / 127)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[int], *, base: Floats) -> "Residual":
        """Return the residual of corrected texts.

        `labels` are places in `LABELS`; `base` (texts, 4) are the probabilities that the shipped model gives them, of
        the kind that `adjust` will be asked to correct: both before a prior, or both with one. Raises NothingToLearn.
        """
        if not len(texts):
            raise NothingToLearn()
        features = _Design(texts)
        wanted = np.zeros((len(texts), len(LABELS)))
        wanted[np.arange(len(texts)), np.asarray(labels)] = 1
        offset = np.log(np.maximum(base, _SMALLEST))
        weights = np.zeros((features.places, len(LABELS)))
        ahead, momentum = weights.copy(), 1.0
        for _ in range(_ROUNDS):  # Nesterov: the loss is convex and its slope changes by no more than 1/2 a text
            slope = features.transposed(_softmax(offset + features.times(ahead)) - wanted) + _PULL * ahead
            better = ahead - 1.0 / (features.steepness + _PULL) * slope
            following = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
            ahead = better + (momentum - 1) / following * (better - weights)
            weights, momentum = better, following
        scale = float(np.float32(np.abs(weights).max())) or 1.0
        return cls(np.rint(weights / scale * 127).astype(np.int8), scale)

    def adjust(self, probabilities: Floats, texts: Sequence[str]) -> Floats:
        """Return the corrected probabilities of these texts, (texts, 4) of (texts, 4)."""
        if not len(texts):
            return probabilities
        return _softmax(np.log(np.maximum(probabilities, _SMALLEST)) + _Design(texts).times(self._weights))

    def to_bytes(self) -> bytes:
        """Return what is stored; a few kilobytes."""
        header = {"features": features_version(), "layout": vars(_LAYOUT), "scale": self._scale}
        head = json.dumps(header, sort_keys=True).encode()
        return _MAGIC + len(head).to_bytes(4, "little") + head + zlib.compress(self._steps.tobytes(), 9)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Residual":
        """Return what was stored. Raises UnreadableResidual, also where the features have changed since."""
        start = len(_MAGIC) + 4
        length = int.from_bytes(data[len(_MAGIC) : start], "little")
        if not data.startswith(_MAGIC):
            raise UnreadableResidual()
        try:
            header = json.loads(data[start : start + length])
            steps = np.frombuffer(zlib.decompress(data[start + length :]), np.int8).reshape(-1, len(LABELS))
            is_ours = header["features"] == features_version() and header["layout"] == vars(_LAYOUT)
            scale = float(header["scale"])
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise UnreadableResidual() from error
        if not is_ours:
            raise UnreadableResidual()
        return cls(steps, scale)


class _Design:
    """The features of texts as a matrix (texts, places) that is never built: each block of a text has length 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        found = occurrences([fold(text) for text in texts], layout=_LAYOUT)
        self.count = found.count
        chars, words = 1 << _LAYOUT.char_bits, 1 << _LAYOUT.word_bits
        self.places = chars + words
        self._place = np.concatenate([found.chars.places, found.words.places + chars])
        self._text = np.concatenate([found.chars.texts, found.words.texts])
        self._value = np.concatenate([_lengths(found.chars, found.count), _lengths(found.words, found.count)])
        # Two blocks of length 1 each: no text pulls harder than 2, and the softmax bends by a half at most.
        self.steepness = float(max(self.count, 1))

    def times(self, weights: Floats) -> Floats:
        """Return (texts, labels) of (places, labels)."""
        return np.stack(
            [
                np.bincount(self._text, self._value * weights[self._place, label], minlength=self.count)
                for label in range(weights.shape[1])
            ],
            axis=1,
        )

    def transposed(self, errors: Floats) -> Floats:
        """Return (places, labels) of (texts, labels)."""
        return np.stack(
            [
                np.bincount(self._place, self._value * errors[self._text, label], minlength=self.places)
                for label in range(errors.shape[1])
            ],
            axis=1,
        )


def _lengths(block: Block, count: int) -> Floats:
    """Return the value of each occurrence: those of a text add up to a vector of about length 1."""
    return 1 / np.sqrt(np.maximum(np.bincount(block.texts, minlength=count), 1))[block.texts]


def _softmax(logs: Floats) -> Floats:
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))
