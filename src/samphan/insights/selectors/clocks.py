"""How the promises of cases ended."""

from collections import defaultdict
from datetime import datetime

from samphan.insights.rules.loop import ClockResult
from samphan.promises.models import Clock, ClockState

_ENDED = (ClockState.MET, ClockState.MISSED)


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
