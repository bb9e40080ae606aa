"""Who says how a text is meant: one interface, several ways of answering.

`embedded` is the model we ship, `onnx` a transformer of the firm's own, `llm` an endpoint that is asked only about
texts the others are unsure of. Each is imported when it is used: only the first needs nothing beside numpy.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Sentiment(Protocol):
    """Says how texts are meant, before it is known how frequent each label is on the channel they came by."""

    @property
    def version(self) -> str:
        """Return a name that changes whenever the same text could be read differently; at most 40 characters."""

    def probabilities(self, texts: Sequence[str], channels: Sequence[str]) -> Floats:
        """Return shares (n, 4) in the order of `reading.LABELS`, each row summing to 1; `channels` one a text."""
