"""Only the owner writes its models, and inside a room only its services do."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Module, modules

_WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save",
}  # fmt: skip
# The sample business writes 24 months of finished history in bulk and takes exactly its own rows away again; services
# would react to it. No other room may (docs/adr/0003).
_HISTORY_WRITERS = {"sample"}
_READING_PARTS = {"selectors", "rules", "events", "tasks", "exports", "admin", "conditions"}


def test_only_the_owner_writes_its_models() -> None:
    foreign = [
        f"{module.at(call)} writes {owner}'s {model}"
        for module in modules()
        for call, owner, model in _model_writes(module)
        if owner != module.room and module.room not in _HISTORY_WRITERS
    ]
    assert foreign == []


def test_inside_a_room_reading_parts_write_nothing() -> None:
    misplaced = [
        f"{module.at(call)} writes {model} outside services"
        for module in modules()
        for call, owner, model in _model_writes(module)
        if owner == module.room and module.part in _READING_PARTS
    ]
    assert misplaced == []


def _model_writes(module: Module) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield (call, owner, model) for `Model.objects...write(...)` and for `Model(...).save()`."""
    imported = _imported_models(module)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in _WRITES:
            continue
        root = _root_name(node.func.value)
        if root in imported:
            yield node, imported[root], root


def _imported_models(module: Module) -> dict[str, str]:
    """Return local name -> owning room of every model imported."""
    found: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "samphan" and len(parts) >= 3 and parts[2] == "models":
                found.update({alias.asname or alias.name: parts[1] for alias in node.names})
    return found


def _root_name(node: ast.expr) -> str:
    """Return the name a chain of attributes and calls starts from: `Case` of `Case.objects.filter(...)`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
