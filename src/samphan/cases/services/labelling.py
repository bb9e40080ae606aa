"""Putting labels on a case: the one place that does, whatever a label is kept as."""

from collections.abc import Sequence
from datetime import datetime

from samphan.cases.events import CaseLabelled
from samphan.cases.models import Case
from samphan.eventlog.events import Actor
from samphan.eventlog.services import record


def put_labels(case: Case, *, labels: Sequence[str], now: datetime, actor: Actor) -> bool:
    """Put labels on a locked case, which the caller saves (field "tags"); tell whether any was new."""
    new = [label for label in labels if label not in case.tags]
    if not new:
        return False
    case.tags = [*case.tags, *new]
    event = CaseLabelled(subject_id=case.pk, customer_id=case.customer_id, count=len(new))
    record(event=event, now=now, actor=actor)
    return True
