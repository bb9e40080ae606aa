"""When to answer: how much of what is asked is answered, how often rightly, and how often where no answer exists.

Each test question is also replayed with its article removed; those twins have no answer. The model is calibrated on
600 other questions of the same knowledge base, as an organisation would on its own.
"""

import gzip
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.iapp import Question, corpus, questions
from bench.measured import Row
from samphan.language.answers import (
    ANSWER_FROM,
    FEATURES,
    SUGGEST_FROM,
    Confidence,
    Replay,
    calibrate,
    calibration_error,
    reliability,
    replay,
)
from samphan.language.searching import MemoryIndex

_CALIBRATED_ON = 600


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Replayed questions and the probability (n,) that each was given."""

    replay: Replay
    said: NDArray[np.float64]

    def answered(self, *, twins: bool) -> NDArray[np.bool_]:
        """Return which of the questions that have an answer, or of their twins, were answered."""
        return self.said[self.replay.is_twin == twins] >= ANSWER_FROM

    def suggested(self, *, twins: bool) -> float:
        """Return the share of the questions, or of their twins, that were given a choice."""
        said = self.said[self.replay.is_twin == twins]
        return float(((said >= SUGGEST_FROM) & (said < ANSWER_FROM)).mean())

    def share_right(self) -> float:
        """Return how many of the answers to questions that have one were right."""
        return float(self.replay.right[~self.replay.is_twin][self.answered(twins=False)].mean())


def rows(data: Path) -> Iterator[Row]:
    """Yield the policy's figures, how well calibrated it is, the reliability table and the baselines."""
    documents, asked = corpus(data), questions(data, "test")
    index = MemoryIndex(documents.texts, groups=documents.groups)
    own = random.Random(3).sample(questions(data, "train"), _CALIBRATED_ON)
    start = time.process_time()
    confidence = calibrate(index, [one.text for one in own], [one.group for one in own])
    yield Row(name=f"calibrate on {_CALIBRATED_ON} questions, CPU s", value=time.process_time() - start)
    judged = _judged(index, asked, confidence)
    yield from _policy(judged)
    bins = reliability(judged.said.tolist(), judged.replay.right.tolist())
    yield Row(name="calibration error (ECE)", value=calibration_error(bins), limit=0.05, at_least=False)
    for one in bins:
        yield Row(name=f"said {one.low:.1f} to {one.high:.1f}: came true", value=one.right, note=f"n = {one.n}")
    yield from _fewer_questions(index, own, asked)
    yield _bm25_threshold(judged)
    yield from _clinc(data)


def _judged(index: MemoryIndex, asked: Sequence[Question], confidence: Confidence) -> Judged:
    replayed = replay(index, [one.text for one in asked], [one.group for one in asked])
    return Judged(replay=replayed, said=_said(confidence, replayed))


def _said(confidence: Confidence, replayed: Replay) -> NDArray[np.float64]:
    return np.array([confidence.probability(row) for row in replayed.features.tolist()])


def _policy(judged: Judged) -> Iterator[Row]:
    yield Row(name="answered, of what has an answer", value=float(judged.answered(twins=False).mean()), limit=0.60)
    yield Row(name="right, of these", value=judged.share_right(), limit=0.95)
    twins = float(judged.answered(twins=True).mean())
    yield Row(name="answered, of what has none", value=twins, limit=0.06, at_least=False)
    yield Row(name="suggested, of what has an answer", value=judged.suggested(twins=False))
    yield Row(name="suggested, of what has none", value=judged.suggested(twins=True))


def _fewer_questions(index: MemoryIndex, own: Sequence[Question], asked: Sequence[Question]) -> Iterator[Row]:
    """Yield what a firm gets that has few questions of its own."""
    for n in (50, 200):
        judged = _judged(index, asked, calibrate(index, [one.text for one in own[:n]], [one.group for one in own[:n]]))
        note = f"of what has none: {judged.answered(twins=True).mean():.3f}"
        yield Row(name=f"answered, calibrated on {n}", value=float(judged.answered(twins=False).mean()), note=note)


def _bm25_threshold(judged: Judged) -> Row:
    """Return what a threshold on the score answers when it may answer as many twins as the policy does."""
    scores, twins = judged.replay.features[:, FEATURES.index("log_score")], judged.replay.is_twin
    threshold = float(np.quantile(scores[twins], 1 - judged.answered(twins=True).mean()))
    answered = scores[~twins] > threshold
    right = float(judged.replay.right[~twins][answered].mean())
    name = "baseline, threshold on the score: answered"
    return Row(name=name, value=float(answered.mean()), note=f"right {right:.3f}, as many twins answered")


def _clinc(data: Path) -> Iterator[Row]:
    """Yield abstention on English intents: 100 examples of each as the passages, the intent as the source."""
    with gzip.open(data / "nlp/clinc_oos/data_full.json.gz", "rt", encoding="utf-8") as file:
        sets: dict[str, list[tuple[str, str]]] = json.load(file)
    index = MemoryIndex([text for text, _ in sets["train"]], groups=[intent for _, intent in sets["train"]])
    own = [Question(text=text, group=intent, answer="") for text, intent in sets["val"]]
    own = random.Random(3).sample(own, _CALIBRATED_ON)
    confidence = calibrate(index, [one.text for one in own], [one.group for one in own])
    within = _judged(index, [Question(text=t, group=i, answer="") for t, i in sets["test"]], confidence)
    outside = _judged(index, [Question(text=t, group=i, answer="") for t, i in sets["oos_test"]], confidence)
    share = float(within.answered(twins=False).mean())
    yield Row(name="CLINC150: answered, in scope", value=share, note=f"right {within.share_right():.3f}")
    yield Row(name="CLINC150: handed on, out of scope", value=1 - float(outside.answered(twins=False).mean()))
