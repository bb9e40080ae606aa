"""A table of weights over hashed features, as it is read from a file: one gather for each piece of text.

A file is `MAGIC`, the length of its header, the header (JSON) and one zlib stream: for each block the inverse document
frequencies in a byte a place and then, class by class, the weights in a signed byte. A weight is stored as the square
root of its share of the class's largest, which keeps the many small ones apart. Behind the blocks stand the leaning of
every word and, in the English table, words with their valence.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused
from samphan.language.features import Block, Layout, Occurrences, occurrences
from samphan.language.labels import LABELS
from samphan.language.sentiment.valence import valences

MAGIC = b"SPHN1\n"
# Steps of a leaning: it runs from -2 (only in complaints) to 2 (only in praise).
LEANING_STEPS = 50
Floats = NDArray[np.float32]


class UnreadableModel(Refused):
    code = "language.model.unreadable"
    message = N_("This is not a language model of this version.")


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A trained table before it is rounded.

    `frequencies` holds one (places,) array a block, `weights` one (places, classes) array a block; `leaning` (word
    places,) says in steps whether a word speaks in praise or in complaints where nothing negates it; `dense` (dense
    features, classes), `bias` and `reference` (classes,). `reference` is the class mix that the scores were trained on;
    `valence` gives English words their strength, in tenths.
    """

    layout: Layout
    frequencies: tuple[Floats, Floats]
    weights: tuple[Floats, Floats]
    leaning: NDArray[np.int8]
    dense: Floats
    bias: Floats
    reference: Floats
    made_with: str
    valence: dict[str, int]


class Table:
    """A table ready to score texts; `layout` says which occurrences it reads, `made_with` which features."""

    def __init__(self, header: dict[str, Any], body: bytes) -> None:
        self.layout = Layout(**header["layout"])
        self.made_with: str = header["made_with"]
        self.reference = np.array(header["reference"], np.float32)
        self._dense = np.array(header["dense"], np.float32)
        self._bias = np.array(header["bias"], np.float32)
        at = 0
        blocks = []
        for bits, block in zip((self.layout.char_bits, self.layout.word_bits), header["blocks"], strict=True):
            places = 1 << bits
            blocks.append(_Rows(body[at : at + places * (1 + len(LABELS))], places, block))
            at += places * (1 + len(LABELS))
        self._blocks = tuple(blocks)
        self._leaning = np.frombuffer(body, np.int8, 1 << self.layout.word_bits, at)
        at += len(self._leaning)
        tenths = np.frombuffer(body[at : at + header["words"]], np.int8)
        words = body[at + header["words"] :].decode("utf-8").split("\n") if header["words"] else []
        self._valence = {word: tenth / 10 for word, tenth in zip(words, tenths.tolist(), strict=True)}

    def scores(self, folded: Sequence[str]) -> Floats:
        """Return the score of every class for every folded text, (texts, classes).

        A score is the logit of "this class and no other".
        """
        found = occurrences(folded, layout=self.layout)
        dense = [found.dense, negated_leanings(found, self._leaning)]
        if self._valence:
            dense.append(valences(folded, self._valence))
        out = np.hstack(dense) @ self._dense + self._bias
        for rows, block in zip(self._blocks, (found.chars, found.words), strict=True):
            out += rows.scores(block, found.count)
        return out.astype(np.float32)


def negated_leanings(found: Occurrences, leaning: NDArray[np.int8]) -> Floats:
    """Return how much praise, how much complaint and which balance is negated in each text, (texts, 3), below 1.

    A pair of "not" and a word that was never seen together still says something this way.
    """
    places, texts = found.singles.places[found.is_negated], found.singles.texts[found.is_negated]
    steps = leaning[places].astype(np.float64) / LEANING_STEPS
    praise = np.bincount(texts, np.maximum(steps, 0), minlength=found.count)
    blame = np.bincount(texts, np.maximum(-steps, 0), minlength=found.count)
    balance = praise - blame
    columns = (praise / (1 + praise), blame / (1 + blame), balance / (1 + np.abs(balance)))
    return np.stack(columns, axis=1).astype(np.float32)


class _Rows:
    """One block's weights as they lie in the file, a row of bytes a place: they are widened when they are gathered."""

    def __init__(self, packed: bytes, places: int, header: dict[str, Any]) -> None:
        self._bytes = np.empty((places, len(LABELS) + 1), np.uint8)
        roots = np.frombuffer(packed, np.int8, places * len(LABELS), places).reshape(len(LABELS), places)
        self._bytes[:, :-1] = (roots.view(np.uint8) ^ 128).T
        self._bytes[:, -1] = np.frombuffer(packed, np.uint8, places)
        self._step = np.float32(header["frequency"])
        shares = np.arange(-128, 128, dtype=np.float32) / np.float32(127)
        # What each byte stands for, (classes, 256).
        self._weights = np.sign(shares) * shares * shares * np.array(header["largest"], np.float32)[:, None]

    def scores(self, block: Block, count: int) -> Floats:
        """Return what the block adds to the scores of `count` texts, (texts, classes)."""
        gathered = self._bytes[block.places]
        frequency = gathered[:, -1] * self._step
        length = np.sqrt(np.maximum(np.bincount(block.texts, frequency * frequency, minlength=count), 1e-6))
        sums = [
            np.bincount(block.texts, weights[gathered[:, label]] * frequency, minlength=count) / length
            for label, weights in enumerate(self._weights)
        ]
        return np.stack(sums, axis=1).astype(np.float32)


def packed(weights: Weights) -> bytes:
    """Return the file of a trained table; the same weights always give the same bytes."""
    blocks, parts = [], []
    for frequency, weight in zip(weights.frequencies, weights.weights, strict=True):
        step = np.float32(frequency.max() / 255)
        largest = np.maximum(np.abs(weight).max(axis=0), np.float32(1e-9))
        roots = np.sign(weight) * np.sqrt(np.abs(weight) / largest)
        parts.append(np.rint(frequency / step).astype(np.uint8).tobytes())
        parts.append(np.ascontiguousarray(np.rint(roots * 127).astype(np.int8).T).tobytes())
        blocks.append({"frequency": float(step), "largest": [float(value) for value in largest]})
    parts.append(weights.leaning.tobytes())
    words = sorted(weights.valence)
    parts.append(np.array([weights.valence[word] for word in words], np.int8).tobytes())
    parts.append("\n".join(words).encode())
    header = {
        "layout": vars(weights.layout),
        "made_with": weights.made_with,
        "blocks": blocks,
        "dense": [[round(float(value), 6) for value in row] for row in weights.dense],
        "bias": [round(float(value), 6) for value in weights.bias],
        "reference": [round(float(value), 6) for value in weights.reference],
        "words": len(words),
    }
    head = json.dumps(header, sort_keys=True, ensure_ascii=False).encode()
    return MAGIC + len(head).to_bytes(4, "little") + head + zlib.compress(b"".join(parts), 9)


def unpacked(data: bytes) -> Table:
    """Return the table of a file. Raises UnreadableModel."""
    start = len(MAGIC) + 4
    if not data.startswith(MAGIC):
        raise UnreadableModel()
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    try:
        return Table(json.loads(data[start : start + length]), zlib.decompress(data[start + length :]))
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise UnreadableModel() from error
