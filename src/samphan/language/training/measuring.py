"""What the tables are worth on texts they have not seen, measured the same way every time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from samphan.language.features import fold
from samphan.language.labels import LABELS
from samphan.language.sentiment.calibration import Point, calibration_error, reliability
from samphan.language.sentiment.model import table_logs
from samphan.language.sentiment.priors import default_prior, estimate_prior, with_prior
from samphan.language.sentiment.table import unpacked
from samphan.language.training.data import Texts, english, wisesight
from samphan.language.training.fitting import Features
from samphan.language.training.trainer import Lesson, english_lesson, social_lesson, thai_lesson

FOLDS = 5
_NEGATIVE, _POSITIVE = LABELS.index("negative"), LABELS.index("positive")
# A survey-like mix that Wisesight's social messages are drawn again to, and how often.
SHIFTED = np.array([0.35, 0.15, 0.45, 0.05])
UNLABELLED = 100
_SHIFT_SIZE, _DRAWS = 2_000, 40
_BINS = 10  # of the reliability diagram that is shown; the error is of finer ones
# Between the mix that is most often right (0) and one that treats the labels alike (1): for macro-F1.
EVEN = 0.3


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of texts with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} to {100 * self.high:.1f})"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Figures of one table: `micro` is accuracy, `macro` the mean F1; `even_*` with a mix nearer to even."""

    count: int
    micro: Share
    macro: float
    even_micro: float
    even_macro: float
    by_label: dict[str, float]
    polar: Share
    calibration_error: float
    surest_half: Share
    points: tuple[Point, ...]
    shift: dict[str, float] = field(default_factory=dict)


def cross_validated(lesson: Lesson, features: Features) -> NDArray[np.float64]:
    """Return the probabilities at equal priors of every found text, from tables that have not seen it, (texts, 4).

    `features` are the lesson's own.
    """
    out = np.zeros((len(lesson.found.texts), len(LABELS)))
    for _, held_out in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(out, lesson.found.labels):
        table = lesson.table(features, without=held_out)
        out[held_out] = read_by(table, [lesson.found.texts[row] for row in held_out])
    return out


def read_by(table: bytes, texts: list[str]) -> NDArray[np.float64]:
    """Return the probabilities at equal priors that one table gives, whatever the script of the texts."""
    logs = table_logs(unpacked(table), [fold(text) for text in texts])
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def measured_thai(data: Path) -> Measured:
    """Return the figures of Thai, cross-validated on Wisesight's train and validation messages. Raises DataMissing."""
    lesson = thai_lesson(data)
    probabilities = cross_validated(lesson, lesson.features())
    found = measure(probabilities, lesson.found, mix=lesson.found.mix())
    return Measured(**{**vars(found), "shift": shifted(probabilities, lesson.found)})


def measured_social(data: Path) -> tuple[Measured, Measured]:
    """Return the figures of Thai on social media: by folds of all messages, and on the official validation split.

    For the second the table is fitted on the train split alone. Raises DataMissing.
    """
    lesson = social_lesson(data)
    features = lesson.features()
    folds = measure(cross_validated(lesson, features), lesson.found, mix=lesson.found.mix())
    held_out = wisesight(data, "valid")
    seen = replace(lesson, found=wisesight(data, "train"))
    table = seen.table(features[np.arange(len(seen.found.texts))])  # the train split stands first in both
    return folds, measure(read_by(table, list(held_out.texts)), held_out, mix=seen.found.mix())


def measured_english(data: Path) -> Measured:
    """Return the figures of English on the held-out sentences. Raises DataMissing."""
    lesson = english_lesson(data)
    held_out = english(data, "test")
    probabilities = read_by(lesson.table(lesson.features()), list(held_out.texts))
    seen = np.bincount(lesson.found.labels, minlength=len(LABELS)) / len(lesson.found.labels)
    return measure(probabilities, held_out, mix=seen)


def measure(probabilities: NDArray[np.float64], texts: Texts, *, mix: NDArray[np.float64]) -> Measured:
    """Return the figures of probabilities at equal priors against the labels, read with this mix of labels."""
    labels = texts.labels
    likely = with_prior(probabilities, prior=mix)
    guess, even = likely.argmax(axis=1), with_prior(probabilities, prior=mix ** (1 - EVEN)).argmax(axis=1)
    present = sorted(set(labels.tolist()))
    scores = f1_score(labels, guess, average=None, labels=present)
    polar = np.isin(labels, (_NEGATIVE, _POSITIVE))
    says_negative = likely[polar, _NEGATIVE] > likely[polar, _POSITIVE]
    surest = np.argsort(-likely.max(axis=1), kind="stable")[: len(labels) // 2]
    return Measured(
        count=len(labels),
        micro=share(guess == labels),
        macro=float(np.mean(scores)),
        even_micro=float((even == labels).mean()),
        even_macro=float(f1_score(labels, even, average="macro", labels=present)),
        by_label={LABELS[label]: float(score) for label, score in zip(present, scores, strict=True)},
        polar=share(says_negative == (labels[polar] == _NEGATIVE)),
        calibration_error=calibration_error(likely, labels),
        points=reliability(likely, labels, bins=_BINS),
        surest_half=share((guess == labels)[surest]),
    )


def shifted(probabilities: NDArray[np.float64], texts: Texts) -> dict[str, float]:
    """Return accuracy when the labels have another mix, by what is known of it; means over draws.

    "none": the mix of the training messages is taken for granted; "unlabelled": it is estimated from a hundred texts
    without labels, starting from that wrong mix; "survey": the same from the default of surveys; "known": it is told.
    """
    right: dict[str, list[float]] = {"none": [], "unlabelled": [], "survey": [], "known": []}
    for rows in _draws(texts.labels):
        drawn, labels = probabilities[rows], texts.labels[rows]
        seen = drawn[:UNLABELLED]
        mixes = {
            "none": texts.mix(),
            "unlabelled": estimate_prior(seen, default=texts.mix()),
            "survey": estimate_prior(seen, default=default_prior("survey")),
            "known": SHIFTED,
        }
        for name, mix in mixes.items():
            right[name].append(float((with_prior(drawn, prior=mix).argmax(axis=1) == labels).mean()))
    return {name: float(np.mean(values)) for name, values in right.items()}


def _draws(labels: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for number in range(_DRAWS):
        generator = np.random.default_rng(number)
        wanted = generator.choice(len(LABELS), size=_SHIFT_SIZE, p=SHIFTED)
        pools = [np.flatnonzero(labels == label) for label in range(len(LABELS))]
        yield np.array([generator.choice(pools[label]) for label in wanted])


def share(right: NDArray[np.bool_]) -> Share:
    """Return the share that is right with Wilson's interval."""
    count, z = len(right), 1.96
    value = float(right.mean())
    middle = (value + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(value * (1 - value) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return Share(value=value, low=float(middle - half), high=float(middle + half))
