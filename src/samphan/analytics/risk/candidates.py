"""The models that compete: the base rate, a rule of two questions, logistic regression, and small regularised trees.

All speak log odds, so that what the facts add can be summed; all say what each fact added. They read category codes
(n, p) as `ColumnReader.codes` gives them, NaN for missing.
"""

import warnings
from collections.abc import Callable
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from samphan.analytics.columns import ColumnReader
from samphan.analytics.risk.tree_shares import (
    boosting_rows,
    boosting_start,
    shapley_values,
    tree_of_rule,
    trees_of_boosting,
)

try:
    from lightgbm import LGBMClassifier
except ImportError:  # the extra `boost` is not installed
    LGBMClassifier = None

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Small trees need no calibration afterwards; the values won on the public Telco data (docs/reference/backtest.md).
_LEARNING_RATE = 0.05
_TREES, _TREES_LIGHTGBM = 120, 150
_LEAVES = 8
_SMALLEST_LEAF = 40
_RIDGE = 1.0
_SMALLEST_ANSWER = 20  # customers behind an answer of the rule


class Candidate(Protocol):
    """A model of the probability to leave."""

    name: ClassVar[str]

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Learn from codes (n, p) and who left (n,)."""

    def log_odds(self, codes: Floats) -> Floats:
        """Return the log odds to leave (n,)."""

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return what each fact adds to the log odds (n, p), and the base they start from."""


class CandidateUnfit(Exception):
    """A candidate that could not be fitted to these customers; it leaves the competition, with its reason."""


class BaseRate:
    """Everybody is as likely to leave as all were: what any model must beat."""

    name: ClassVar[str] = "base rate"

    def __init__(self, reader: ColumnReader, seed: int) -> None:
        self._facts = len(reader.columns_)

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Learn the share that left."""
        self._log_odds = float(logit(_smoothed(outcome.sum(), len(outcome))))
        return self

    def log_odds(self, codes: Floats) -> Floats:
        """Return the same log odds for everybody (n,)."""
        return np.full(len(codes), self._log_odds)

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return zeros: no fact is used."""
        return np.zeros((len(codes), self._facts)), self._log_odds


class TwoQuestionRule:
    """The naive rule a person would write: at most two questions one after the other, learnt as a tiny tree."""

    name: ClassVar[str] = "rule of two questions"

    def __init__(self, reader: ColumnReader, seed: int) -> None:
        self._reader = reader
        self._seed = seed

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Learn the questions and the share that left behind each answer."""
        self._tree = DecisionTreeClassifier(
            max_depth=2, min_samples_leaf=_SMALLEST_ANSWER, criterion="log_loss", random_state=self._seed
        ).fit(self._reader.one_hot(codes), outcome)
        tree = self._tree.tree_
        left = tree.value[:, 0, list(self._tree.classes_).index(True)] * tree.weighted_n_node_samples
        self._values = logit(_smoothed(left, tree.weighted_n_node_samples))
        return self

    def log_odds(self, codes: Floats) -> Floats:
        """Return the log odds behind each customer's answers (n,)."""
        return np.asarray(self._values[self._tree.apply(self._reader.one_hot(codes))], dtype=np.float64)

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return exact Shapley values of the facts asked about."""
        tree = tree_of_rule(self._tree, self._reader.one_hot_owner_, self._values)
        rows = self._reader.one_hot(codes).astype(np.float32).astype(np.float64)  # as scikit-learn's trees see them
        return shapley_values([tree], rows, len(self._reader.columns_))


class Logistic:
    """Logistic regression on one-hot categories and standardised numbers, with a ridge."""

    name: ClassVar[str] = "logistic"

    def __init__(self, reader: ColumnReader, seed: int) -> None:
        self._reader = reader

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Learn the coefficients; raises CandidateUnfit where they do not settle."""
        made = self._reader.one_hot(codes)
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            try:
                model = LogisticRegression(C=1.0, max_iter=2000).fit(made, outcome)
            except ConvergenceWarning as warning:
                raise CandidateUnfit(str(warning)) from warning
        self._coefficients, self._intercept = model.coef_[0], float(model.intercept_[0])
        self._mean = made.mean(axis=0)
        return self

    def log_odds(self, codes: Floats) -> Floats:
        """Return the log odds to leave (n,)."""
        return np.asarray(self._reader.one_hot(codes) @ self._coefficients + self._intercept, dtype=np.float64)

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return coefficient times distance from the mean customer, summed over a fact's columns.

        For a linear model these are its Shapley values (interventional, facts taken as independent).
        """
        parts = (self._reader.one_hot(codes) - self._mean) * self._coefficients
        owner = self._reader.one_hot_owner_
        added = np.zeros((len(codes), len(self._reader.columns_)))
        for fact in range(added.shape[1]):
            added[:, fact] = parts[:, owner == fact].sum(axis=1)
        return added, self._intercept + float(self._mean @ self._coefficients)


class SmallTrees:
    """Small regularised boosted trees of scikit-learn, on one thread: more threads cost 20 times the work when busy.

    A fact nobody learnt from has is taken as the same for everybody, which no tree asks about: scikit-learn cannot bin
    it, and which facts these are differs from fold to fold.
    """

    name: ClassVar[str] = "trees"

    def __init__(self, reader: ColumnReader, seed: int) -> None:
        self._reader = reader
        self._seed = seed

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Grow the trees."""
        self._nobody_has = np.isnan(codes).all(axis=0)
        is_category = self._reader.is_category
        self._model = HistGradientBoostingClassifier(
            learning_rate=_LEARNING_RATE,
            max_iter=_TREES,
            max_leaf_nodes=_LEAVES,
            min_samples_leaf=_SMALLEST_LEAF,
            l2_regularization=_RIDGE,
            early_stopping=False,
            categorical_features=is_category if is_category.any() else None,
            random_state=self._seed,
        )
        with threadpool_limits(limits=1):
            self._model.fit(self._binnable(codes), outcome)
        return self

    def log_odds(self, codes: Floats) -> Floats:
        """Return the log odds to leave (n,)."""
        with threadpool_limits(limits=1):
            return np.asarray(self._model.decision_function(self._binnable(codes)), dtype=np.float64)

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return exact path-dependent Shapley values."""
        is_category = self._reader.is_category
        owner = np.concatenate([np.flatnonzero(is_category), np.flatnonzero(~is_category)])
        trees = trees_of_boosting(self._model, owner)
        rows = boosting_rows(self._model, self._binnable(codes))
        added, base = shapley_values(trees, rows, codes.shape[1])
        return added, base + boosting_start(self._model)

    def _binnable(self, codes: Floats) -> Floats:
        return np.where(self._nobody_has, 0.0, codes) if self._nobody_has.any() else codes


class LightTrees:
    """The same trees grown by LightGBM (the extra `boost`): equal accuracy for a third of the work."""

    name: ClassVar[str] = "trees"

    def __init__(self, reader: ColumnReader, seed: int) -> None:
        self._reader = reader
        self._seed = seed

    def fit(self, codes: Floats, outcome: Flags) -> Self:
        """Grow the trees."""
        self._model = LGBMClassifier(
            learning_rate=_LEARNING_RATE,
            n_estimators=_TREES_LIGHTGBM,
            num_leaves=_LEAVES,
            min_child_samples=_SMALLEST_LEAF,
            reg_lambda=_RIDGE,
            random_state=self._seed,
            deterministic=True,
            force_row_wise=True,
            n_jobs=1,
            verbose=-1,
        )
        self._model.fit(codes, outcome, categorical_feature=np.flatnonzero(self._reader.is_category).tolist())
        return self

    def log_odds(self, codes: Floats) -> Floats:
        """Return the log odds to leave (n,)."""
        return np.asarray(self._model.booster_.predict(codes, raw_score=True), dtype=np.float64)

    def contributions(self, codes: Floats) -> tuple[Floats, float]:
        """Return LightGBM's own path-dependent Shapley values."""
        made = np.asarray(self._model.booster_.predict(codes, pred_contrib=True), dtype=np.float64)
        return made[:, :-1], float(made[0, -1]) if len(made) else 0.0


def has_lightgbm() -> bool:
    """Say whether the extra `boost` is installed."""
    return LGBMClassifier is not None


Maker = Callable[[ColumnReader, int], Candidate]


def competitors(boosting: str) -> dict[str, Maker]:
    """Return the candidates, plainest first; `boosting` is "auto", "scikit-learn" or "lightgbm".

    Raises ValueError for another word, and for "lightgbm" where it is not installed.
    """
    if boosting not in {"auto", "scikit-learn", "lightgbm"}:
        raise ValueError(f"boosting is auto, scikit-learn or lightgbm, not {boosting!r}")
    if boosting == "lightgbm" and not has_lightgbm():
        raise ValueError("LightGBM is not installed: install the extra `boost`, or leave boosting at auto")
    trees: Maker = SmallTrees if boosting == "scikit-learn" or not has_lightgbm() else LightTrees
    makers: list[Maker] = [BaseRate, TwoQuestionRule, Logistic, trees]
    return {maker.name: maker for maker in makers}  # type: ignore[attr-defined]


def probability(log_odds: Floats) -> Floats:
    """Return probabilities of log odds (0..1)."""
    return np.asarray(expit(log_odds), dtype=np.float64)


def _smoothed(yes: Floats | float, n: Floats | float) -> Floats:
    """Return shares drawn half a customer towards one half, so that no log odds is infinite."""
    return np.asarray((np.asarray(yes) + 0.5) / (np.asarray(n) + 1.0), dtype=np.float64)
