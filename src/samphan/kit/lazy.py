"""Names of a package that are imported when they are first used (PEP 562), where importing them costs much."""

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

_RE_EXPORT = re.compile(r"^from (\S+) import (\w+) as \2$", re.MULTILINE)


def names_from(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a module's `__getattr__` that finds each name of `homes` (name -> module) when somebody asks for it.

    Raises AttributeError for any other name, as a module does.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return find


def homes_in(stub: Path) -> dict[str, str]:
    """Return the module each name of a stub (.pyi) is from: its lines `from MODULE import NAME as NAME`.

    So that the names type checkers see and those there are at run time are one list.
    """
    return {name: module for module, name in _RE_EXPORT.findall(stub.read_text(encoding="utf-8"))}
