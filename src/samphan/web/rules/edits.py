"""Changes to a tree's body, as pure functions: each returns a new body and leaves the old one alone."""

import secrets
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Body = dict[str, Any]
Raw = dict[str, Any]


def find_branch(body: Body, branch_id: str) -> Raw | None:
    """Return a branch as stored."""
    return next((branch for siblings in _levels(body) for branch in siblings if branch["id"] == branch_id), None)


def add_branch(body: Body, *, parent_id: str, name_th: str, name_en: str) -> tuple[Body, str]:
    """Return the body with a new last branch under a parent ("" is the top), and its id; it matches everything."""
    changed = deepcopy(body)
    branch_id = _new_id()
    parent = find_branch(changed, parent_id) if parent_id else changed
    siblings = (parent if parent is not None else changed).setdefault("branches", [])
    siblings.append({"id": branch_id, "name_th": name_th, "name_en": name_en, "when": {"and": []}, "then": []})
    return changed, branch_id


def put_first(body: Body, branch: Raw) -> Body:
    """Return the body with a branch without an id as the first that is asked."""
    changed = deepcopy(body)
    changed["branches"].insert(0, {"id": _new_id(), **deepcopy(branch)})
    return changed


def replace_branch(body: Body, branch_id: str, **fields: object) -> Body:
    """Return the body with some fields of a branch replaced."""
    changed = deepcopy(body)
    branch = find_branch(changed, branch_id)
    if branch is not None:
        branch.update(fields)
    return changed


def remove_branch(body: Body, branch_id: str) -> Body:
    """Return the body without a branch and everything below it."""
    return _with_siblings(body, branch_id, lambda siblings, at: siblings.pop(at))


def move_branch(body: Body, branch_id: str, *, by: int) -> Body:
    """Return the body with a branch one place earlier (-1) or later (+1) among its siblings; the ends stay."""

    def move(siblings: list[Raw], at: int) -> None:
        to = at + by
        if 0 <= to < len(siblings):
            siblings[at], siblings[to] = siblings[to], siblings[at]

    return _with_siblings(body, branch_id, move)


def _new_id() -> str:
    return secrets.token_hex(4)


def _with_siblings(body: Body, branch_id: str, do: Callable[[list[Raw], int], object]) -> Body:
    changed = deepcopy(body)
    for siblings in _levels(changed):
        at = next((i for i, branch in enumerate(siblings) if branch["id"] == branch_id), None)
        if at is not None:
            do(siblings, at)
            break
    return changed


def _levels(body: Body) -> Iterator[list[Raw]]:
    waiting = [body["branches"]]
    while waiting:
        siblings = waiting.pop()
        yield siblings
        waiting.extend(branch.get("branches", []) for branch in siblings)
