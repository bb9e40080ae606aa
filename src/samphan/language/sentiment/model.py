"""The shipped sentiment model: tables of Thai and English, each text read by the table of its script and channel.

Thai has two: one for what people write about a firm on social media, fitted on such messages alone, and one for what
customers write to it, fitted on our own sentences of customers beside them.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from samphan.language.features import VERSION, fold
from samphan.language.labels import LABELS
from samphan.language.segment import segmenter
from samphan.language.sentiment.table import Table, UnreadableModel, unpacked

Probabilities = NDArray[np.float64]

SOCIAL = "social"  # the channel of mentions, beside those of what is written to the firm

_THAI = re.compile("[\u0e01-\u0e5b]")
_LATIN_WORD = re.compile("[a-z]{2,}")
# Fewer Latin words than this in a Thai text are names of products, not English.
_FEWEST_ENGLISH = 3
# Between these shares of letters both tables are heard.
_SOME_ENGLISH, _ALL_ENGLISH = 0.25, 0.9
# Texts that are scored at once: more would only need more memory.
_BATCH = 1024


class SentimentModel:
    """Probabilities of `LABELS` by three tables: Thai, English, and Thai on social media.

    Attributes
    ----------
    version : str
        Names the files, the features and the word list; a stored reading of another version is stale.
    """

    def __init__(self, *, thai: bytes, english: bytes, social: bytes) -> None:
        self._thai, self._english, self._social_file = _readable(thai), _readable(english), social
        self.version = "sentiment-" + hashlib.sha256(thai + english + social).hexdigest()[:12]

    @cached_property
    def _social(self) -> Table:
        """The table of social media, unpacked with the first such text: many firms never read one."""
        return _readable(self._social_file)

    def probabilities(self, texts: Sequence[str], channels: Sequence[str]) -> Probabilities:
        """Return (texts, 4) probabilities in the order of `LABELS`, as if every label were equally frequent.

        `channels` says where each text is from; only whether it is social media matters to the tables.
        Multiply by how frequent they are with `with_prior`. A text that says nothing to the tables (empty, another
        script) has what its length alone says; whether to trust it is the caller's decision.
        """
        parts = [
            self._batch(texts[at : at + _BATCH], channels[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.empty((0, len(LABELS)))

    def _batch(self, texts: Sequence[str], channels: Sequence[str]) -> Probabilities:
        folded = [fold(text) for text in texts]
        english = np.array([english_share(text) for text in folded])
        is_social = np.array([channel == SOCIAL for channel in channels])
        written, mentioned = (1.0 - english) * ~is_social, (1.0 - english) * is_social
        heard = [(self._thai, written), (self._english, english)]
        if mentioned.any():
            heard.append((self._social, mentioned))
        logs = np.zeros((len(folded), len(LABELS)))
        for table, weights in heard:
            read = np.flatnonzero(weights > 0)
            if len(read):
                logs[read] += weights[read, None] * table_logs(table, [folded[at] for at in read])
        likely = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _readable(file: bytes) -> Table:
    """Return the table of a file. Raises UnreadableModel for one made with other features or another word list."""
    table = unpacked(file)
    if table.made_with != features_version():
        raise UnreadableModel()
    return table


def table_logs(table: Table, folded: Sequence[str]) -> Probabilities:
    """Return the logarithms of one table's probabilities of folded texts at equal priors, up to a constant a text."""
    scores = table.scores(folded).astype(np.float64)
    # Each score is a logit of its own; their probabilities are made to add up to one.
    logs = -np.logaddexp(0.0, -scores)
    logs -= np.logaddexp.reduce(logs, axis=1, keepdims=True)
    return np.asarray(logs - np.log(table.reference))


def english_share(folded: str) -> float:
    """Return how much of a folded text is for the English table, 0 to 1: the share of its letters, if it is enough."""
    words = _LATIN_WORD.findall(folded)
    if not words:
        return 0.0
    if not _THAI.search(folded):
        return 1.0
    if len(words) < _FEWEST_ENGLISH:
        return 0.0
    latin = sum(map(len, words))
    share = latin / (latin + len(_THAI.findall(folded)))
    return 1.0 if share > _ALL_ENGLISH else share if share > _SOME_ENGLISH else 0.0


def features_version() -> str:
    """Return the name of what the tables are trained on: the features and the words text is cut into."""
    return f"{VERSION} {segmenter().version}"


@lru_cache(maxsize=1)
def shipped_model() -> SentimentModel:
    """Return the model of this installation, loaded once a process (about a tenth of a second)."""
    data = files("samphan.language").joinpath("data")
    thai, english, social = (data.joinpath(f"sentiment_{name}.bin").read_bytes() for name in ("th", "en", "th_social"))
    return SentimentModel(thai=thai, english=english, social=social)
