"""Regions: branches with branches beneath them, each with all that belong to it."""

from dataclasses import dataclass

from samphan.accounts.models import Branch
from samphan.accounts.selectors import branch_tree


@dataclass(frozen=True)
class Region:
    """A branch that has others beneath it; `branch_ids`: its own and those of all beneath, at every depth."""

    branch: Branch
    depth: int
    branch_ids: frozenset[int]


def regions() -> list[Region]:
    """Return every region in the order of the tree, a region of a region after it; one query."""
    rows = branch_tree()
    beneath: dict[int, set[int]] = {row.branch.pk: {row.branch.pk} for row in rows}
    for row in reversed(rows):  # children come after their parents, so each is whole when it is handed up
        if row.branch.parent_id is not None:
            beneath[row.branch.parent_id] |= beneath[row.branch.pk]
    return [
        Region(row.branch, row.depth, frozenset(beneath[row.branch.pk]))
        for row in rows
        if len(beneath[row.branch.pk]) > 1
    ]
