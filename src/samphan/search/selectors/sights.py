"""What a member of staff may find."""

from samphan.accounts.models import Branch, User
from samphan.search.rules.sight import ACTIONS, NOTHING, Sight, sight_for


def sight_of(*, user: User) -> Sight:
    """Return what somebody may find: the kinds their role may read, near their branch where they have one."""
    kinds = frozenset(kind for kind, action in ACTIONS.items() if user.may(action))
    if not kinds:
        return NOTHING
    branches = None if user.branch_id is None else branches_below(branch_id=user.branch_id)
    return sight_for(role=user.role, kinds=kinds, branch_ids=branches)


def branches_below(*, branch_id: int) -> frozenset[int]:
    """Return a branch and every branch below it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Branch.objects.values_list("pk", "parent_id"):
        children.setdefault(parent_id, []).append(pk)
    found: set[int] = set()
    waiting = [branch_id]
    while waiting:
        branch = waiting.pop()
        if branch not in found:
            found.add(branch)
            waiting += children.get(branch, [])
    return frozenset(found)
