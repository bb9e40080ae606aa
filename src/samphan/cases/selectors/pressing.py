"""Reading what needs somebody today, besides the cases by due time: calls, birthdays, approvals; and how a team stands.

Nothing here grows with all cases: each query starts from one person, one week or a capped count.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Subquery

from samphan.accounts.models import User
from samphan.cases.models import (
    Attempt,
    Case,
    CaseState,
    Idea,
    IdeaState,
    Story,
    StoryState,
    Verification,
    VerificationOutcome,
)
from samphan.cases.rules.verification import CALL, MOST_PATIENCE_DAYS
from samphan.cases.selectors.lists import COUNT_CAP, IS_OPEN, NEAR_BREACH, OPEN_WORDS
from samphan.customers.models import Customer
from samphan.customers.rules import birth_dates_of
from samphan.messaging.models import DeliveryState, Message, Suppression
from samphan.promises.models import Credit, CreditState, Pause, PauseKind
from samphan.querying import compiled

BEREAVEMENT = "bereavement"
BIRTHDAY_DAYS = 7
_WORK = "case"


@dataclass(frozen=True, kw_only=True)
class RareMatters:
    """Which of the matters that are rare there are at all, so that a usual day is not asked for each of them."""

    agreed_calls: bool
    confirming_calls: bool
    new_ideas: bool
    agreed_stories: bool
    birth_dates: bool
    failed_letters: bool
    waiting_credits: bool


def rare_matters(*, user_id: int, now: datetime, until: datetime) -> RareMatters:
    """Return which lists of this module hold anything for this person.

    One written statement: to compile a query for each costs more than all else Today asks.
    """
    of_mine = f"FROM {Case._meta.db_table} c JOIN"
    questions = (
        f"SELECT 1 {of_mine} {Pause._meta.db_table} p ON p.work_kind = '{_WORK}' AND p.work_id = c.id "
        f"AND p.kind = '{PauseKind.AGREED_DATE.value}' AND p.ended_at IS NULL AND p.resumes_at < %s "
        f"WHERE c.owner_id = %s AND c.state IN ({OPEN_WORDS}) AND c.state = '{CaseState.WAITING.value}'",
        f"SELECT 1 {of_mine} {Verification._meta.db_table} v ON v.case_id = c.id AND v.invitation_id IS NULL "
        f"AND v.outcome = '{VerificationOutcome.PENDING.value}' AND v.channel = '{CALL}' "
        f"WHERE c.owner_id = %s AND c.last_activity_at >= %s AND c.state = '{CaseState.RESOLVED.value}'",
        f"SELECT 1 FROM {Idea._meta.db_table} WHERE state = '{IdeaState.NEW.value}'",  # noqa: S608 (constants)
        f"SELECT 1 FROM {Story._meta.db_table} WHERE state = '{StoryState.AGREED.value}'",  # noqa: S608 (constants)
        f"SELECT 1 FROM {Customer._meta.db_table} WHERE birth_date IS NOT NULL",  # noqa: S608 (constants)
        f"SELECT 1 FROM {Message._meta.db_table} "  # noqa: S608 (constants)
        f"WHERE state = '{DeliveryState.FAILED.value}' AND author_id = %s",
        f"SELECT 1 FROM {Credit._meta.db_table} WHERE state = '{CreditState.PROPOSED.value}'",  # noqa: S608 (constants)
    )
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'EXISTS({question})' for question in questions)}",
            [adapt(until), user_id, user_id, adapt(_calls_since(now)), user_id],
        )
        calls, confirming, ideas, stories, births, failed, owed = map(bool, cursor.fetchone())
    return RareMatters(
        agreed_calls=calls,
        confirming_calls=confirming,
        new_ideas=ideas,
        agreed_stories=stories,
        birth_dates=births,
        failed_letters=failed,
        waiting_credits=owed,
    )


@dataclass(frozen=True, kw_only=True)
class AgreedCall:
    """A case that waits for a time agreed with the customer."""

    case: Case
    agreed_at: datetime


def agreed_calls(*, user_id: int, until: datetime, limit: int = 10) -> list[AgreedCall]:
    """Return this person's cases whose agreed date comes before `until`, the earliest first."""
    agreed = Pause.objects.filter(
        work_kind=_WORK, work_id=OuterRef("pk"), kind=PauseKind.AGREED_DATE, ended_at=None, resumes_at__lt=until
    )
    waiting = Case.objects.filter(IS_OPEN, owner_id=user_id, state=CaseState.WAITING).select_related("customer")
    rows = waiting.annotate(agreed_at=Subquery(agreed.values("resumes_at")[:1])).filter(agreed_at__isnull=False)
    return [AgreedCall(case=case, agreed_at=case.agreed_at) for case in rows.order_by("agreed_at", "pk")[:limit]]


def confirming_calls(*, user_id: int, now: datetime, limit: int = 10) -> list[Case]:
    """Return this person's resolved cases whose customer answered no letter and is to be called, oldest first."""
    asked = Verification.objects.filter(
        case_id=OuterRef("pk"), outcome=VerificationOutcome.PENDING, channel=CALL, invitation_id=None
    )
    resolved = Case.objects.filter(owner_id=user_id, last_activity_at__gte=_calls_since(now), state=CaseState.RESOLVED)
    return list(resolved.filter(Exists(asked)).select_related("customer").order_by("last_activity_at", "pk")[:limit])


def fruitless_attempts(*, case_ids: Collection[int]) -> dict[int, Attempt]:
    """Return the last try to reach the customer of each case, where it reached nobody: one query."""
    latest = {a.case_id: a for a in _attempts(case_ids=list(case_ids))}
    return {case_id: attempt for case_id, attempt in latest.items() if attempt.outcome != "reached"}


@compiled
def _attempts(*, case_ids: Sequence[int]) -> QuerySet[Attempt]:
    return Attempt.objects.filter(case_id__in=case_ids).order_by("made_at", "pk")


def birthdays(*, first: date, owner_id: int | None = None, limit: int = 5) -> list[Customer]:
    """Return customers with a birthday within a week from `first` on, those who buy most first.

    `owner_id` keeps those this person has had a case with. Who mourns is left out: nobody congratulates them.
    """
    found = Customer.objects.filter(_is_birthday_week(first))
    mourning = Suppression.objects.filter(customer_id=OuterRef("pk"), reason=BEREAVEMENT, ended_at=None)
    found = found.exclude(Exists(mourning))
    if owner_id is not None:
        found = found.filter(Exists(Case.objects.filter(customer_id=OuterRef("pk"), owner_id=owner_id)))
    return list(found.order_by("-spend_satang", "pk")[:limit])


@lru_cache(maxsize=4)
def _is_birthday_week(first: date) -> Func:
    """Return the condition, its dates written out: as hundreds of parameters they cost more than the search."""
    dates = ", ".join(f"'{born.isoformat()}'" for born in birth_dates_of(first=first, days=BIRTHDAY_DAYS))
    return Func(F("birth_date"), template=f"%(expressions)s IN ({dates})", output_field=BooleanField())


def _calls_since(now: datetime) -> datetime:
    """Return since when a resolved case moved whose customer may still be to call: longer than any wait."""
    return now - timedelta(days=2 * MOST_PATIENCE_DAYS)


def are_birthdays_known() -> bool:
    """Say whether any customer's birth date is known."""
    return bool(_with_birth_date())


@compiled
def _with_birth_date() -> QuerySet[Customer, int]:
    return Customer.objects.filter(birth_date__isnull=False).values_list("id", flat=True)[:1]


def stories_to_publish(*, limit: int = 3) -> list[Story]:
    """Return the stories whose customer agreed and that nobody has published yet, the oldest consent first."""
    agreed = Story.objects.filter(state=StoryState.AGREED).select_related("customer")
    return list(agreed.order_by("agreed_at", "pk")[:limit])


def ideas_to_look_at(*, limit: int = 3) -> list[Idea]:
    """Return what customers suggested and nobody has opened for votes yet, the oldest first."""
    new = Idea.objects.filter(state=IdeaState.NEW).select_related("customer")
    return list(new.order_by("suggested_at", "pk")[:limit])


@dataclass(frozen=True, kw_only=True)
class DeskCounts:
    """How one person's cases stand, each counted no further than `COUNT_CAP` + 1."""

    open: int
    near_breach: int
    late: int


def desk_counts(*, people: Sequence[User], now: datetime) -> dict[int, DeskCounts]:
    """Return by person how their open cases stand: one statement, in which each count ends at its cap."""
    if not people:
        return {}
    soon, late = (connection.ops.adapt_datetimefield_value(at) for at in (now + NEAR_BREACH, now))
    some = f"SELECT 1 AS one FROM {Case._meta.db_table} WHERE state IN ({OPEN_WORDS}) AND owner_id = people.id"  # noqa: S608 (constants)
    columns = ", ".join(
        f"(SELECT COUNT(*) FROM ({some}{also} LIMIT {COUNT_CAP + 1}) AS counted)"  # noqa: S608 (constants)
        for also in ("", " AND due_at <= %s", " AND due_at < %s")
    )
    table, marks = User._meta.db_table, ", ".join(["%s"] * len(people))
    statement = f"SELECT people.id, {columns} FROM {table} people WHERE people.id IN ({marks})"  # noqa: S608 (constants)
    with connection.cursor() as cursor:
        cursor.execute(statement, [soon, late, *(user.pk for user in people)])
        return {row[0]: DeskCounts(open=row[1], near_breach=row[2], late=row[3]) for row in cursor.fetchall()}
