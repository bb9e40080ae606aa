"""The lists of cases: keyset-paged, never counted whole, and what presses most."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import adler32

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from samphan.accounts.models import Team
from samphan.cases.models import OPEN_STATES, Case, CaseLabel, CaseState
from samphan.querying import compiled

NEAR_BREACH = timedelta(hours=2)
COUNT_CAP = 99
PAGE_SIZE = 25
# Written out, not as parameters: only so can a planner know that the partial indexes cover it.
OPEN_WORDS = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
IS_OPEN = Func(F("state"), template=f"%(expressions)s IN ({OPEN_WORDS})", output_field=BooleanField())
# A list names its people and reads no more of them: half of what a wider row costs is in making its objects.
_LISTED = (
    *(column.name for column in Case._meta.concrete_fields),
    *(f"customer__{part}" for part in ("title", "first_name", "last_name", "nickname", "spend_satang")),
    "owner__display_name",
)
# The tabs of `_filtered`, as it asks for them; what sleeps is in none.
_TABS = {"mine": "owner_id = %s", "unassigned": "owner_id IS NULL", "near_breach": "due_at <= %s", "open": "1 = 1"}
IS_AWAKE = Q(is_snoozed=False)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """What a list shows.

    `view` is "mine", "unassigned", "near_breach", "team" (of the reader's teams), "later" (the reader's sleeping
    cases), "open" or "all".
    """

    view: str = "open"
    state: str = ""
    kind: str = ""
    priority: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    branch_id: int | None = None
    cause_id: int | None = None
    label_id: int | None = None


@dataclass(frozen=True)
class CasePage:
    """One page of a list; `next_after` continues it and is empty on the last page."""

    items: list[Case] = field(default_factory=list)
    next_after: str = ""

    @property
    def version(self) -> str:
        """Return a short text that changes when the page does (see `list_version`)."""
        return _version_of((case.pk, case.version) for case in self.items)


def case_list(*, shown: CaseFilter, user_id: int, now: datetime, after: str = "", limit: int = PAGE_SIZE) -> CasePage:
    """Return one page of cases. Near-breach lists run by due time, the others by what happened last.

    The cost is that of the page, not of all cases: every order has an index and the page continues by key.
    """
    by_due_time = shown.view == "near_breach"
    if shown == CaseFilter(view=shown.view) and shown.view in _TABS and not after:
        found = _tab(shown.view, user_id=user_id, now=now, limit=limit + 1)
    else:
        cases = _ordered(shown, user_id=user_id, now=now)
        if after:
            cases = cases.filter(_beyond(after, by_due_time=by_due_time))
        found = list(_listed(cases)[: limit + 1])
    items, more = found[:limit], len(found) > limit
    return CasePage(items=items, next_after=_key(items[-1], by_due_time=by_due_time) if more else "")


def _tab(view: str, *, user_id: int, now: datetime, limit: int) -> list[Case]:
    """Return the first cases of a tab that nothing narrows: what nearly everybody looks at."""
    if view == "mine":
        return _mine(user_id=user_id, limit=limit)
    if view == "near_breach":
        return _near_breach(soon=now + NEAR_BREACH, limit=limit)
    return _unassigned(limit=limit) if view == "unassigned" else _open(limit=limit)


@compiled
def _open(*, limit: int) -> QuerySet[Case]:
    return _listed(_by_activity(_awake()))[:limit]


@compiled
def _mine(*, user_id: int, limit: int) -> QuerySet[Case]:
    return _listed(_by_activity(_awake().filter(owner_id=user_id)))[:limit]


@compiled
def _unassigned(*, limit: int) -> QuerySet[Case]:
    return _listed(_by_activity(_awake().filter(owner__isnull=True)))[:limit]


@compiled
def _near_breach(*, soon: datetime, limit: int) -> QuerySet[Case]:
    return _listed(_by_due_time(_awake().filter(due_at__lte=soon)))[:limit]


def _awake() -> QuerySet[Case]:
    return Case.objects.filter(IS_OPEN, IS_AWAKE)


def _by_activity(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-last_activity_at", "-pk")


def _by_due_time(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("due_at", "pk")


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the columns a list shows."""
    return cases.select_related("customer", "owner").only(*_LISTED)


def list_version(*, shown: CaseFilter, user_id: int, now: datetime, limit: int = PAGE_SIZE) -> str:
    """Return a short text that changes when the first page of a list does: what a page that stays open asks for.

    Every write of a case raises its version. One query of ids and versions, no rows and no names.
    """
    return _version_of(_ordered(shown, user_id=user_id, now=now).values_list("pk", "version")[:limit])


def _version_of(rows: Iterable[tuple[int, int]]) -> str:
    return f"{adler32(repr(list(rows)).encode()):08x}"


def capped_counts(*, user_id: int, now: datetime) -> dict[str, int]:
    """Return how many cases stand in each tab, counted no further than `COUNT_CAP` + 1 ("99+").

    One written statement: every page asks it, and to compile four queries cost more than to run them.
    """
    soon = connection.ops.adapt_datetimefield_value(now + NEAR_BREACH)
    counts = ", ".join(map(_counted, _TABS.values()))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [user_id, soon])
        return dict(zip(_TABS, cursor.fetchone(), strict=True))


def _counted(condition: str) -> str:
    """Return SQL counting the open cases of a tab; it is made of this module's constants only."""
    some = f"SELECT 1 AS one FROM {Case._meta.db_table} WHERE state IN ({OPEN_WORDS}) AND NOT is_snoozed"  # noqa: S608
    return f"(SELECT COUNT(*) FROM ({some} AND {condition} LIMIT {COUNT_CAP + 1}) AS counted)"  # noqa: S608


def closed_count(*, since: datetime) -> int:
    """Return how many cases were solved since then and stayed so, counted no further than `COUNT_CAP` + 1."""
    return len(_closed(since=since))


@compiled
def _closed(*, since: datetime) -> QuerySet[Case, int]:
    solved = Case.objects.exclude(state__in=OPEN_STATES).filter(last_activity_at__gte=since, resolved_at__gte=since)
    # In the order of an index: a planner that hopes to meet enough of them soon would read the table instead.
    return solved.order_by("-last_activity_at", "-pk").values_list("id", flat=True)[: COUNT_CAP + 1]


def most_pressing(*, user_id: int, now: datetime, oversees: bool = False, limit: int = 10) -> list[Case]:
    """Return what needs this person first: their open cases by due time, then others' near a breach.

    "Others'" are the unowned ones, and for who oversees the work everybody's; they have a third of the room at least.
    In the room that is left stand their own cases without a due time, the longest untouched first.
    """
    mine = _own_by_due_time(user_id=user_id, limit=limit)
    soon, room = now + NEAR_BREACH, max(limit - len(mine), limit // 3)
    if oversees:
        found = mine + _near_breach_of_others(user_id=user_id, soon=soon, limit=room)
    else:
        found = mine + _near_breach_unowned(soon=soon, limit=room)
    if len(found) >= limit:
        return found
    return found + _own_timeless(user_id=user_id, limit=limit - len(found))


@compiled
def _own_by_due_time(*, user_id: int, limit: int) -> QuerySet[Case]:
    return _pressing().filter(owner_id=user_id, state=CaseState.OPEN, due_at__isnull=False)[:limit]


@compiled
def _near_breach_of_others(*, user_id: int, soon: datetime, limit: int) -> QuerySet[Case]:
    return _pressing().filter(due_at__lte=soon).exclude(owner_id=user_id)[:limit]


@compiled
def _near_breach_unowned(*, soon: datetime, limit: int) -> QuerySet[Case]:
    return _pressing().filter(due_at__lte=soon, owner__isnull=True)[:limit]


@compiled
def _own_timeless(*, user_id: int, limit: int) -> QuerySet[Case]:
    timeless = _pressing().filter(owner_id=user_id, state=CaseState.OPEN, due_at__isnull=True)
    return timeless.order_by("last_activity_at", "pk")[:limit]


def _pressing() -> QuerySet[Case]:
    return _listed(_by_due_time(_awake()))


def _ordered(shown: CaseFilter, *, user_id: int, now: datetime) -> QuerySet[Case]:
    cases = _filtered(shown, user_id=user_id, now=now)
    return _by_due_time(cases) if shown.view == "near_breach" else _by_activity(cases)


def _filtered(shown: CaseFilter, *, user_id: int, now: datetime) -> QuerySet[Case]:
    cases = Case.objects.all()
    if shown.view == "later":
        cases = cases.filter(is_snoozed=True, owner_id=user_id)
    elif shown.view != "all":
        cases = cases.filter(IS_OPEN, IS_AWAKE)
    if shown.view == "mine":
        cases = cases.filter(owner_id=user_id)
    elif shown.view == "unassigned":
        cases = cases.filter(owner__isnull=True)
    elif shown.view == "near_breach":
        cases = cases.filter(due_at__lte=now + NEAR_BREACH)
    elif shown.view == "team":
        cases = cases.filter(_is_of_teams(Team.objects.filter(members=user_id).values_list("pk", flat=True)))
    if shown.label_id:
        cases = cases.filter(pk__in=CaseLabel.objects.filter(label_id=shown.label_id).values("case_id"))
    exact = {
        "state": shown.state,
        "kind": shown.kind,
        "priority": shown.priority,
        "owner_id": shown.owner_id,
        "team_id": shown.team_id,
        "branch_id": shown.branch_id,
        "cause_id": shown.cause_id,
    }
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    # Said once more, for a planner that would not look for the few waiting ones among the open.
    return cases.filter(IS_OPEN) if shown.state in OPEN_STATES else cases


def _is_of_teams(team_ids: Iterable[int]) -> Func:
    """Return whether a case is of one of some teams, as something no index is looked up by.

    The index of the list's order holds the team too and is walked; looked up team by team it would have to be sorted.
    """
    numbers = ", ".join(str(int(number)) for number in team_ids) or "0"
    return Func(F("team_id"), template=f"+%(expressions)s IN ({numbers})", output_field=BooleanField())


def _key(case: Case, *, by_due_time: bool) -> str:
    at = case.due_at if by_due_time else case.last_activity_at
    return f"{at.isoformat() if at else ''}~{case.pk}"


def is_page_key(text: str) -> bool:
    """Say whether a text is a `next_after` of `case_list`, and not something an address was given by hand."""
    try:
        _read_key(text)
    except ValueError:
        return False
    return True


def _read_key(text: str) -> tuple[datetime, int]:
    at_text, _, pk_text = text.partition("~")
    at, pk = datetime.fromisoformat(at_text), int(pk_text)
    if at.tzinfo is None or not 0 < pk < 2**63:
        raise ValueError(f"no key of a page: {text[:80]}")
    return at, pk


def _beyond(after: str, *, by_due_time: bool) -> Q:
    at, pk = _read_key(after)
    # The first part alone bounds the walk through the index; an OR alone would read all that came before.
    if by_due_time:
        return Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(pk__gt=pk))
    return Q(last_activity_at__lte=at) & (Q(last_activity_at__lt=at) | Q(pk__lt=pk))
