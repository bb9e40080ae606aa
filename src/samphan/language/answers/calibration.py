"""Learning when to answer, from an organisation's own questions, and checking what was learned.

No labels are needed beyond the questions and what answers each: a question replayed with its answer removed is one that
the knowledge base cannot answer, and shows what a confident mistake looks like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused
from samphan.language.answers.confidence import FEATURES, LOOKED_AT, Confidence, Searchable, features_of

# Below this the model is no better than a threshold on the score.
FEWEST_QUESTIONS = 30
_PULL = 1.0  # of the weights to zero, as a normal prior with this precision
_STEPS = 50
_CLOSE = 1e-9


class TooFewQuestions(Refused):
    code = "language.answers.too_few_questions"
    message = N_("Only {found} questions can be replayed. Add questions with their answers until there are {fewest}.")


@dataclass(frozen=True, kw_only=True)
class Bin:
    """The replies whose probability lies in (low, high]: how many, what was said on average, and what came true."""

    low: float
    high: float
    n: int
    said: float
    right: float


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Searches of questions: features (n, 10), whether the best passage was right, and which had no right one."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    is_twin: NDArray[np.bool_]


def calibrate(index: Searchable, questions: Sequence[str], groups: Sequence[str]) -> Confidence:
    """Return the confidence model of an index.

    `questions` as customers asked them and the group of passages that answers each, in the same order. A question that
    stands word for word in its own passage teaches nothing: leave it out. Raises `TooFewQuestions`.
    """
    replayed = replay(index, questions, groups)
    rows, right = replayed.features, replayed.right
    if len(rows) < 2 * FEWEST_QUESTIONS or right.all() or not right.any():
        raise TooFewQuestions(found=len(rows) // 2, fewest=FEWEST_QUESTIONS)
    means, spreads = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    weights, bias = _fit((rows - means) / spreads, right.astype(float))
    return Confidence(
        means=tuple(means.tolist()),
        spreads=tuple(spreads.tolist()),
        weights=tuple(weights.tolist()),
        bias=bias,
        questions=len(questions),
    )


def replay(index: Searchable, questions: Sequence[str], groups: Sequence[str]) -> Replay:
    """Return the features of each question with its answer and without, and whether the best passage is the right one.

    A search that finds nothing gives no row: it is handed on without asking the model.
    """
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    twins: list[bool] = []
    for question, group in zip(questions, groups, strict=True):
        query = index.parse(question)
        statistics = index.statistics(query)
        for without in ((), (group,)):
            hits = index.search(query, count=LOOKED_AT, without=without)
            if hits:
                rows.append(features_of(query, hits, statistics))
                right.append(hits[0].group == group)
                twins.append(bool(without))
    return Replay(
        features=np.array(rows, float).reshape(-1, len(FEATURES)),
        right=np.array(right, bool),
        is_twin=np.array(twins, bool),
    )


def reliability(probabilities: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> tuple[Bin, ...]:
    """Return what was said beside what came true, in `bins` equal ranges of probability; empty ranges are left out."""
    said, came = np.asarray(probabilities, float), np.asarray(right, float)
    place = np.clip(np.ceil(said * bins).astype(int) - 1, 0, bins - 1)
    filled = [(at, place == at) for at in range(bins) if (place == at).any()]
    return tuple(
        Bin(
            low=at / bins,
            high=(at + 1) / bins,
            n=int(inside.sum()),
            said=float(said[inside].mean()),
            right=float(came[inside].mean()),
        )
        for at, inside in filled
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance between what was said and what came true, weighed by the replies (ECE); 0 of none."""
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.said - one.right) for one in bins) / n if n else 0.0


def _fit(rows: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the bias of a logistic model by Newton's method; the bias is not pulled."""
    design = np.column_stack([rows, np.ones(len(rows))])
    pull = np.diag([_PULL] * rows.shape[1] + [1e-9])
    solution = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        said = 1.0 / (1.0 + np.exp(-np.clip(design @ solution, -35.0, 35.0)))
        slope = design.T @ (said - right) + pull @ solution
        curve = (design * (said * (1.0 - said))[:, None]).T @ design + pull
        step = np.linalg.solve(curve, slope)
        solution = solution - step
        if float(np.abs(step).max()) < _CLOSE:
            break
    return solution[:-1], float(solution[-1])
