"""Reading cases: one case, the lists (keyset-paged, never counted whole), the cause tree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import adler32

from django.db import connection
from django.db.models import BooleanField, F, Func, Prefetch, Q, QuerySet

from samphan.accounts.models import Team
from samphan.cases.models import (
    OPEN_STATES,
    Attempt,
    Case,
    CaseLabel,
    CaseNote,
    CaseState,
    Cause,
    RoutingSettings,
    RoutingTrial,
    Verification,
)
from samphan.cases.selectors.rare import Rare

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


def get_case(*, case_id: int) -> Case:
    """Return a case with its people, its cause and what it is about; raises Case.DoesNotExist."""
    return Case.objects.select_related("customer", "owner", "branch", "order", "cause__parent").get(pk=case_id)


def find_case_by_conversation(*, conversation_id: int) -> Case | None:
    """Return the case a conversation belongs to; of one that was merged, the case that goes on."""
    found = Case.objects.select_related("merged_into").filter(conversation_id=conversation_id).first()
    return (found.merged_into or found) if found else None


def find_case_by_submission(*, submission_kind: str, submission_id: int) -> Case | None:
    """Return the case a submission opened."""
    return Case.objects.filter(submission_kind=submission_kind, submission_id=submission_id).first()


def cases_of_submissions(*, kind: str, ids: Sequence[int]) -> dict[int, int]:
    """Return the cases that submissions of one kind opened, as submission id -> case id, in one query."""
    rows = Case.objects.filter(submission_kind=kind, submission_id__in=list(ids))
    return {number: pk for number, pk in rows.values_list("submission_id", "pk") if number is not None}


def find_latest_open_case(*, customer_id: int) -> Case | None:
    """Return the customer's newest case that is still worked on or waits for their confirmation."""
    return (
        Case.objects.filter(customer_id=customer_id, state__in=[*OPEN_STATES, CaseState.RESOLVED])
        .order_by("-opened_at", "-pk")
        .first()
    )


def open_case_count(*, customer_id: int) -> int:
    """Return how many cases of a customer are worked on."""
    return Case.objects.filter(customer_id=customer_id, state__in=OPEN_STATES).count()


def customer_cases(*, customer_id: int, limit: int = 20) -> list[Case]:
    """Return a customer's cases, newest first."""
    cases = Case.objects.filter(customer_id=customer_id).select_related("owner", "cause")
    return list(cases.order_by("-opened_at", "-pk")[:limit])


def cases_of_customers(*, customer_ids: Sequence[int], limit: int = 20) -> list[Case]:
    """Return the newest cases of several customers, for a list that knows whose they are: no people are read."""
    return list(Case.objects.filter(customer_id__in=customer_ids).order_by("-opened_at", "-pk")[:limit])


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
    cases, by_due_time = _ordered(shown, user_id=user_id, now=now), shown.view == "near_breach"
    if after:
        cases = cases.filter(_beyond(after, by_due_time=by_due_time))
    found = list(cases.select_related("customer", "owner").only(*_LISTED)[: limit + 1])
    items, more = found[:limit], len(found) > limit
    return CasePage(items=items, next_after=_key(items[-1], by_due_time=by_due_time) if more else "")


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
    solved = Case.objects.exclude(state__in=OPEN_STATES).filter(last_activity_at__gte=since, resolved_at__gte=since)
    # In the order of an index: a planner that hopes to meet enough of them soon would read the table instead.
    return solved.order_by("-last_activity_at", "-pk")[: COUNT_CAP + 1].count()


def most_pressing(*, user_id: int, now: datetime, oversees: bool = False, limit: int = 10) -> list[Case]:
    """Return what needs this person first: their open cases by due time, then others' near a breach.

    "Others'" are the unowned ones, and for who oversees the work everybody's; they have a third of the room at least.
    In the room that is left stand their own cases without a due time, the longest untouched first.
    """
    cases = Case.objects.filter(IS_OPEN, IS_AWAKE).select_related("customer", "owner").only(*_LISTED)
    cases = cases.order_by("due_at", "pk")
    mine = list(cases.filter(owner_id=user_id, state=CaseState.OPEN, due_at__isnull=False)[:limit])
    near = cases.filter(due_at__lte=now + NEAR_BREACH)
    near = near.exclude(owner_id=user_id) if oversees else near.filter(owner__isnull=True)
    found = mine + list(near[: max(limit - len(mine), limit // 3)])
    if len(found) >= limit:
        return found
    timeless = cases.filter(owner_id=user_id, state=CaseState.OPEN, due_at__isnull=True)
    return found + list(timeless.order_by("last_activity_at", "pk")[: limit - len(found)])


def latest_verification(*, case_id: int) -> Verification | None:
    """Return the newest time the customer was asked whether the case is solved."""
    return Verification.objects.filter(case_id=case_id).order_by("-resolution_number", "-try_number").first()


@dataclass(frozen=True, kw_only=True)
class CaseWork:
    """What colleagues did in a case, each list oldest first."""

    notes: list[CaseNote]
    attempts: list[Attempt]
    verifications: list[Verification]


def case_work(*, case_id: int, taken_in: Sequence[int] = (), rare: Rare | None = None) -> CaseWork:
    """Return notes, attempts and verifications of a case, and of those it has `taken_in`: three queries.

    With `rare`, only what this case has; a case that has taken others in is asked for all.
    """
    asks = Rare.everything() if rare is None or taken_in else rare
    of_them = {"case_id__in": [case_id, *taken_in]}
    notes, attempts = CaseNote.objects.filter(**of_them), Attempt.objects.filter(**of_them)
    verifications = Verification.objects.filter(**of_them)
    return CaseWork(
        notes=list(notes.select_related("author").order_by("created_at", "pk")) if asks.notes else [],
        attempts=list(attempts.select_related("made_by").order_by("made_at", "pk")) if asks.attempts else [],
        verifications=(
            list(verifications.order_by("resolution_number", "try_number", "pk")) if asks.verifications else []
        ),
    )


def active_causes() -> list[Cause]:
    """Return the groups of the tree in use, each with its `leaves`, in order: two queries."""
    leaves = Prefetch("children", queryset=Cause.objects.order_by("position", "pk"), to_attr="leaves")
    groups = Cause.objects.filter(tree__is_active=True, parent__isnull=True)
    return list(groups.order_by("position", "pk").prefetch_related(leaves))


def assignable_causes() -> list[Cause]:
    """Return the causes of the tree in use that a case can have, group by group, each with its group: one query."""
    nodes = list(Cause.objects.filter(tree__is_active=True))
    groups = {node.pk: node for node in nodes if node.parent_id is None}
    for node in nodes:
        node.parent = groups.get(node.parent_id) if node.parent_id else None
    bearing = {node.parent_id for node in nodes}
    leaves = [node for node in nodes if node.pk not in bearing]
    return sorted(leaves, key=lambda leaf: ((leaf.parent or leaf).position, leaf.position, leaf.pk))


def cases_by_ids(*, case_ids: Sequence[int]) -> dict[int, Case]:
    """Return several cases at once, by id."""
    return Case.objects.select_related("customer", "owner").in_bulk(list(case_ids))


def case_states(*, case_ids: Sequence[int]) -> dict[int, Case]:
    """Return several cases by id for a list that says how they stand and whose branch they are: no more is read."""
    return Case.objects.only("state", "branch_id").in_bulk(list(case_ids))


def routing_settings() -> RoutingSettings:
    """Return how routing behaves: what the firm has set, or the defaults."""
    return RoutingSettings.objects.first() or RoutingSettings()


def find_trial(*, trial_id: int | None = None) -> RoutingTrial | None:
    """Return a replay of last week, the latest when none is named; None when there is none."""
    trials = RoutingTrial.objects.order_by("-pk")
    return trials.filter(pk=trial_id).first() if trial_id is not None else trials.first()


def _ordered(shown: CaseFilter, *, user_id: int, now: datetime) -> QuerySet[Case]:
    cases = _filtered(shown, user_id=user_id, now=now)
    if shown.view == "near_breach":
        return cases.order_by("due_at", "pk")
    return cases.order_by("-last_activity_at", "-pk")


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
