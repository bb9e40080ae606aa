"""The tree of root causes as people edit it, pure: what is wrong with it, and what a new edition changes."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

MOST_GROUPS = 20
MOST_IN_A_GROUP = 20
LONGEST_NAME = 120
_LONGEST_PART = 24
_NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class NewCause:
    """One node to be, with what hangs below it."""

    code: str
    name_th: str
    name_en: str
    children: Sequence["NewCause"] = ()


@dataclass(frozen=True, kw_only=True)
class TreeChanges:
    """What a new edition changes, as codes; `removed` are causes a case could have and can no longer be given."""

    added: tuple[str, ...]
    renamed: tuple[str, ...]
    removed: tuple[str, ...]


def problems_of(tree: Sequence[NewCause]) -> tuple[str, ...]:
    """Name what is wrong with a tree: "empty", "too_many", "name_missing", "code_twice", "too_deep"."""
    nodes = list(walk(tree))
    codes = [node.code for node in nodes]
    wrong = {
        "empty": not nodes,
        "too_many": len(tree) > MOST_GROUPS or any(len(group.children) > MOST_IN_A_GROUP for group in tree),
        "name_missing": any(not (node.name_th.strip() and node.name_en.strip()) for node in nodes),
        "code_twice": len(codes) != len(set(codes)),
        "too_deep": any(leaf.children for group in tree for leaf in group.children),
    }
    return tuple(name for name, is_so in wrong.items() if is_so)


def changes_of(before: Sequence[NewCause], after: Sequence[NewCause]) -> TreeChanges:
    """Return what differs between two editions; a cause that keeps its code is the same cause, whatever its name."""
    old, new = ({node.code: (node.name_th, node.name_en) for node in walk(tree)} for tree in (before, after))
    return TreeChanges(
        added=tuple(code for code in new if code not in old),
        renamed=tuple(code for code, names in new.items() if old.get(code, names) != names),
        removed=tuple(sorted(set(assignable_codes(before)) - set(assignable_codes(after)))),
    )


def assignable_codes(tree: Sequence[NewCause]) -> list[str]:
    """Return the codes a case can be given: leaves, and groups with nothing below them."""
    return [node.code for node in walk(tree) if not node.children]


def made_code(name: str, *, group: str = "", taken: Collection[str]) -> str:
    """Return a code for a new cause, from its English name; one that is taken gets a number."""
    part = _NOT_IN_A_CODE.sub("_", name.casefold()).strip("_")[:_LONGEST_PART].strip("_") or "cause"
    base = f"{group}.{part}" if group else part
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def walk(tree: Sequence[NewCause]) -> Iterator[NewCause]:
    """Yield every node, each group before its causes."""
    for group in tree:
        yield group
        yield from group.children
