"""What the web process may not load: numerical libraries cost more memory than everything else it needs."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import modules

HEAVY = (
    "numpy", "scipy", "pandas", "sklearn", "lightgbm", "duckdb", "ibis", "pyarrow", "numba", "vl_convert",
)  # fmt: skip


def loaded_by(module: str, tmp_path: Path) -> list[str]:
    code = f"import sys, {module}; print(' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "samphan.config.settings", "SAMPHAN_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_web_process_loads_no_numerical_library(tmp_path: Path) -> None:
    assert loaded_by("samphan.config.wsgi", tmp_path) == []


def test_what_screens_of_readings_ask_the_language_room_loads_none(tmp_path: Path) -> None:
    light = "samphan.language.topics, samphan.language.sentiment.card, samphan.language.reading"
    assert loaded_by(light, tmp_path) == []


def test_no_verb_of_the_command_line_loads_one_before_it_is_called(tmp_path: Path) -> None:
    assert loaded_by("samphan.cli.main", tmp_path) == []


def test_only_the_painter_carries_the_drawing_library_and_nobody_carries_the_painter() -> None:
    """Imported once, its JavaScript engine would stay in every web process for ever."""
    found = {
        (module.name, name)
        for module in modules()
        for node in ast.walk(module.tree)
        for name in imported(node)
        if name.split(".")[0] == "vl_convert" or name.endswith("painter")
    }
    assert found == {("samphan.web.chart_files.painter", "vl_convert")}


def imported(node: ast.AST) -> list[str]:
    """Return the modules and names one statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
