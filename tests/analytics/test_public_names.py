"""`from samphan.analytics import ...` gives every name of the engine, and costs nothing until one is used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

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
