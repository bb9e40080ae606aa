"""Work that was given and not begun goes back to the queue, with its reason, and to somebody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Notice
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
HALF_AN_HOUR = world.NOW + timedelta(minutes=30)


def given(agent: User) -> Case:
    """Open a case that routing gives to the only one who is there."""
    cases.save_routing_settings(ramp_limit=5, ramp_minutes=10, silence_minutes=30)
    new = cases.NewCase(kind="request", title="x", customer_id=world.customer().pk)
    case = cases.open_case(new=new, now=world.NOW)
    assert case.owner_id == agent.pk
    return case


def owner_of(case: Case) -> int | None:
    return Case.objects.get(pk=case.pk).owner_id


def test_what_is_not_begun_in_time_goes_to_somebody_else_and_its_first_owner_is_told() -> None:
    agent = world.user()
    case = given(agent)
    other = world.user(name="อรทัย")
    assert cases.return_silent_cases(now=HALF_AN_HOUR - timedelta(seconds=1)) == 0

    assert cases.return_silent_cases(now=HALF_AN_HOUR) == 1

    case.refresh_from_db()
    assert (case.owner_id, case.routing) == (None, {"rule": "returned", "owner_id": agent.pk, "minutes": 30})
    assert Event.objects.get(type="case.returned").data == {"previous_owner_id": agent.pk, "minutes": 30}
    cases.route_unassigned_cases(now=HALF_AN_HOUR)
    assert owner_of(case) == other.pk
    run_until_idle()
    assert Notice.objects.filter(user=agent, kind="case_returned").count() == 1


def test_who_let_it_lie_is_asked_again_a_day_later_when_nobody_else_is_there() -> None:
    agent = world.user()
    case = given(agent)
    cases.return_silent_cases(now=HALF_AN_HOUR)

    assert cases.route_unassigned_cases(now=HALF_AN_HOUR) == 0
    assert Case.objects.get(pk=case.pk).routing["let_lie"] == 1
    assert cases.route_unassigned_cases(now=HALF_AN_HOUR + timedelta(days=1)) == 1
    assert owner_of(case) == agent.pk


def noted(case: Case, agent: User) -> None:
    cases.add_note(case_id=case.pk, author_id=agent.pk, body="โทรแล้ว", idempotency_key="n", now=world.NOW)


def answered(case: Case, agent: User) -> None:
    cases.reply_to_customer(case_id=case.pk, author_id=agent.pk, body="ค่ะ", idempotency_key="r", now=world.NOW)


def waiting(case: Case, agent: User) -> None:
    Case.objects.filter(pk=case.pk).update(state=CaseState.WAITING)


def handed_over(case: Case, agent: User) -> None:
    lead = world.user(name="สมศักดิ์", is_available=False)
    other = world.user(name="อรทัย", is_available=False)
    cases.assign_case(case_id=case.pk, owner_id=other.pk, actor_id=lead.pk, now=world.NOW)


def off_shift_since(case: Case, agent: User) -> None:
    cases.change_shifts(
        user_id=agent.pk, timezone="Asia/Bangkok", week={"4": [["09:00", "10:10"]]}, actor_id=agent.pk, now=world.NOW
    )


def switched_off(case: Case, agent: User) -> None:
    cases.save_routing_settings(ramp_limit=5, ramp_minutes=10, silence_minutes=0)


BEGUN = [noted, answered, waiting, handed_over, off_shift_since, switched_off]


@pytest.mark.parametrize("why", BEGUN, ids=lambda f: f.__name__)
def test_what_was_begun_or_need_not_be_yet_stays_with_its_owner(why: Callable[[Case, User], None]) -> None:
    agent = world.user()
    case = given(agent)
    why(case, agent)
    before = owner_of(case)

    assert cases.return_silent_cases(now=HALF_AN_HOUR + timedelta(hours=2)) == 0
    assert owner_of(case) == before is not None


def test_what_others_do_on_a_case_does_not_begin_it() -> None:
    agent = world.user()
    case = given(agent)
    noted(case, world.user(name="อรทัย", is_available=False))
    cases.go_on(case_id=case.pk, now=world.NOW, actor=SYSTEM)

    assert cases.return_silent_cases(now=HALF_AN_HOUR) == 1
