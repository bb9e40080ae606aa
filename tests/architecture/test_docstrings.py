"""Every context says what it owns, and every public name says what it is for."""

import ast

import pytest

from tests.architecture.source import Module, contexts, modules

# A refusal's message is its documentation, and a closed list of choices is its own.
_SPEAKING_BASES = {"Refused", "Exception", "TextChoices", "IntegerChoices"}


@pytest.mark.parametrize("context", contexts())
def test_a_context_says_what_it_owns(context: str) -> None:
    (own,) = [module for module in modules() if module.name == f"samphan.{context}"]
    docstring = ast.get_docstring(own.tree)
    assert docstring, f"samphan/{context}/__init__.py needs one paragraph: what it owns, its words, its invariants"
    assert len(docstring) >= 40, f"samphan/{context}/__init__.py: {docstring!r} says too little"


def test_every_public_name_says_what_it_is_for() -> None:
    silent = [
        f"{module.at(node)} {node.name}"
        for module in modules()
        if module.path.name != "apps.py"
        for node in _public_names(module)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def _public_names(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    return [
        node
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not (isinstance(node, ast.ClassDef) and _speaks_for_itself(node, module))
    ]


def _speaks_for_itself(node: ast.ClassDef, module: Module) -> bool:
    bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
    if bases & _SPEAKING_BASES:
        return True
    named = {other.name: other for other in module.tree.body if isinstance(other, ast.ClassDef)}
    return any(_speaks_for_itself(named[base], module) for base in bases if base in named)
