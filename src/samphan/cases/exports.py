"""What insights may read of cases: one row a case, codes and times, no words a customer or a colleague wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.cases.models import OPEN_STATES, Attempt, Case, CaseState
from samphan.cases.selectors import cause_mapping, causes_by_code, codes_counted_as
from samphan.cases.selectors.counted import newest_verification
from samphan.insights.rules.loop import CaseRow
from samphan.insights.selectors.paging import Rows, queried
from samphan.insights.sources import CareRow, read_care_from, read_cases_from

_COLUMNS = (
    "id", "kind", "branch_id", "opened_at", "first_contact_at", "resolved_at", "reopened_count", "state",
    "cause__code", "cause__name_th", "cause__name_en", "last_verification",
)  # fmt: skip

CASES = Table(
    "cases",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("branch_id", Kind.ID, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("opened_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("first_contact_at", Kind.INSTANT, is_nullable=True),
        Column("resolved_at", Kind.INSTANT, is_nullable=True),
        Column("closed_at", Kind.INSTANT, is_nullable=True),
        Column("kind", Kind.CODE),
        Column("state", Kind.CODE),
        Column("priority", Kind.INTEGER, unit="1 is the most urgent"),
        Column("owner_id", Kind.ID, PersonalData.REFERENCE, is_nullable=True),
        Column("team_id", Kind.ID, is_nullable=True),
        Column("submission_kind", Kind.CODE),
        Column("submission_id", Kind.ID, PersonalData.REFERENCE, is_nullable=True),
        Column("score", Kind.INTEGER, PersonalData.OPINION, unit="points of the scale", is_nullable=True),
        Column("scale", Kind.CODE),
        Column("cause_code", Kind.CODE, is_nullable=True),
        Column("cost", Kind.AMOUNT, unit="THB/100"),
        Column("reopened_count", Kind.INTEGER),
    ),
)
ATTEMPTS = Table(
    "attempts",
    (
        Column("id", Kind.ID),
        Column("case_id", Kind.ID, PersonalData.REFERENCE),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("day", Kind.DAY),
        Column("made_at", Kind.INSTANT),
        Column("channel", Kind.CODE),
        Column("outcome", Kind.CODE),
        Column("made_by_id", Kind.ID, PersonalData.REFERENCE),
    ),
)


@read_cases_from
def case_rows(opened_from: datetime) -> Iterator[CaseRow]:
    """Yield every case opened at or after an instant. Personal-data class: none (codes and times)."""
    cases = Case.objects.filter(opened_at__gte=opened_from).annotate(last_verification=newest_verification())
    successors = _successors()
    for row in cases.values_list(*_COLUMNS).iterator(chunk_size=5000):
        case_id, kind, branch_id, opened, contacted, resolved, reopened, state, code, th, en, verification = row
        code, th, en = successors.get(code or "", (code, th, en))
        yield CaseRow(
            id=case_id,
            kind=kind,
            branch_id=branch_id,
            opened_at=opened,
            first_contact_at=contacted,
            resolved_at=resolved,
            reopened_count=reopened,
            is_open=state in OPEN_STATES,
            is_verified=state == CaseState.VERIFIED,
            verification=verification or "",
            cause_code=code or "",
            cause_th=th or "",
            cause_en=en or "",
        )


def _successors() -> dict[str, tuple[str, str, str]]:
    """Return as what a cause that left the tree is counted: old code -> code, Thai and English name of today."""
    mapping = cause_mapping()
    today = causes_by_code(codes=set(mapping.values()))
    return {old: (new, today[new].name_th, today[new].name_en) for old, new in mapping.items() if new in today}


@read_care_from
def care_rows(opened_from: datetime, now: datetime) -> Iterator[CareRow]:
    """Yield customers' cases that are open or were opened at or after an instant. Personal-data class: behaviour."""
    cases = Case.objects.filter(Q(opened_at__gte=opened_from) | Q(state__in=OPEN_STATES), customer__isnull=False)
    columns = ("customer_id", "id", "cause__code", "cause__name_th", "cause__name_en", "opened_at", "state", "due_at")
    successors = _successors()
    for customer_id, case_id, code, th, en, opened_at, state, due_at in (
        cases.order_by("id").values_list(*columns).iterator(chunk_size=5000)
    ):
        is_open = state in OPEN_STATES
        code, th, en = successors.get(code or "", (code, th, en))
        yield CareRow(
            customer_id=customer_id,
            case_id=case_id,
            cause_code=code or "",
            cause_th=th or "",
            cause_en=en or "",
            opened_at=opened_at,
            is_open=is_open,
            is_overdue=is_open and due_at is not None and due_at < now,
            is_confirmed=state == CaseState.VERIFIED,
        )


def cases_of_cause(
    *,
    cause_code: str,
    opened_from: datetime,
    opened_until: datetime,
    branch_ids: Sequence[int] | None = None,
) -> Rows[Case]:
    """Return the cases with a cause, opened in a stretch of time: the rows behind one bar of the Pareto."""
    codes = codes_counted_as(cause_code)
    cases = Case.objects.filter(cause__code__in=codes, opened_at__gte=opened_from, opened_at__lt=opened_until)
    cases = cases.select_related("customer", "owner")
    if branch_ids is not None:
        cases = cases.filter(branch_id__in=branch_ids)
    return queried(cases.order_by("-opened_at", "-id"))


def customers_of_cause(*, cause_code: str, opened_from: datetime) -> set[int]:
    """Return who has a case with a cause that is open or was opened at or after an instant, as `care_rows` has them."""
    is_meant = Q(opened_at__gte=opened_from) | Q(state__in=OPEN_STATES)
    cases = Case.objects.filter(is_meant, cause__code__in=codes_counted_as(cause_code))
    return set(cases.filter(customer__isnull=False).values_list("customer_id", flat=True))


def case_table_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the cases opened from one instant up to another, oldest first, as the table `cases` has them."""
    cases = Case.objects.filter(opened_at__gte=start, opened_at__lt=end).order_by("opened_at", "id")
    columns = (
        *("id", "customer_id", "branch_id", "opened_at", "first_contact_at", "resolved_at", "closed_at", "kind"),
        *("state", "priority", "owner_id", "team_id", "submission_kind", "submission_id", "score", "scale"),
        *("cause__code", "cost_satang", "reopened_count"),
    )
    yield from cases.values_list(*columns).iterator(chunk_size=5000)


def case_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's cases; every write of a case raises its version."""
    content = (F("version") * 31 + Coalesce("customer_id", 0) * 17 + F("cost_satang")) % 16_777_213
    by_day = Case.objects.annotate(on=TruncDate("opened_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "branch_id", "state", "priority", "cause__code")
    yield from groups.annotate(
        Count("id"), Sum("id"), Sum("version"), mixed=Sum((F("id") % 65_521 + 1) * content)
    ).iterator()


def attempt_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the tries to reach customers from one instant up to another, oldest first."""
    attempts = Attempt.objects.filter(made_at__gte=start, made_at__lt=end).order_by("made_at", "id")
    columns = ("id", "case_id", "case__customer_id", "made_at", "channel", "outcome", "made_by_id")
    yield from attempts.values_list(*columns).iterator(chunk_size=5000)


def attempt_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's tries; one is never changed, but its case's customer may be."""
    content = Coalesce("case__customer_id", 0) % 16_777_213
    by_day = Attempt.objects.annotate(on=TruncDate("made_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "outcome")
    yield from groups.annotate(Count("id"), Sum("id"), mixed=Sum((F("id") % 65_521 + 1) * content)).iterator()


EXPORTS = (
    Export(table=CASES, at="opened_at", rows=case_table_rows, marks=case_marks),
    Export(table=ATTEMPTS, at="made_at", rows=attempt_rows, marks=attempt_marks),
)
