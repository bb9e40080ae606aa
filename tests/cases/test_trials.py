"""Trying other settings on last week: what happened is read as it was, and each setting of the plan is honoured."""

from datetime import date, timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.services import add_absence, save_shifts
from samphan.cases import services as cases
from samphan.cases.models import Case, RoutingTrial
from samphan.cases.services.trials import TrialPlan
from samphan.jobs.worker import run_until_idle
from samphan.kit.calendars import InvalidCalendar
from samphan.promises.models import Clock
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
HOUR = timedelta(hours=1)
MORNING = world.NOW - timedelta(days=2)  # Wednesday, 10:00 in Bangkok


def plan_of(**changes: object) -> TrialPlan:
    agents = {user.pk: user.capacity for user in User.objects.all()}
    same: dict[str, object] = {"capacity": agents, "extra": 0, "extra_capacity": 20, "hours": []}
    return TrialPlan(**{**same, "ramp_limit": 5, "ramp_minutes": 10, **changes})  # type: ignore[arg-type]


def try_out(plan: TrialPlan) -> RoutingTrial:
    owner = User.objects.order_by("pk")[0]
    trial = cases.request_trial(plan=plan, actor_id=owner.pk, now=world.NOW)
    run_until_idle()
    trial.refresh_from_db()
    return trial


def half_waited(plan: TrialPlan) -> float | None:
    trial = try_out(plan)
    assert trial.result is not None
    return trial.result["tried"]["median_wait"]


@pytest.fixture
def agent() -> User:
    """One agent who takes one case at a time, and a week in which three came at once, each done in two hours."""
    user = world.user(capacity=1)
    new = cases.NewCase(kind="request", title="x", customer_id=None, promise_codes=("feedback_follow_up",))
    for number, case in enumerate([cases.open_case(new=new, now=MORNING) for _ in range(3)]):
        at = MORNING + number * 2 * HOUR
        cases.claim_case(case_id=case.pk, user_id=user.pk, now=at)
        reached = {"channel": "phone", "outcome": "reached", "idempotency_key": f"call {number}"}
        cases.log_attempt(case_id=case.pk, actor_id=user.pk, now=at + HOUR, **reached)
        cases.resolve_case(case_id=case.pk, actor_id=user.pk, now=at + 2 * HOUR)
    return user


def test_the_same_settings_come_to_what_happened(agent: User) -> None:
    trial = try_out(plan_of())

    assert trial.result is not None
    was, tried = trial.result["was"], trial.result["tried"]
    assert (was["cases"], was["given"], was["by_owner"]) == (3, 3, {str(agent.pk): 3})
    assert (trial.cases_done, trial.cases_total) == (3, 3)
    assert was == tried
    assert Case.objects.filter(owner=agent).count() == 3, "a trial changes nothing"


def test_contacts_kept_are_counted_against_when_they_were_due(agent: User) -> None:
    Clock.objects.filter(metric="follow_up").update(due_at=MORNING + 4 * HOUR)

    alone, two = try_out(plan_of()).result, try_out(plan_of(extra=2)).result

    assert alone is not None
    assert two is not None
    assert [side["kept"] for side in (alone["was"], alone["tried"], two["tried"])] == [2, 2, 3]
    assert two["tried"]["promised"] == 3


def test_more_capacity_more_people_and_fewer_are_tried(agent: User) -> None:
    assert half_waited(plan_of()) == 120
    assert half_waited(plan_of(capacity={agent.pk: 3})) == 0
    assert half_waited(plan_of(extra=2, extra_capacity=1)) == 0
    assert half_waited(plan_of(extra=2, extra_capacity=0)) == 120
    assert half_waited(plan_of(capacity={agent.pk: 0})) is None


def test_hours_for_everybody_shifts_and_absences_are_honoured(agent: User) -> None:
    assert half_waited(plan_of(capacity={agent.pk: 9}, hours=[["13:00", "18:00"]])) == 180

    save_shifts(user_id=agent.pk, timezone="Asia/Bangkok", week={"2": [["11:00", "18:00"]]})
    assert half_waited(plan_of(capacity={agent.pk: 9})) == 60

    add_absence(user_id=agent.pk, first_day=date(2026, 11, 18), last_day=date(2026, 11, 18), reason="sick")
    assert half_waited(plan_of(capacity={agent.pk: 9})) is None


def test_the_ramp_is_tried_where_a_shift_begins(agent: User) -> None:
    noon = {"capacity": {agent.pk: 9}, "hours": [["12:00", "18:00"]], "ramp_minutes": 30}

    assert half_waited(plan_of(**noon, ramp_limit=5)) == 120
    assert half_waited(plan_of(**noon, ramp_limit=1)) == 150


def test_numbers_and_hours_that_make_no_sense_are_refused(agent: User) -> None:
    for wrong in ({"capacity": {agent.pk: -1}}, {"extra": 51}, {"ramp_limit": 0}, {"ramp_minutes": -1}):
        with pytest.raises(cases.TrialWrong):
            cases.request_trial(plan=plan_of(**wrong), actor_id=agent.pk, now=world.NOW)
    with pytest.raises(InvalidCalendar):
        cases.request_trial(plan=plan_of(hours=[["18:00", "09:00"]]), actor_id=agent.pk, now=world.NOW)
    assert not RoutingTrial.objects.exists()
