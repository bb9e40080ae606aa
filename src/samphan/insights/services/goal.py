"""The one satisfaction goal of the firm."""

from datetime import date, datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.insights.events import GoalChanged
from samphan.insights.models import SatisfactionGoal
from samphan.insights.rules.goal import HIGHEST, LOWEST
from samphan.kit.errors import N_, Refused

_THE_ONE_ROW = 1


class GoalOutOfRange(Refused):
    code = "insights.goal.out_of_range"
    message = N_("The target is a whole number from −100 to 100.")


def set_goal(*, target: int | None, by_date: date | None, now: datetime, actor: Actor = SYSTEM) -> None:
    """Set the goal everybody sees, or take it back with None; the same goal again writes nothing."""
    if target is not None and not LOWEST <= target <= HIGHEST:
        raise GoalOutOfRange
    with transaction.atomic():
        kept = SatisfactionGoal.objects.select_for_update().first()
        if (kept.target, kept.by_date) == (target, by_date) if kept else target is None:
            return
        if target is None:
            SatisfactionGoal.objects.all().delete()
            by_date = None
        else:
            SatisfactionGoal.objects.update_or_create(
                pk=_THE_ONE_ROW, defaults={"target": target, "by_date": by_date, "changed_at": now}
            )
        event = GoalChanged(subject_id=_THE_ONE_ROW, target=target, by=by_date.isoformat() if by_date else "")
        record(event=event, now=now, actor=actor)
