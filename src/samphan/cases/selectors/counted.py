"""The rows behind the figures of the loop: the cases a figure counted, and the promises made for them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from samphan.cases.models import OPEN_STATES, Case, CaseState, Verification
from samphan.insights.selectors.paging import Rows, queried
from samphan.promises.models import Clock, ClockState

_ASKED = Q(last_verification__in=("confirmed", "failed", "silent"))
# What of the cases a figure counts (`insights.rules.loop`), given the instant it was computed at.
COUNTED: Mapping[str, Callable[[datetime], Q]] = {
    "": lambda _at: Q(),
    "open": lambda _at: Q(state__in=OPEN_STATES),
    "contacted": lambda at: Q(first_contact_at__lt=at),
    "solved": lambda at: Q(resolved_at__lt=at),
    "asked": lambda _at: _ASKED,
    "confirmed": lambda _at: _ASKED & Q(state=CaseState.VERIFIED),
    "ended": lambda at: Q(resolved_at__lt=at) | Q(reopened_count__gt=0),
    "reopened": lambda _at: Q(reopened_count__gt=0),
}


def newest_verification() -> Subquery:
    """Return, for a queryset of cases, how the latest question whether it is solved was answered."""
    asked = Verification.objects.filter(case_id=OuterRef("id")).order_by("-resolution_number", "-try_number")
    return Subquery(asked.values("outcome")[:1])


def counted_cases(
    *, counted: str, opened_from: datetime, opened_until: datetime, branch_ids: Sequence[int] | None = None
) -> Rows[Case]:
    """Return the cases opened in a stretch of time, the newest first, or those of them a figure counted.

    `counted` is a key of `COUNTED`; raises KeyError for another.
    """
    rows = _opened(opened_from, opened_until, branch_ids).alias(last_verification=newest_verification())
    rows = rows.filter(COUNTED[counted](opened_until)).select_related("customer", "owner")
    return queried(rows.order_by("-opened_at", "-id"))


def counted_clocks(
    *,
    opened_from: datetime,
    opened_until: datetime,
    branch_ids: Sequence[int] | None = None,
    metric: str = "",
    only_kept: bool = False,
) -> Rows[Clock]:
    """Return the ended promises of the cases opened in a stretch of time, the newest first.

    One that was overdue when the stretch ended is among them, as `insights.selectors.clocks` counts it broken.
    """
    cases = _opened(opened_from, opened_until, branch_ids).values("id")
    is_over = Q(state__in=(ClockState.MET, ClockState.MISSED), stopped_at__lt=opened_until)
    rows = Clock.objects.filter(is_over | Q(breached_at__lt=opened_until), work_kind="case", work_id__in=cases)
    if metric:
        rows = rows.filter(metric=metric)
    if only_kept:
        rows = rows.filter(state=ClockState.MET)
    return queried(rows.select_related("owner").order_by("-started_at", "-id"))


def _opened(opened_from: datetime, opened_until: datetime, branch_ids: Sequence[int] | None) -> QuerySet[Case]:
    rows = Case.objects.filter(opened_at__gte=opened_from, opened_at__lt=opened_until)
    return rows if branch_ids is None else rows.filter(branch_id__in=branch_ids)
