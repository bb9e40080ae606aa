"""A firm's own reader of topics: what its corrections taught, over hashed pieces of text and the votes of its words.

Reading needs numpy alone; learning (`fitting`) also scipy, which is loaded when a head is fitted and not before. A head
starts from what the words say and moves away from it as far as the labels carry it.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused
from samphan.kit.lazy import names_from
from samphan.language.features import VERSION as FEATURES
from samphan.language.features import Layout, Occurrences, fold, occurrences
from samphan.language.normalise import normalise
from samphan.language.segment import segmenter
from samphan.language.topics.finding import votes
from samphan.language.topics.taxonomy import Taxonomy

LAYOUT = Layout()
# Places a block is folded to: a firm's corrections fill few of them, and neighbours seldom meet.
BITS = 16
MOST_VOTES = 3  # hits of a topic's words beyond which more say nothing new

_MAGIC = b"SPHTOPIC1\n"
_trainer = names_from(__name__, {"fit_head": "samphan.language.topics.fitting"})

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class UnreadableHead(Refused):
    code = "language.topic_head.unreadable"
    message = N_("This is not a head for topics of this version; it has to be trained again.")


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """What a head reads of `count` texts.

    `texts`, `places` and `values` have one entry a piece: the text it stands in, its place below 2 ** (`BITS` + 1), and
    what it weighs, so that a text's pieces of one kind have length 1 when all differ. `votes` is (count, topics).
    """

    count: int
    texts: Places
    places: Places
    values: Floats
    votes: Floats


class TopicHead:
    """Topic probabilities learned from a firm's labels; made by `fit` or `from_bytes`, never changed.

    Attributes
    ----------
    taxonomy : Taxonomy
        The topics and words it was taught with.
    one_of : bool
        Whether a text has exactly one topic (probabilities add up to 1) or any number of them.
    labels : int
        How many texts taught it.
    """

    def __init__(
        self,
        *,
        taxonomy: Taxonomy,
        one_of: bool,
        labels: int,
        columns: Places,
        weights: NDArray[np.int8],
        scale: Floats,
        vote_weights: Floats,
        bias: Floats,
    ) -> None:
        self.taxonomy = taxonomy
        self.one_of = one_of
        self.labels = labels
        self._columns, self._weights, self._scale = columns, weights, scale
        self._vote_weights, self._bias = vote_weights, bias

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[Collection[str]], taxonomy: Taxonomy, *, one_of: bool = False
    ) -> "TopicHead":
        """Return a head taught by texts whose topics people have said.

        Parameters
        ----------
        texts : sequence of str
            As typed.
        labels : sequence of collections of topic codes
            All topics of each text, none included; codes the taxonomy does not know are passed over.
        taxonomy : Taxonomy
            Its words vote, and what they say is where learning starts.
        one_of : bool
            Whether a text has exactly one topic.

        Raises
        ------
        TooFewLabels
            Without a single text.
        """
        head: TopicHead = _trainer("fit_head")(texts, labels, taxonomy, one_of=one_of)
        return head

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each topic for each text, (texts, topics), in the order of the taxonomy."""
        return self.probabilities_of(occurrences([fold(text) for text in texts], layout=LAYOUT), texts)

    def probabilities_of(self, found: Occurrences, texts: Sequence[str]) -> Floats:
        """Return `probabilities` of texts whose occurrences (with `LAYOUT`) somebody has found already."""
        scores = self._scores(encoded(found, texts, self.taxonomy))
        if self.one_of:
            grown = np.exp(scores - scores.max(axis=1, keepdims=True))
            chances: Floats = grown / grown.sum(axis=1, keepdims=True)
        else:
            chances = 1 / (1 + np.exp(-np.clip(scores, -500, 500)))
        return chances

    def choose(self, texts: Sequence[str]) -> list[str]:
        """Return the likeliest topic of each text; of equally likely ones the first of the taxonomy."""
        return [self.taxonomy.codes[at] for at in self.probabilities(texts).argmax(axis=1)]

    @cached_property
    def version(self) -> str:
        """Names what was learned; equal heads have equal versions."""
        return f"head-{hashlib.sha256(self.to_bytes()).hexdigest()[:12]}"

    def to_bytes(self) -> bytes:
        """Return the head as bytes, the same for the same head; holds the taxonomy's words and no customer's text."""
        header = {
            "bias": self._bias.tolist(),
            "columns": len(self._columns),
            "labels": self.labels,
            "made_with": _made_with(),
            "one_of": self.one_of,
            "scale": self._scale.tolist(),
            "taxonomy": self.taxonomy.to_data(),
            "votes": self._vote_weights.tolist(),
        }
        text = json.dumps(header, ensure_ascii=False).encode()
        body = zlib.compress(self._columns.astype("<u4").tobytes() + self._weights.tobytes(), 9)
        return _MAGIC + len(text).to_bytes(4, "little") + text + body

    @classmethod
    def from_bytes(cls, data: bytes) -> "TopicHead":
        """Return the head `to_bytes` wrote.

        Raises
        ------
        UnreadableHead
            When the bytes are none, or were written with other features: their places mean something else now.
        """
        try:
            return _read(data)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise UnreadableHead from error

    def _scores(self, found: Encoded) -> Floats:
        scores: Floats = found.votes @ self._vote_weights + self._bias
        at = np.searchsorted(self._columns, found.places)
        known = at < len(self._columns)
        known[known] = self._columns[at[known]] == found.places[known]
        texts, values = found.texts[known], found.values[known]
        rows = self._weights[at[known]]
        for topic in range(len(self._bias)):
            weights = _unpacked(rows[:, topic], self._scale[topic])
            scores[:, topic] += np.bincount(texts, weights=weights * values, minlength=found.count)
        return scores


def encoded(found: Occurrences, texts: Sequence[str], taxonomy: Taxonomy) -> Encoded:
    """Return what a head reads of texts: their occurrences (with `LAYOUT`) folded, and the votes of a taxonomy."""
    blocks = []
    for at, (block, bits) in enumerate(((found.chars, LAYOUT.char_bits), (found.words, LAYOUT.word_bits))):
        pieces = np.bincount(block.texts, minlength=found.count)
        values = 1 / np.sqrt(np.maximum(pieces, 1))
        places = (block.places.astype(np.int64) >> (bits - BITS)) + (at << BITS)
        blocks.append((block.texts.astype(np.int64), places, values[block.texts]))
    said = np.zeros((found.count, len(taxonomy.codes)))
    column = {code: at for at, code in enumerate(taxonomy.codes)}
    for row, text in enumerate(texts):
        for code, times in votes(normalise(text).text, taxonomy).items():
            said[row, column[code]] = min(times, MOST_VOTES)
    return Encoded(
        count=found.count,
        texts=np.concatenate([block[0] for block in blocks]),
        places=np.concatenate([block[1] for block in blocks]),
        values=np.concatenate([block[2] for block in blocks]),
        votes=np.log1p(said),
    )


def packed(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return (places, topics) weights in a signed byte each, as roots that keep small ones apart, and their scale."""
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0.0), 1e-12)
    roots = np.sign(weights) * np.sqrt(np.abs(weights) / scale)
    return np.rint(roots * 127).astype(np.int8), np.round(scale, 6)


def _unpacked(roots: NDArray[np.int8], scale: float) -> Floats:
    shares: Floats = roots / 127.0
    return shares * np.abs(shares) * scale


def _made_with() -> str:
    return f"{FEATURES} {segmenter().version}"


def _read(data: bytes) -> TopicHead:
    if not data.startswith(_MAGIC):
        raise UnreadableHead
    start = len(_MAGIC) + 4
    end = start + int.from_bytes(data[len(_MAGIC) : start], "little")
    header: dict[str, Any] = json.loads(data[start:end])
    if header["made_with"] != _made_with():
        raise UnreadableHead
    taxonomy = Taxonomy.from_data(header["taxonomy"])
    count, topics = int(header["columns"]), len(taxonomy.codes)
    body = zlib.decompress(data[end:])
    if len(body) != count * (4 + topics):
        raise UnreadableHead
    return TopicHead(
        taxonomy=taxonomy,
        one_of=bool(header["one_of"]),
        labels=int(header["labels"]),
        columns=np.frombuffer(body, "<u4", count).astype(np.int64),
        weights=np.frombuffer(body, np.int8, count * topics, 4 * count).reshape(count, topics),
        scale=np.array(header["scale"], np.float64),
        vote_weights=np.array(header["votes"], np.float64).reshape(topics, topics),
        bias=np.array(header["bias"], np.float64).reshape(topics),
    )
