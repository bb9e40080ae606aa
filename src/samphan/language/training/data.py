"""The public data sets, as the trainer reads them; where they are from and their licences: the model cards."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused
from samphan.language.labels import LABELS

_SHORT = {"neg": "negative", "neu": "neutral", "pos": "positive", "q": "question"}


class DataMissing(Refused):
    code = "language.training.data_missing"
    message = N_("{file} is not in the folder with the public data sets.")


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts with their labels as places in `LABELS`."""

    texts: tuple[str, ...]
    labels: NDArray[np.int64]

    def __add__(self, other: "Texts") -> "Texts":
        return Texts(texts=self.texts + other.texts, labels=np.concatenate([self.labels, other.labels]))

    def chosen(self, rows: Sequence[int] | NDArray[np.int64]) -> "Texts":
        """Return the texts of these rows."""
        return Texts(texts=tuple(self.texts[row] for row in rows), labels=self.labels[np.asarray(rows)])

    def mix(self) -> NDArray[np.float64]:
        """Return the share of every label, no less than one text in fifty."""
        shares = np.maximum(np.bincount(self.labels, minlength=len(LABELS)) / len(self.labels), 0.02)
        return np.asarray(shares / shares.sum())


def wisesight(folder: Path, *parts: str) -> Texts:
    """Return the messages of these splits of Wisesight ("train", "valid"); without any, of both. Raises DataMissing.

    The test split is kept for others.
    """
    names = parts or ("train", "valid")
    return _joined([_labelled(folder, f"wisesight/{name}.jsonl.gz", "texts", "category") for name in names])


def english(folder: Path, *parts: str) -> Texts:
    """Return the English sentences of these splits ("train", "valid", "test"). Raises DataMissing."""
    return _joined([_labelled(folder, f"en_vader/en_{part}.jsonl.gz", "text", "label") for part in parts])


def english_valence(folder: Path) -> dict[str, int]:
    """Return the words and signs of VADER's list with their mean strength in tenths. Raises DataMissing."""
    words: dict[str, int] = {}
    for line in _lines(folder, "en_vader/vader_lexicon.txt.gz"):
        word, mean = line.split("\t")[:2]
        tenths = round(float(mean) * 10)
        if tenths and " " not in word:
            words.setdefault(word.lower(), tenths)
    return words


def _joined(parts: Sequence[Texts]) -> Texts:
    return sum(parts[1:], start=parts[0])


def _labelled(folder: Path, name: str, text: str, label: str) -> Texts:
    rows: list[dict[str, Any]] = [json.loads(line) for line in _lines(folder, name)]
    return Texts(
        texts=tuple(row[text] for row in rows),
        labels=np.array([LABELS.index(_SHORT[row[label]]) for row in rows], np.int64),
    )


def _lines(folder: Path, name: str) -> list[str]:
    # The folder of all data sets or its part on language: both are what people have at hand.
    for path in (folder / name, folder / "nlp" / name):
        if path.is_file():
            return gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    raise DataMissing(file=name)
