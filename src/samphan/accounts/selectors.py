"""Reading the firm: organisation, branches, people, teams."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from samphan.accounts.models import ApiKey, Branch, Organisation, Team, User
from samphan.accounts.policies import Role


@dataclass(frozen=True)
class BranchRow:
    """One branch in the order of the tree, with its depth (0 for a root)."""

    branch: Branch
    depth: int


def find_organisation() -> Organisation | None:
    """Return the firm, or None before first run."""
    return Organisation.objects.first()


def firm_timezone() -> str:
    """Return the firm's time zone (IANA); before first run the one every firm starts with."""
    organisation = find_organisation()
    return organisation.timezone if organisation else str(Organisation._meta.get_field("timezone").get_default())


def get_organisation() -> Organisation:
    """Return the firm; before first run there is none, which is an error for the caller."""
    return Organisation.objects.get()


def get_user(*, user_id: int) -> User:
    """Return one member of staff, active or not."""
    return User.objects.select_related("branch", "reports_to").get(pk=user_id)


def staff() -> QuerySet[User]:
    """Return everybody, active first, by name."""
    return User.objects.select_related("branch").prefetch_related("teams").order_by("-is_active", "display_name", "pk")


def active_staff() -> QuerySet[User]:
    """Return those who can sign in, by name: the choices of every "who" field."""
    return User.objects.filter(is_active=True).order_by("display_name", "pk")


def active_owner_count() -> int:
    """Return how many active owners there are; it must never reach nought."""
    return User.objects.filter(role=Role.OWNER.value, is_active=True).count()


def teams() -> QuerySet[Team]:
    """Return the teams, active first, each with its lead, members and a count of active members."""
    counted = Count("members", filter=Q(members__is_active=True))
    return (
        Team.objects.select_related("lead")
        .prefetch_related("members")
        .annotate(active_members=counted)
        .order_by("-is_active", "name")
    )


def team_names() -> list[tuple[int, str]]:
    """Return the teams as choices, active first: the key and the name, and nothing that would have to be counted."""
    return list(Team.objects.order_by("-is_active", "name").values_list("pk", "name"))


def get_team(*, team_id: int) -> Team:
    """Return one team."""
    return Team.objects.select_related("lead").get(pk=team_id)


def get_branch(*, branch_id: int) -> Branch:
    """Return one branch."""
    return Branch.objects.get(pk=branch_id)


def branch_tree() -> list[BranchRow]:
    """Return every branch, parents before their children, so that a template only indents."""
    children: dict[int | None, list[Branch]] = {}
    for branch in Branch.objects.order_by("code"):
        children.setdefault(branch.parent_id, []).append(branch)
    rows: list[BranchRow] = []
    waiting = [(branch, 0) for branch in reversed(children.get(None, []))]
    while waiting:
        branch, depth = waiting.pop()
        rows.append(BranchRow(branch, depth))
        waiting.extend((child, depth + 1) for child in reversed(children.get(branch.pk, [])))
    return rows


def api_keys() -> QuerySet[ApiKey]:
    """Return the API keys, working ones first, newest first."""
    return ApiKey.objects.select_related("created_by").order_by("revoked_at", "-created_at")


def find_api_key(*, digest: str) -> ApiKey | None:
    """Return the working key with this hash."""
    return ApiKey.objects.filter(digest=digest, revoked_at__isnull=True).first()
