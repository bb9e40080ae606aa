"""What each fact adds to a forecast of trees: exact Shapley values, path-dependent, by tables over the leaves.

The game is the one of TreeSHAP (S. Lundberg et al., Nature Machine Intelligence 2, 2020, algorithm 1): a split on a
fact that is not known sends a customer both ways, weighted by how many training customers went each way. A leaf with
the facts D on its path is worth `value * prod(o_f for f known) * prod(z_f for f unknown)`: o_f says whether the
customer meets all conditions on f, z_f is the share that does. Small trees have few facts on a path, so the Shapley
values of a leaf are a table of 2**|D| rows, and a customer's values are looked up. Exact, with no sampling; the values
and `base` sum to the forecast (tested against the subset definition and against LightGBM's own).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.tree import DecisionTreeClassifier

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_WORD = 32  # bits in one word of a category set


@dataclass(frozen=True, kw_only=True)
class Tree:
    """One tree over a matrix of facts.

    `fact[i]` is the fact node i asks about (-1: a leaf), `column[i]` the column of the matrix, `left` and `right` the
    children, `value` what a leaf adds to the forecast, `cover` the training customers in the node. A customer goes left
    when her value is at most `threshold[i]`, or is one of `categories[i]` where that is given; a missing one goes left
    where `missing_left[i]`.
    """

    fact: Ints
    column: Ints
    left: Ints
    right: Ints
    value: Floats
    cover: Floats
    threshold: Floats
    missing_left: Flags
    categories: Sequence[Flags | None]

    def goes_left(self, rows: Floats) -> Flags:
        """Return for each customer and node whether she would go left (n, nodes); leaves are False."""
        left = np.zeros((len(rows), len(self.fact)), dtype=np.bool_)
        for node in np.flatnonzero(self.fact >= 0).tolist():
            values = rows[:, self.column[node]]
            missing = np.isnan(values)
            members = self.categories[node]
            if members is None:
                met = values <= self.threshold[node]
            else:
                met = members[np.where(missing, 0, values).astype(np.int64)]
            left[:, node] = np.where(missing, self.missing_left[node], met)
        return left


def shapley_values(trees: Sequence[Tree], rows: Floats, facts: int) -> tuple[Floats, float]:
    """Return what each fact adds for each customer (n, facts), and the base all forecasts start from."""
    values = np.zeros((len(rows), facts))
    base = 0.0
    for tree in trees:
        left = tree.goes_left(rows)
        for leaf, path in _paths(tree):
            on_path = sorted({int(tree.fact[node]) for node, _ in path})
            met = np.ones((len(on_path), len(rows)), dtype=np.bool_)
            share = np.ones(len(on_path))
            for node, is_left in path:
                at = on_path.index(int(tree.fact[node]))
                child = tree.left[node] if is_left else tree.right[node]
                share[at] *= tree.cover[child] / tree.cover[node]
                met[at] &= left[:, node] == is_left
            pattern = (1 << np.arange(len(on_path))) @ met if on_path else np.zeros(len(rows), dtype=np.int64)
            values[:, on_path] += tree.value[leaf] * _leaf_table(share)[pattern]
            base += float(tree.value[leaf] * share.prod())
    return values, base


def _paths(tree: Tree) -> Iterator[tuple[int, list[tuple[int, bool]]]]:
    """Yield every leaf with the nodes above it and the way taken at each."""
    waiting: list[tuple[int, list[tuple[int, bool]]]] = [(0, [])]
    while waiting:
        node, path = waiting.pop()
        if tree.fact[node] < 0:
            yield node, path
            continue
        waiting.append((int(tree.left[node]), [*path, (node, True)]))
        waiting.append((int(tree.right[node]), [*path, (node, False)]))


def _leaf_table(share: Floats) -> Floats:
    """Return the Shapley values (2**d, d) of a leaf worth 1, for every pattern of conditions met.

    For each fact f: the sum over subsets S of the others of |S|! (d-|S|-1)! / d! * prod(o in S) * prod(z outside S),
    times (o_f - z_f). Subsets of a size are collected as the coefficients of prod(z_g + o_g t).
    """
    d = len(share)
    met = (np.arange(1 << d)[:, None] >> np.arange(d)) & 1
    weight = np.array([factorial(size) * factorial(d - size - 1) / factorial(d) for size in range(d)])
    table = np.empty((1 << d, d))
    for fact in range(d):
        sizes = np.zeros((1 << d, d))
        sizes[:, 0] = 1.0
        for other in range(d):
            if other != fact:
                joined = sizes[:, :-1] * met[:, [other]]
                sizes = sizes * share[other]
                sizes[:, 1:] += joined
        table[:, fact] = (sizes @ weight) * (met[:, fact] - share[fact])
    return table


def trees_of_boosting(model: HistGradientBoostingClassifier, owner: Ints) -> list[Tree]:
    """Return the trees of a fitted two-class booster; `owner[c]` is the fact of column c of `boosting_rows`.

    scikit-learn gives no public way to its trees; the attributes read here are pinned by its exact version and by the
    test that the values sum to its own forecast.
    """
    return [_boosted_tree(stage[0], owner) for stage in model._predictors]


def boosting_rows(model: HistGradientBoostingClassifier, rows: Floats) -> Floats:
    """Return rows as the booster's trees see them: its categories first, as its own codes."""
    seen = model._preprocess_X(rows, reset=False)
    return np.asarray(seen, dtype=np.float64)


def boosting_start(model: HistGradientBoostingClassifier) -> float:
    """Return the log odds the booster starts from before its first tree."""
    return float(model._baseline_prediction.ravel()[0])


def _boosted_tree(predictor: object, owner: Ints) -> Tree:
    nodes = predictor.nodes  # type: ignore[attr-defined]
    words = predictor.raw_left_cat_bitsets  # type: ignore[attr-defined]
    is_leaf = nodes["is_leaf"].astype(np.bool_)
    column = nodes["feature_idx"].astype(np.int64)
    return Tree(
        fact=np.where(is_leaf, -1, owner[column]),
        column=column,
        left=nodes["left"].astype(np.int64),
        right=nodes["right"].astype(np.int64),
        value=nodes["value"].astype(np.float64),
        cover=nodes["count"].astype(np.float64),
        threshold=nodes["num_threshold"].astype(np.float64),
        missing_left=nodes["missing_go_to_left"].astype(np.bool_),
        categories=[
            _members(words[node["bitset_idx"]]) if node["is_categorical"] and not node["is_leaf"] else None
            for node in nodes
        ],
    )


def _members(words: NDArray[np.uint32]) -> Flags:
    return ((words[:, None] >> np.arange(_WORD, dtype=np.uint32)) & 1).astype(np.bool_).ravel()


def tree_of_rule(model: DecisionTreeClassifier, owner: Ints, values: Floats) -> Tree:
    """Return a fitted decision tree whose nodes are worth `values`; `owner[c]` is the fact of column c."""
    tree = model.tree_
    is_leaf = tree.children_left < 0
    return Tree(
        fact=np.where(is_leaf, -1, owner[np.maximum(tree.feature, 0)]),
        column=np.maximum(tree.feature, 0),
        left=tree.children_left,
        right=tree.children_right,
        value=values,
        cover=tree.weighted_n_node_samples.astype(np.float64),
        threshold=tree.threshold,
        missing_left=np.zeros(tree.node_count, dtype=np.bool_),
        categories=[None] * tree.node_count,
    )
