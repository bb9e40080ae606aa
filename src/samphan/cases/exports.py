"""What insights may read of cases: one row a case, codes and times, no words a customer or a colleague wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from samphan.cases.models import OPEN_STATES, Case, CaseState, Verification
from samphan.insights.rules.loop import CaseRow
from samphan.insights.sources import CareRow, read_care_from, read_cases_from

_COLUMNS = (
    "id", "kind", "branch_id", "opened_at", "first_contact_at", "resolved_at", "reopened_count", "state",
    "cause__code", "cause__name_th", "cause__name_en", "last_verification",
)  # fmt: skip


@read_cases_from
def case_rows(opened_from: datetime) -> Iterator[CaseRow]:
    """Yield every case opened at or after an instant. Personal-data class: none (codes and times)."""
    asked = Verification.objects.filter(case_id=OuterRef("id")).order_by("-resolution_number", "-try_number")
    newest = Subquery(asked.values("outcome")[:1])
    cases = Case.objects.filter(opened_at__gte=opened_from).annotate(last_verification=newest)
    for row in cases.values_list(*_COLUMNS).iterator(chunk_size=5000):
        case_id, kind, branch_id, opened, contacted, resolved, reopened, state, code, th, en, verification = row
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


@read_care_from
def care_rows(opened_from: datetime, now: datetime) -> Iterator[CareRow]:
    """Yield customers' cases that are open or were opened at or after an instant. Personal-data class: behaviour."""
    cases = Case.objects.filter(Q(opened_at__gte=opened_from) | Q(state__in=OPEN_STATES), customer__isnull=False)
    columns = ("customer_id", "id", "cause__code", "cause__name_th", "cause__name_en", "opened_at", "state", "due_at")
    for customer_id, case_id, code, th, en, opened_at, state, due_at in (
        cases.order_by("id").values_list(*columns).iterator(chunk_size=5000)
    ):
        is_open = state in OPEN_STATES
        yield CareRow(
            customer_id=customer_id,
            case_id=case_id,
            cause_code=code or "",
            cause_th=th or "",
            cause_en=en or "",
            opened_at=opened_at,
            is_open=is_open,
            is_overdue=is_open and due_at is not None and due_at < now,
        )


def cases_of_cause(
    *, cause_code: str, opened_from: datetime, branch_ids: Sequence[int] | None = None, limit: int = 200
) -> list[Case]:
    """Return the newest cases with a cause, opened at or after an instant: the rows behind one bar of the Pareto."""
    cases = Case.objects.filter(cause__code=cause_code, opened_at__gte=opened_from).select_related("customer", "owner")
    if branch_ids is not None:
        cases = cases.filter(branch_id__in=branch_ids)
    return list(cases.order_by("-opened_at", "-id")[:limit])
