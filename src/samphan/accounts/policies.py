"""Who may do what: one table, role x action. What is not in it is refused."""

from enum import StrEnum


class Role(StrEnum):
    """A fixed set of actions a member of staff holds."""

    OWNER = "owner"
    MANAGER = "manager"
    AGENT = "agent"
    ANALYST = "analyst"


_EVERYBODY = frozenset(Role)
_CARE = frozenset({Role.OWNER, Role.MANAGER, Role.AGENT})
_LEADS = frozenset({Role.OWNER, Role.MANAGER})
_OWNER = frozenset({Role.OWNER})

POLICY: dict[str, frozenset[Role]] = {
    "today.read": _EVERYBODY,
    "preferences.write": _EVERYBODY,
    "search.read": _EVERYBODY,
    "cases.read": _EVERYBODY,
    "cases.write": _CARE,
    "cases.oversee": _LEADS,
    "replies.write": _CARE,
    "customers.read": _EVERYBODY,
    "customers.write": _CARE,
    "customers.sensitive": _LEADS,
    "customers.export": frozenset({Role.OWNER, Role.MANAGER, Role.ANALYST}),
    "stories.read": _EVERYBODY,
    "stories.write": _CARE,
    "surveys.read": _EVERYBODY,
    "surveys.write": _LEADS,
    "readings.write": _EVERYBODY,
    "readings.manage": _LEADS,
    "rules.read": _EVERYBODY,
    "rules.write": _LEADS,
    "ideas.read": _EVERYBODY,
    "ideas.vote": _EVERYBODY,
    "ideas.write": _LEADS,
    "imports.read": _LEADS,
    "imports.write": _LEADS,
    "insights.read": _EVERYBODY,
    "insights.write": frozenset({Role.OWNER, Role.MANAGER, Role.ANALYST}),
    "problems.read": _EVERYBODY,
    "problems.write": _LEADS,
    "promises.read": _EVERYBODY,
    "promises.write": _LEADS,
    "credits.read": _EVERYBODY,
    "credits.approve": _LEADS,
    "incidents.read": _EVERYBODY,
    "incidents.write": _LEADS,
    "journeys.read": _EVERYBODY,
    "journeys.write": _LEADS,
    "settings.read": _LEADS,
    "settings.write": _OWNER,
    "users.write": _OWNER,
    "jobs.read": _LEADS,
    "jobs.write": _LEADS,
    "sample.write": _OWNER,
}


def may(role: str, action: str) -> bool:
    """Say whether a role holds an action; an unknown action belongs to nobody."""
    return role in POLICY.get(action, frozenset())
