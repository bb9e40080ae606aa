"""What is shipped: how the three tables are fitted on public data and our own sentences."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from samphan.language.features import Layout
from samphan.language.sentiment.table import packed
from samphan.language.training.data import Texts, english, english_valence, wisesight
from samphan.language.training.fitting import Features, features_of, fit
from samphan.language.training.grammar import load_grammar

THAI_FILE, ENGLISH_FILE, SOCIAL_FILE = "sentiment_th.bin", "sentiment_en.bin", "sentiment_th_social.bin"
# How much a sentence of our own counts beside one of a data set. Thai has more than ten thousand: at 1 they cost a
# point where praise is told from complaint in real messages, at a half nearly nothing.
THAI_OWN, ENGLISH_OWN = 0.5, 1.0
THAI_LAYOUT = Layout(char_bits=18, word_bits=18, longest=4)
ENGLISH_LAYOUT = Layout(char_bits=17, word_bits=17, longest=4)
SOCIAL_LAYOUT = Layout(char_bits=19, word_bits=19, longest=4)
# How much the regression on log ratios counts in the average. On social messages alone more of it was better.
RATIO_SHARE, SOCIAL_RATIO_SHARE = 0.6, 0.8


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What one table is fitted on: found texts first, then our own; `valence` as in the English table.

    `importance` is that of each text of our own beside a found one, `ratio_share` that of the regression on log ratios.
    """

    found: Texts
    own: Texts
    importance: float
    layout: Layout
    valence: dict[str, int]
    ratio_share: float = RATIO_SHARE

    def features(self) -> Features:
        """Return the features of the found texts and, behind them, of our own."""
        return features_of((self.found + self.own).texts, layout=self.layout, valence=self.valence)

    def table(self, features: Features, *, without: np.ndarray | None = None) -> bytes:
        """Return the file of the table fitted on all texts but the found ones in `without` (their rows)."""
        count = len(self.found.texts)
        kept = np.setdiff1d(np.arange(count), [] if without is None else without)
        rows = np.concatenate([kept, np.arange(count, count + len(self.own.texts))])
        return packed(
            fit(
                features[rows],
                (self.found + self.own).labels[rows],
                importance=np.where(rows < count, 1.0, self.importance),
                reference=self.found.mix(),
                ratio_share=self.ratio_share,
            )
        )


def own_sentences(language: str) -> Texts:
    """Return the sentences of our own grammar, "th" or "en"."""
    texts, labels = load_grammar(language).sentences()
    return Texts(texts=tuple(texts), labels=np.array(labels, np.int64))


def thai_lesson(data: Path) -> Lesson:
    """Return what the Thai table learns from. Raises DataMissing."""
    return Lesson(found=wisesight(data), own=own_sentences("th"), importance=THAI_OWN, layout=THAI_LAYOUT, valence={})


def social_lesson(data: Path) -> Lesson:
    """Return what the table of Thai social media learns from: only such messages. Raises DataMissing."""
    none = Texts(texts=(), labels=np.zeros(0, np.int64))
    return Lesson(
        found=wisesight(data),
        own=none,
        importance=0,
        layout=SOCIAL_LAYOUT,
        valence={},
        ratio_share=SOCIAL_RATIO_SHARE,
    )


def english_lesson(data: Path) -> Lesson:
    """Return what the English table learns from; its test split stays out. Raises DataMissing."""
    return Lesson(
        found=english(data, "train", "valid"),
        own=own_sentences("en"),
        importance=ENGLISH_OWN,
        layout=ENGLISH_LAYOUT,
        valence=english_valence(data),
    )


def train(data: Path) -> dict[str, bytes]:
    """Return the shipped files by name; the same data give the same bytes. Raises DataMissing."""
    lessons = {THAI_FILE: thai_lesson(data), ENGLISH_FILE: english_lesson(data), SOCIAL_FILE: social_lesson(data)}
    return {name: lesson.table(lesson.features()) for name, lesson in lessons.items()}


def is_shipped(name: str, content: bytes) -> bool:
    """Return whether this is, byte for byte, the file that this installation reads."""
    return files("samphan.language").joinpath(f"data/{name}").read_bytes() == content
