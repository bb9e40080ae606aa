"""What a reader may find. What is not named here is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

# The action of `accounts.policies` that lets somebody read a kind of document.
ACTIONS: Mapping[str, str] = {
    "customer": "customers.read",
    "case": "cases.read",
    "message": "cases.read",
    "article": "search.read",
}
# Whose work spans the firm. Anybody else who has a branch finds what is theirs and what is nobody's in particular.
_EVERYWHERE = frozenset({"owner", "manager", "analyst"})


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Which documents one reader may find: of these kinds, in these branches (None: in every branch)."""

    kinds: frozenset[str]
    branch_ids: frozenset[int] | None

    def covers(self, *, kind: str, branch_id: int | None) -> bool:
        """Say whether a document of this kind and branch may be found."""
        is_near = self.branch_ids is None or branch_id is None or branch_id in self.branch_ids
        return kind in self.kinds and is_near

    def only(self, kind: str) -> "Sight":
        """Return the part of this sight that is one kind."""
        return Sight(kinds=self.kinds & {kind}, branch_ids=self.branch_ids)


NOTHING = Sight(kinds=frozenset(), branch_ids=frozenset())


def sight_for(*, role: str, kinds: frozenset[str], branch_ids: frozenset[int] | None) -> Sight:
    """Return the sight of a role holding the right to read these kinds, whose branch (and those below) is given.

    `branch_ids` is None for somebody who belongs to no branch: the firm is one place to them.
    """
    return Sight(kinds=kinds, branch_ids=None if role in _EVERYWHERE else branch_ids)
