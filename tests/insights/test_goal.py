"""The satisfaction goal: what can be told from chance, and what is kept."""

from datetime import date

import pytest

from samphan.eventlog.models import Event
from samphan.insights.models import Figure
from samphan.insights.rules.goal import Standing, goal_of
from samphan.insights.selectors.goal import find_goal, goal_target
from samphan.insights.services import GoalOutOfRange, set_goal
from tests import world


@pytest.mark.parametrize(
    ("nps", "low", "high", "standing"),
    [
        (30.0, 14.1, 44.2, Standing.CLOSE),
        (45.0, 41.0, 49.0, Standing.LIKELY),
        (45.0, 42.0, 49.0, Standing.REACHED),
        (42.0, 42.0, 42.0, Standing.REACHED),
        (30.0, 20.0, 41.9, Standing.BELOW),
        (30.0, 20.0, 42.0, Standing.CLOSE),
    ],
)
def test_a_goal_is_reached_only_where_chance_is_ruled_out(
    nps: float, low: float, high: float, standing: Standing
) -> None:
    value = {"n": 100, "nps": nps, "low": low, "high": high}
    assert goal_of(target=42, by_date=None, nps_value=value).standing is standing


@pytest.mark.parametrize("value", [None, {"n": 3, "shown": "suppressed"}, {"n": 12, "promoters": 9}])
def test_too_few_answers_bear_no_index(value: dict[str, object] | None) -> None:
    goal = goal_of(target=42, by_date=None, nps_value=value)
    assert (goal.standing, goal.nps) == (Standing.NONE, None)


@pytest.mark.django_db
def test_a_goal_is_kept_beside_the_stored_index_and_can_be_taken_back() -> None:
    assert find_goal() is None
    Figure.objects.create(
        name="nps", scope="all", period="12m", value={"n": 99, "nps": 50.0, "low": 43.0, "high": 57.0},
        computed_at=world.NOW,
    )  # fmt: skip
    for _ in range(2):  # the same goal again is no news
        set_goal(target=42, by_date=date(2027, 6, 30), now=world.NOW)
    goal = find_goal()
    assert goal is not None
    assert (goal.target, goal.standing, goal.n) == (42, Standing.REACHED, 99)
    assert goal_target() == (42, date(2027, 6, 30))
    set_goal(target=None, by_date=None, now=world.NOW)
    assert find_goal() is None
    told = Event.objects.filter(type="insights.goal_changed").order_by("id").values_list("data", flat=True)
    assert [data["target"] for data in told] == [42, None]
    with pytest.raises(GoalOutOfRange):
        set_goal(target=101, by_date=None, now=world.NOW)
