"""The satisfaction goal beside the stored index."""

from datetime import date

from django.db.models import QuerySet

from samphan.insights.models import SatisfactionGoal
from samphan.insights.rules.goal import Goal, goal_of
from samphan.insights.rules.periods import ALL, DEFAULT_PERIOD
from samphan.insights.selectors.figures import figure
from samphan.querying import compiled


def find_goal() -> Goal | None:
    """Return the goal with how the index stands, or None while the firm has set none: two queries."""
    kept = next(iter(_goals()), None)
    if kept is None:
        return None
    stored = figure(name="nps", scope=ALL, period=DEFAULT_PERIOD)
    return goal_of(target=kept.target, by_date=kept.by_date, nps_value=stored.value if stored else None)


@compiled
def _goals() -> QuerySet[SatisfactionGoal]:
    return SatisfactionGoal.objects.order_by("pk")[:1]


def goal_target() -> tuple[int, date | None] | None:
    """Return the target and its day alone, for a form or a line in a chart: one query."""
    return SatisfactionGoal.objects.values_list("target", "by_date").first()
