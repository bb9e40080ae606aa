"""Shapley values of trees equal the definition over all subsets of facts, and LightGBM's own."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from samphan.analytics.risk.tree_shares import Tree, boosting_rows, shapley_values, trees_of_boosting


def _boosted(seed: int) -> tuple[list[Tree], np.ndarray]:
    """Grow trees on two categories and two numbers, one with missing values; return them with rows to explain."""
    random = np.random.default_rng(seed)
    rows = np.column_stack(
        [random.normal(size=600), random.integers(0, 6, 600), random.normal(size=600), random.integers(0, 3, 600)]
    )
    rows[random.random(600) < 0.2, 0] = np.nan
    rows[random.random(600) < 0.1, 1] = np.nan
    outcome = np.nan_to_num(rows[:, 0]) + (rows[:, 1] == 4) * rows[:, 2] + random.normal(size=600) > 0
    model = HistGradientBoostingClassifier(
        max_iter=12, max_leaf_nodes=8, min_samples_leaf=10, categorical_features=[1, 3], early_stopping=False
    ).fit(rows, outcome)
    return trees_of_boosting(model, np.array([1, 3, 0, 2])), boosting_rows(model, rows[:25])


def _worth(tree: Tree, left: np.ndarray, known: frozenset[int], node: int = 0) -> float:
    """Return the forecast of one customer of whom only some facts are known (Lundberg 2020, algorithm 1)."""
    if tree.fact[node] < 0:
        return float(tree.value[node])
    children = [int(tree.left[node]), int(tree.right[node])]
    if int(tree.fact[node]) in known:
        return _worth(tree, left, known, children[0] if left[node] else children[1])
    return sum(float(tree.cover[c] / tree.cover[node]) * _worth(tree, left, known, c) for c in children)


def _by_definition(trees: list[Tree], rows: np.ndarray, facts: int) -> np.ndarray:
    values = np.zeros((len(rows), facts))
    for tree in trees:
        for at, left in enumerate(tree.goes_left(rows)):
            for fact in range(facts):
                others = [other for other in range(facts) if other != fact]
                for size in range(facts):
                    weight = factorial(size) * factorial(facts - size - 1) / factorial(facts)
                    for subset in map(frozenset, combinations(others, size)):
                        gain = _worth(tree, left, subset | {fact}) - _worth(tree, left, subset)
                        values[at, fact] += weight * gain
    return values


@pytest.mark.parametrize("seed", [0, 1])
def test_the_tables_give_the_shapley_values_of_the_definition(seed: int) -> None:
    trees, rows = _boosted(seed)
    made, base = shapley_values(trees, rows, 4)
    assert made == pytest.approx(_by_definition(trees, rows, 4), abs=1e-12)
    assert base == pytest.approx(sum(_worth(tree, np.zeros(len(tree.fact)), frozenset()) for tree in trees))


def test_the_values_are_those_lightgbm_gives_for_its_own_trees() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="the extra `boost` is not installed")
    random = np.random.default_rng(3)
    rows = random.normal(size=(500, 5))
    outcome = rows[:, 0] * rows[:, 1] + rows[:, 2] > 0
    booster = lightgbm.train(
        {"objective": "binary", "num_leaves": 8, "verbose": -1, "num_threads": 1, "seed": 0},
        lightgbm.Dataset(rows, outcome.astype(float)), num_boost_round=15,
    )  # fmt: skip
    trees = [_light_tree(info["tree_structure"]) for info in booster.dump_model()["tree_info"]]
    made, base = shapley_values(trees, rows[:40], 5)
    theirs = booster.predict(rows[:40], pred_contrib=True)
    assert made == pytest.approx(theirs[:, :-1], abs=1e-9)
    assert base == pytest.approx(theirs[0, -1], abs=1e-9)


def _light_tree(root: dict[str, object]) -> Tree:
    """Read one tree of numbers out of LightGBM's dump."""
    nodes: list[dict[str, object]] = []

    def number(node: dict[str, object]) -> int:
        at = len(nodes)
        nodes.append(node)
        if "split_feature" in node:
            node["at"] = (number(node["left_child"]), number(node["right_child"]))
        return at

    number(root)
    fact = np.array([node.get("split_feature", -1) for node in nodes])
    children = np.array([node.get("at", (0, 0)) for node in nodes])
    return Tree(
        fact=fact,
        column=np.maximum(fact, 0),
        left=children[:, 0],
        right=children[:, 1],
        value=np.array([node.get("leaf_value", 0.0) for node in nodes]),
        cover=np.array([node.get("internal_count", node.get("leaf_count")) for node in nodes], dtype=float),
        threshold=np.array([node.get("threshold", 0.0) for node in nodes], dtype=float),
        missing_left=np.zeros(len(nodes), dtype=bool),
        categories=[None] * len(nodes),
    )
