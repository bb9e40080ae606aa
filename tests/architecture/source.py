"""The house read as text: every module of the package, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "samphan"
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One file: where it lies, its dotted name, its text and its syntax tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The context (or face) the module lives in; empty for the package itself."""
        return [*self.name.split("."), ""][1]

    @property
    def part(self) -> str:
        """The room's part: services, selectors, models ...; empty for the room's own `__init__`."""
        return [*self.name.split("."), "", ""][2]

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Return the place of a node as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the package but migrations, in path order."""
    return tuple(_read(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, FUNCTION):
            yield node


def contexts() -> list[str]:
    """Return every folder of the package: each is a room with a floor."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def _read(path: Path) -> Module:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text()
    return Module(path=path, name=name, text=text, tree=ast.parse(text))
