"""Reading the firm: organisation, branches, people, teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from samphan.accounts.models import UNDECIDED, Absence, ApiKey, BoardLink, Branch, Organisation, Team, User
from samphan.accounts.policies import Role
from samphan.accounts.rules import may_decide_absence, span_starts, working_span
from samphan.kit.calendars import WorkCalendar, read_calendar
from samphan.querying import compiled

# How long ago an absence may have ended to matter: whoever came back is gone easy on for less than that.
_JUST_BACK = timedelta(days=1)
_BOARD = Signer(sep=".", salt="samphan.accounts.board")
_DIGEST = Signer(sep=".", salt="samphan.accounts.digest")


@dataclass(frozen=True)
class BranchRow:
    """One branch in the order of the tree, with its depth (0 for a root)."""

    branch: Branch
    depth: int


def find_organisation() -> Organisation | None:
    """Return the firm, or None before first run."""
    return next(iter(_firms()), None)


@compiled
def _firms() -> QuerySet[Organisation]:
    return Organisation.objects.order_by("pk")[:1]


def firm_timezone() -> str:
    """Return the firm's time zone (IANA); before first run the one every firm starts with."""
    organisation = find_organisation()
    return organisation.timezone if organisation else str(Organisation._meta.get_field("timezone").get_default())


def firm_currency() -> str:
    """Return the one currency the firm counts in (ISO 4217); before first run the one every firm starts with."""
    organisation = find_organisation()
    return organisation.currency if organisation else _first_currency()


def firm_currency_inside() -> Coalesce:
    """Return the same as an expression, for a query that shall not wait for another."""
    return Coalesce(Subquery(Organisation.objects.order_by("pk").values("currency")[:1]), Value(_first_currency()))


def _first_currency() -> str:
    return str(Organisation._meta.get_field("currency").get_default())


def get_organisation() -> Organisation:
    """Return the firm; before first run there is none, which is an error for the caller."""
    return Organisation.objects.get()


def get_user(*, user_id: int) -> User:
    """Return one member of staff, active or not."""
    return User.objects.select_related("branch", "reports_to", "shift").get(pk=user_id)


def staff() -> QuerySet[User]:
    """Return everybody, active first, by name."""
    people = User.objects.select_related("branch", "shift").prefetch_related("teams")
    return people.order_by("-is_active", "display_name", "pk")


def active_staff() -> QuerySet[User]:
    """Return those who can sign in, by name: the choices of every "who" field."""
    return User.objects.filter(is_active=True).order_by("display_name", "pk")


def staff_names() -> dict[int, str]:
    """Return the names of those who can sign in, by key."""
    return dict(_staff_names())


@compiled
def _staff_names() -> QuerySet[User, tuple[int, str]]:
    return active_staff().values_list("pk", "display_name")


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


def branch_ids_below(*, branch_id: int) -> list[int]:
    """Return a branch and all below it; a circle in the tree ends."""
    parents = dict(Branch.objects.values_list("id", "parent_id"))
    found, waiting = [], [branch_id]
    while waiting:
        at = waiting.pop()
        if at in parents and at not in found:
            found.append(at)
            waiting += [child for child, parent in parents.items() if parent == at]
    return found


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether somebody is at work at an instant, by shift and absence.

    `since` is the last of signing in, the shift's start and the end of an absence, None when nothing of it is known;
    `away_until` is None when they are not away.
    """

    is_here: bool
    since: datetime | None = None
    away_until: datetime | None = None


def presences(*, people: Sequence[User], now: datetime) -> dict[int, Presence]:
    """Return by person whether they are at work: one statement, besides the shifts unless `people` came with them."""
    near = Absence.objects.filter(
        user__in=[user.pk for user in people], ends_at__gt=now - _JUST_BACK, asked_at__isnull=True
    )
    absences: dict[int, list[Absence]] = {}
    for absence in near.filter(starts_at__lte=now):
        absences.setdefault(absence.user_id, []).append(absence)
    return {user.pk: _presence(user, absences.get(user.pk, ()), now) for user in people}


def _presence(user: User, absences: Sequence[Absence], now: datetime) -> Presence:
    ends = [absence.ends_at for absence in absences]
    if ends and max(ends) > now:
        return Presence(is_here=False, away_until=max(ends))
    calendar = shift_calendar(user)
    span = working_span(calendar, now) if calendar else None
    if calendar is not None and span is None:
        return Presence(is_here=False)
    came = [*ends, *([span.start] if span else ()), *([user.available_since_at] if user.available_since_at else ())]
    return Presence(is_here=True, since=max(came, default=None))


def coming_to_work(*, since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Return who comes to work when, `since <= at < until`: shifts that begin and absences that end; two queries.

    Who then really is there is asked when the time has come (`presences`).
    """
    people = User.objects.filter(is_active=True, is_available=True)
    starts = [
        (user.pk, at)
        for user in people.filter(shift__isnull=False).select_related("shift")
        if (calendar := shift_calendar(user)) is not None
        for at in span_starts(calendar, since=since, until=until)
    ]
    back = Absence.objects.filter(user__in=people, ends_at__gte=since, ends_at__lt=until, asked_at__isnull=True)
    return sorted({*starts, *back.values_list("user_id", "ends_at")})


def shift_calendar(user: User) -> WorkCalendar | None:
    """Return when somebody works, or None for whoever has no fixed hours."""
    shift = getattr(user, "shift", None)
    return read_calendar(timezone=shift.timezone, week=shift.week, exceptions={}) if shift else None


def coming_absences(*, user_id: int, now: datetime) -> list[Absence]:
    """Return the absences that are not over, the nearest first; among them those asked for and those refused."""
    coming = Absence.objects.filter(user_id=user_id, ends_at__gt=now).select_related("user__shift")
    return list(coming.order_by("starts_at", "pk"))


def may_grant_days(*, asker: User, decider: User) -> bool:
    """Say whether somebody may grant a colleague days away; see `rules.may_decide_absence`."""
    return may_decide_absence(
        asker_id=asker.pk,
        reports_to_id=asker.reports_to_id,
        decider_id=decider.pk,
        oversees=decider.may("cases.oversee"),
        manages_people=decider.may("users.write"),
    )


def asked_absences(*, decider: User, now: datetime) -> list[Absence]:
    """Return the days away that wait for somebody's word, the nearest first, with who asks; one query."""
    return [one for one in _undecided(now=now) if may_grant_days(asker=one.user, decider=decider)]


@compiled
def _undecided(*, now: datetime) -> QuerySet[Absence]:
    rows = Absence.objects.filter(UNDECIDED, ends_at__gt=now, user__is_active=True)
    shown = rows.select_related("user__shift").only(
        "starts_at", "ends_at", "reason", "user__display_name", "user__reports_to", "user__shift__timezone"
    )
    return shown.order_by("starts_at", "pk")


def api_keys() -> QuerySet[ApiKey]:
    """Return the API keys, working ones first, newest first."""
    return ApiKey.objects.select_related("created_by").order_by("revoked_at", "-created_at")


def find_api_key(*, digest: str) -> ApiKey | None:
    """Return the working key with this hash."""
    return ApiKey.objects.filter(digest=digest, revoked_at__isnull=True).first()


def board_links() -> list[BoardLink]:
    """Return the links to the wallboard, working ones first, newest first."""
    links = BoardLink.objects.select_related("created_by").order_by("-pk")
    return sorted(links, key=lambda link: link.revoked_at is not None)


def board_url(link_id: int) -> str:
    """Return the address of a wallboard link: signed, so that no other can be guessed from it."""
    return f"{settings.BASE_URL}/board/{_BOARD.sign(str(link_id))}/"


def find_board_link(*, token: str) -> BoardLink | None:
    """Return the link of a token while it works; None for a forged or a revoked one."""
    try:
        number = int(_BOARD.unsign(token))
    except (BadSignature, ValueError):
        return None
    return BoardLink.objects.filter(pk=number, revoked_at=None).first()


def digest_readers(*, before: datetime) -> list[User]:
    """Return who gets the weekly mail: active, not unsubscribed, and here since before its week ended."""
    return list(active_staff().filter(digest_on=True, created_at__lt=before))


def digest_stop_url(user_id: int) -> str:
    """Return the address that stops somebody's weekly mail without a sign-in."""
    return f"{settings.BASE_URL}/digest/stop/{_DIGEST.sign(str(user_id))}/"


def find_digest_reader(*, token: str) -> User | None:
    """Return whose weekly mail a token stops; None for a forged one."""
    try:
        number = int(_DIGEST.unsign(token))
    except (BadSignature, ValueError):
        return None
    return User.objects.filter(pk=number).first()
