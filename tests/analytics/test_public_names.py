"""`from samphan.analytics import ...` gives every name of the engine, and costs nothing until one is used."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import samphan.analytics
from samphan import analytics

HEAVY = ("numpy", "scipy", "pandas", "sklearn", "statsmodels", "duckdb", "ibis", "pyarrow", "numba")


@pytest.mark.parametrize("name", samphan.analytics.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(analytics, name).__module__.startswith(samphan.analytics._HOMES[name])
    assert name in dir(analytics)


def test_what_type_checkers_see_is_what_there_is() -> None:
    stub = Path(samphan.analytics.__file__ or "").with_suffix(".pyi")
    imports = [node for node in ast.parse(stub.read_text()).body if isinstance(node, ast.ImportFrom)]
    seen = {(node.module, alias.name) for node in imports for alias in node.names}
    assert seen == {(home, name) for name, home in samphan.analytics._HOMES.items()}


def test_every_public_estimator_can_be_cloned() -> None:
    """As scikit-learn's searches and pipelines do: unfitted, with the same parameters."""
    public = {name: getattr(analytics, name) for name in analytics.__all__}
    estimators = {
        name: kind
        for name, kind in public.items()
        if inspect.isclass(kind) and hasattr(kind, "fit") and not inspect.isabstract(kind)
    }
    assert {"AverageEffect", "DRLearner", "MatchedCohort", "TargetingPolicy", "ChurnRisk"} <= estimators.keys()
    for kind in estimators.values():
        needed = [one.name for one in inspect.signature(kind).parameters.values() if one.default is one.empty]
        made = kind(**dict.fromkeys(needed, 0.25))
        again = clone(made)
        assert type(again) is kind
        assert again.get_params() == made.get_params()
        assert again.set_params(**made.get_params()) is again


@pytest.mark.parametrize("name", ["SLearner", "TLearner", "DRLearner", "TargetingPolicy"])
def test_what_has_not_learned_predicts_nothing(name: str) -> None:
    settings = {"propensity": 0.5} if name in {"DRLearner", "TargetingPolicy"} else {}
    with pytest.raises(NotFittedError):
        getattr(analytics, name)(**settings).predict([[1.0]])


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Lifetimes'"):
        _ = analytics.Lifetimes


@pytest.mark.parametrize("module", ["samphan.analytics", "samphan.analytics.intervals"])
def test_no_numerical_library_is_loaded_before_it_is_used(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_engine_runs_without_django() -> None:
    code = (
        "import sys; from samphan.analytics import *; from samphan import analytics;"
        "[getattr(analytics, name) for name in analytics.__all__]; print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
