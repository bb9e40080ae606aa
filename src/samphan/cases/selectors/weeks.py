"""How many cases came and went in a stretch of time: what a weekly letter says of the firm, or of one person."""

from dataclasses import dataclass
from datetime import datetime

from samphan.cases.models import OPEN_STATES, Case, CaseState


@dataclass(frozen=True, kw_only=True)
class WeekCounts:
    """Cases opened, solved (and still so), and confirmed by the customer in a stretch of time."""

    opened: int
    solved: int
    confirmed: int


def week_counts(*, since: datetime, until: datetime, owner_id: int | None = None) -> WeekCounts:
    """Return the counts of a stretch of time, of one owner or of all: three queries, each from an index of time."""
    cases = Case.objects.all() if owner_id is None else Case.objects.filter(owner_id=owner_id)
    # Nothing is solved or confirmed later than its last activity, by which there is an index.
    moved = cases.filter(last_activity_at__gte=since)
    solved = moved.filter(resolved_at__gte=since, resolved_at__lt=until).exclude(state__in=OPEN_STATES)
    return WeekCounts(
        opened=cases.filter(opened_at__gte=since, opened_at__lt=until).count(),
        solved=solved.count(),
        confirmed=moved.filter(state=CaseState.VERIFIED, closed_at__gte=since, closed_at__lt=until).count(),
    )
