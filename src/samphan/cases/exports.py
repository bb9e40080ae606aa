"""What insights may read of cases: one row a case, codes and times, no words a customer or a colleague wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from samphan.cases.models import OPEN_STATES, Case, CaseState, Verification
from samphan.insights.rules.loop import CaseRow
from samphan.insights.sources import read_cases_from

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


def cases_of_cause(
    *, cause_code: str, opened_from: datetime, branch_ids: Sequence[int] | None = None, limit: int = 200
) -> list[Case]:
    """Return the newest cases with a cause, opened at or after an instant: the rows behind one bar of the Pareto."""
    cases = Case.objects.filter(cause__code=cause_code, opened_at__gte=opened_from).select_related("customer", "owner")
    if branch_ids is not None:
        cases = cases.filter(branch_id__in=branch_ids)
    return list(cases.order_by("-opened_at", "-id")[:limit])
