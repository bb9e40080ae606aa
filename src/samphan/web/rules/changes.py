"""What differs between two editions of a tree, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext

from samphan.automation.rules import Branch, Tree
from samphan.web.rules.presenting import Names, acts_of, branch_name, sentence


@dataclass(frozen=True)
class Change:
    """One difference: what happened to which branch, and before and after where there are two."""

    kind: str  # added | removed | changed | moved
    branch: str
    what: str = ""
    before: str = ""
    after: str = ""


def changes_between(old: Tree, new: Tree, names: Names) -> list[Change]:
    """Return the differences, branches matched by id."""
    before, after = dict(_places(old)), dict(_places(new))
    found = [Change("added", _name(after[key][0])) for key in after if key not in before]
    found += [Change("removed", _name(before[key][0])) for key in before if key not in after]
    for key in [key for key in after if key in before]:
        found += _differences(before[key][0], after[key][0], names)
    found += [Change("moved", _name(after[key][0])) for key in _moved(before, after)]
    return found


def _places(tree: Tree) -> Iterator[tuple[str, tuple[Branch, str]]]:
    """Yield id -> (branch, parent's id), in the order in which branches are asked."""
    waiting = [(branch, "") for branch in reversed(tree.branches)]
    while waiting:
        branch, parent = waiting.pop()
        yield branch.id, (branch, parent)
        waiting.extend((child, branch.id) for child in reversed(branch.branches))


def _moved(before: dict[str, tuple[Branch, str]], after: dict[str, tuple[Branch, str]]) -> list[str]:
    """Return the branches asked in another order than before, or under another parent."""
    common_before = [key for key in before if key in after]
    common_after = [key for key in after if key in before]
    rank = {key: place for place, key in enumerate(common_before)}
    moved = [key for key in common_after if before[key][1] != after[key][1]]
    for earlier, later in pairwise(common_after):
        same_parent = after[earlier][1] == after[later][1]
        if rank[earlier] > rank[later] and same_parent and later not in moved:
            moved.append(later)
    return moved


def _differences(old: Branch, new: Branch, names: Names) -> Iterator[Change]:
    if _name(old) != _name(new):
        yield Change("changed", _name(new), gettext("Name"), _name(old), _name(new))
    if old.when != new.when:
        yield Change("changed", _name(new), gettext("Condition"), sentence(old.when), sentence(new.when))
    acts_before, acts_after = _acts(old, names), _acts(new, names)
    if acts_before != acts_after:
        yield Change("changed", _name(new), gettext("Actions"), acts_before, acts_after)


def _acts(branch: Branch, names: Names) -> str:
    return " · ".join(act.text for act in acts_of(branch, names)) or gettext("nothing")


def _name(branch: Branch) -> str:
    return branch_name(name_th=branch.name_th, name_en=branch.name_en)
