"""Files and functions stay small enough to be read in one sitting."""

import ast

from tests.architecture.source import FUNCTION, ROOT, functions, modules

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_no_file_is_longer_than_a_sitting() -> None:
    files = [path for folder in ("src", "tests", "bench", "tools") for path in (ROOT / folder).rglob("*.py")]
    own = [path for path in files if not {"migrations", "node_modules"} & set(path.parts)]
    lengths = {path: len(path.read_text().splitlines()) for path in own}
    assert [f"{path.relative_to(ROOT)}: {n}" for path, n in lengths.items() if n > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [
        f"{module.at(node)} {node.name}: {node.end_lineno - node.lineno + 1}"
        for module in modules()
        for node in functions(module)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = {
        module.at(inner)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTION)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert sorted(hidden) == []
