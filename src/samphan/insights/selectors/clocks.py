"""How the promises of cases ended, and to whom one was broken."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from samphan.insights.rules.loop import ClockResult
from samphan.promises.models import Clock, ClockState

_ENDED = (ClockState.MET, ClockState.MISSED)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One promise to one customer that ended unkept, and the work it was made for. Personal-data class: behaviour."""

    customer_id: int
    metric: str
    broken_at: datetime
    work_kind: str
    work_id: int


def case_clock_results(*, started_from: datetime) -> dict[int, list[ClockResult]]:
    """Return the ended promises of each case whose clocks started at or after an instant.

    A running clock that is already past its due time counts as missed: waiting longer cannot keep the promise.
    """
    found: dict[int, list[ClockResult]] = defaultdict(list)
    clocks = Clock.objects.filter(work_kind="case", started_at__gte=started_from)
    for case_id, metric, state, breached_at in clocks.values_list("work_id", "metric", "state", "breached_at"):
        if state in _ENDED or breached_at is not None:
            found[case_id].append(ClockResult(case_id=case_id, metric=metric, is_met=state == ClockState.MET))
    return found


def broken_promises(*, started_from: datetime) -> list[Broken]:
    """Return the promises made to known customers at or after an instant that ended unkept, oldest first."""
    clocks = Clock.objects.filter(state=ClockState.MISSED, customer__isnull=False, breached_at__isnull=False)
    columns = ("customer_id", "metric", "breached_at", "work_kind", "work_id")
    rows = clocks.filter(started_at__gte=started_from).order_by("breached_at", "id").values(*columns)
    return [Broken(broken_at=row.pop("breached_at"), **row) for row in rows.iterator(chunk_size=5000)]
