"""Pure decisions about the firm."""

from collections.abc import Iterable, Mapping

THEMES = ("auto", "light", "dark")
API_SCOPES = ("responses.write", "messages.write", "customers.read", "customers.write", "cases.read", "metrics.read")

MOST_CAPACITY = 1000


def skill_names(typed: Iterable[str]) -> list[str]:
    """Return skills as they are compared: without space around them, in small letters, each once, in order."""
    return sorted({" ".join(skill.casefold().split())[:60] for skill in typed if skill.strip()})


def makes_a_cycle(branch_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> bool:
    """Say whether hanging a branch under `parent_id` would close a ring; `parents` is the tree as it is."""
    seen: set[int] = set()
    above = parent_id
    while above is not None and above not in seen:
        if above == branch_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
