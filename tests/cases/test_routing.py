"""Finding owners: nobody waits behind what cannot be helped, and a closed team is given nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from samphan.accounts.models import Absence, Team, User
from samphan.accounts.policies import Role
from samphan.accounts.services import add_absence, save_shifts
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseKind, CaseState, Priority
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Channel, Conversation
from tests import world
from tests.budget import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def queue(count: int, **facts: object) -> list[Case]:
    """Put unowned cases in the queue as they are, past the routing of those that open."""
    defaults: dict[str, object] = {
        "kind": CaseKind.REQUEST,
        "state": CaseState.OPEN,
        "title": "ขอใบกำกับ",
        "opened_at": world.NOW,
        "last_activity_at": world.NOW,
    }
    return Case.objects.bulk_create(Case(**{**defaults, **facts}) for _ in range(count))


def team_of(*members: User, is_active: bool) -> Team:
    team = Team.objects.create(name="คืนเงิน", is_active=is_active)
    team.members.set(members)
    return team


def open_case_of(team: Team) -> Case:
    new = cases.NewCase(kind="request", title="ขอคืนเงิน", customer_id=None, team_id=team.pk)
    return cases.open_case(new=new, now=world.NOW)


def test_a_case_is_found_an_owner_however_many_before_it_wait_for_somebody_who_can() -> None:
    agent = world.user()
    queue(450, priority=Priority.URGENT, skills=["refund"])
    (last,) = queue(1, priority=Priority.LOW)

    assert cases.route_unassigned_cases(now=world.NOW) == 1

    last.refresh_from_db()
    assert last.owner_id == agent.pk
    assert Case.objects.get(pk=last.pk - 1).routing == {"rule": "no_skill", "considered": 1, "skilled": 0}


def test_what_nobody_can_take_costs_no_query_of_its_own() -> None:
    world.user()
    queue(3, skills=["refund"])
    few = count_queries(lambda: cases.route_unassigned_cases(now=world.NOW))
    queue(150, skills=["refund"])

    assert count_queries(lambda: cases.route_unassigned_cases(now=world.NOW)) == few


def test_the_most_urgent_and_oldest_takes_the_last_free_place() -> None:
    world.user(capacity=4)
    normal, urgent = queue(1)[0], queue(1, priority=Priority.URGENT)[0]

    cases.route_unassigned_cases(now=world.NOW)

    normal.refresh_from_db()
    urgent.refresh_from_db()
    assert (normal.owner_id, normal.routing["rule"]) == (None, "no_capacity")
    assert urgent.owner_id is not None


def test_a_new_case_of_a_closed_team_is_everybodys() -> None:
    team = team_of(world.user(name="อรทัย", is_available=False), is_active=False)
    somebody = world.user()

    case = open_case_of(team)

    assert (case.team_id, case.owner_id) == (None, somebody.pk)


def test_a_case_whose_team_closed_while_it_waited_is_found_an_owner_outside_it() -> None:
    team = team_of(world.user(name="อรทัย", is_available=False), is_active=False)
    (case,) = queue(1, team=team)
    somebody = world.user()

    assert cases.route_unassigned_cases(now=world.NOW) == 1

    case.refresh_from_db()
    assert (case.owner_id, case.team_id) == (somebody.pk, team.pk)


def test_an_open_team_keeps_its_cases_among_its_members() -> None:
    member = world.user(name="อรทัย", capacity=5)
    world.user(capacity=100)

    assert open_case_of(team_of(member, is_active=True)).owner_id == member.pk


def test_one_urgent_case_is_not_starved_by_light_ones_that_take_each_place_as_it_frees() -> None:
    agent = world.user(capacity=4)
    held = queue(4, owner=agent)
    (urgent,) = queue(1, priority=Priority.URGENT, opened_at=world.NOW)
    (light,) = queue(1)

    for case in held:
        Case.objects.filter(pk=case.pk).update(state=CaseState.RESOLVED)
        cases.route_unassigned_cases(now=world.NOW)

    urgent.refresh_from_db()
    light.refresh_from_db()
    assert (urgent.owner_id, light.owner_id) == (agent.pk, None)


def test_a_new_case_does_not_take_the_place_kept_for_one_that_waits() -> None:
    agent = world.user(capacity=1)
    queue(1, owner=agent)
    (first,) = queue(1, opened_at=world.NOW - timedelta(minutes=5))
    cases.route_unassigned_cases(now=world.NOW)
    Case.objects.filter(owner=agent).update(state=CaseState.RESOLVED)

    late = cases.open_case(new=cases.NewCase(kind="request", title="x", customer_id=None), now=world.NOW)
    assert (late.owner_id, late.routing["kept"]) == (None, 1)

    cases.route_unassigned_cases(now=world.NOW)
    first.refresh_from_db()
    assert first.owner_id == agent.pk


def test_a_channel_is_given_as_many_cases_as_somebody_takes_of_it() -> None:
    world.user(capacity=10, channel_capacity={"email": 1})
    channel = Channel.objects.filter(kind="email").first()
    customer = world.customer()
    facts = {"customer": customer, "channel": channel, "last_message_at": world.NOW, "created_at": world.NOW}
    talks = [Conversation.objects.create(token=f"talk{n}", **facts) for n in range(2)]
    queue(1, conversation=talks[0])
    queue(1, conversation=talks[1])
    queue(1)

    assert cases.route_unassigned_cases(now=world.NOW) == 2
    assert Case.objects.get(owner=None).routing == {
        "rule": "no_capacity",
        "considered": 1,
        "skilled": 1,
        "channel_full": 1,
    }


def test_nobody_takes_more_than_they_may_carry_but_a_colleague_may_hand_it_over() -> None:
    agent, lead = world.user(capacity=1, is_available=False), world.user(Role.MANAGER, is_available=False)
    first, second = queue(2)
    cases.claim_case(case_id=first.pk, user_id=agent.pk, now=world.NOW)

    with pytest.raises(cases.DeskFull):
        cases.claim_case(case_id=second.pk, user_id=agent.pk, now=world.NOW)
    cases.assign_case(case_id=second.pk, owner_id=agent.pk, actor_id=lead.pk, now=world.NOW)

    assert Case.objects.filter(owner=agent).count() == 2


def free_by_resolving(case: Case, agent: User) -> None:
    cases.resolve_case(case_id=case.pk, actor_id=agent.pk, now=clock.now())


def free_by_handing_over(case: Case, agent: User) -> None:
    other = world.user(Role.MANAGER, is_available=False)
    cases.assign_case(case_id=case.pk, owner_id=other.pk, actor_id=agent.pk, now=clock.now())


def free_by_calming(case: Case, agent: User) -> None:
    cases.change_priority(case_id=case.pk, priority=Priority.HIGH, actor_id=agent.pk, now=clock.now())


def free_by_a_larger_desk(_case: Case, agent: User) -> None:
    cases.change_desk(
        user_id=agent.pk,
        capacity=9,
        channel_capacity={},
        skills=[],
        languages=["th"],
        actor_id=agent.pk,
        now=clock.now(),
    )


@pytest.mark.parametrize(
    "free", [free_by_resolving, free_by_handing_over, free_by_calming, free_by_a_larger_desk], ids=lambda f: f.__name__
)
def test_the_queue_is_walked_as_soon_as_somebody_has_room(free: Callable[[Case, User], None]) -> None:
    agent = world.user(capacity=4)
    (held,) = queue(1, priority=Priority.URGENT, owner=agent)
    (waiting,) = queue(1)

    free(held, agent)
    run_until_idle()

    waiting.refresh_from_db()
    assert waiting.owner_id == agent.pk


@pytest.mark.parametrize("come", ["sign in", "take new cases"])
def test_the_queue_is_walked_as_soon_as_somebody_comes_and_they_are_given_a_few(come: str, client: Client) -> None:
    is_here = come == "sign in"
    agent = world.user(is_available=is_here)
    cases.save_routing_settings(ramp_limit=2, ramp_minutes=10)
    queue(5)

    if is_here:
        client.post("/sign-in/", {"login": agent.email, "password": world.PASSWORD})
    else:
        cases.take_new_cases(user_id=agent.pk, is_available=True, now=clock.now())
    run_until_idle()
    assert Case.objects.filter(owner=agent).count() == 2
    Case.objects.filter(owner=agent).update(state=CaseState.RESOLVED)
    cases.route_unassigned_cases(now=clock.now())
    assert Case.objects.filter(owner=agent).count() == 2, "what they have finished still counts"

    cases.route_unassigned_cases(now=clock.now() + timedelta(minutes=11))
    assert Case.objects.filter(owner=agent).count() == 5


def closed(**facts: object) -> Case:
    return queue(1, state=CaseState.VERIFIED, closed_at=world.NOW, resolved_at=world.NOW, **facts)[0]


def test_a_case_that_opens_again_stays_with_its_owner_while_they_are_there_and_have_room() -> None:
    owner = world.user(capacity=2)
    world.user(name="อรทัย")
    queue(1, owner=owner)
    case = closed(owner=owner)

    cases.reopen_case(case_id=case.pk, reason="staff", now=clock.now(), actor=SYSTEM)
    run_until_idle()

    case.refresh_from_db()
    assert case.owner_id == owner.pk


@pytest.mark.parametrize("why", ["away", "full", "gone"])
def test_a_case_that_opens_again_finds_another_owner_when_its_own_cannot(why: str) -> None:
    facts: dict[str, object] = {"away": {"is_available": False}, "full": {"capacity": 1}, "gone": {"is_active": False}}
    owner, other = world.user(**facts[why]), world.user(name="อรทัย")  # type: ignore[arg-type]
    queue(1, owner=owner)
    case = closed(owner=owner)

    cases.reopen_case(case_id=case.pk, reason="staff", now=clock.now(), actor=SYSTEM)
    run_until_idle()

    case.refresh_from_db()
    assert case.owner_id == other.pk


@pytest.mark.parametrize(("is_active", "keeps"), [(True, True), (False, False)])
def test_a_case_nobody_else_can_take_stays_with_whoever_knows_it_unless_they_left(is_active: bool, keeps: bool) -> None:
    owner = world.user(is_available=False, is_active=is_active)
    case = closed(owner=owner)

    cases.reopen_case(case_id=case.pk, reason="staff", now=clock.now(), actor=SYSTEM)
    run_until_idle()

    case.refresh_from_db()
    assert case.owner_id == (owner.pk if keeps else None)


def off_shift(user: User) -> None:
    cases.change_shifts(
        user_id=user.pk, timezone="Asia/Bangkok", week={"4": [["11:00", "12:00"]]}, actor_id=user.pk, now=world.NOW
    )


def on_leave(user: User) -> None:
    add_absence(user_id=user.pk, first_day=world.NOW.date(), last_day=world.NOW.date(), reason="leave")


@pytest.mark.parametrize("leave", [off_shift, on_leave], ids=lambda f: f.__name__)
def test_who_is_off_shift_or_away_is_given_nothing_not_even_their_own_customer(leave: Callable[[User], None]) -> None:
    known, other = world.user(), world.user(name="อรทัย")
    customer = world.customer()
    closed(owner=known, customer=customer)
    leave(known)

    new = cases.NewCase(kind="request", title="x", customer_id=customer.pk)
    assert cases.open_case(new=new, now=world.NOW).owner_id == other.pk
    User.objects.filter(pk=other.pk).update(is_available=False)
    assert cases.open_case(new=new, now=world.NOW).routing["rule"] == "nobody_at_work"
    known.absences.all().delete()
    assert cases.open_case(new=new, now=world.NOW + timedelta(minutes=90)).owner_id == known.pk


def test_the_ramp_begins_with_the_shift() -> None:
    agent = world.user()
    cases.save_routing_settings(ramp_limit=2, ramp_minutes=10)
    off_shift(agent)
    queue(4)

    assert cases.route_unassigned_cases(now=world.NOW) == 0
    assert cases.route_unassigned_cases(now=world.NOW + timedelta(minutes=61)) == 2
    assert cases.route_unassigned_cases(now=world.NOW + timedelta(minutes=62)) == 0
    assert cases.route_unassigned_cases(now=world.NOW + timedelta(minutes=70)) == 2


def test_the_queue_is_walked_as_soon_as_shifts_change_or_somebody_is_back() -> None:
    agent = world.user()
    today = clock.now().date()
    away = add_absence(
        user_id=agent.pk, first_day=today - timedelta(days=2), last_day=today + timedelta(days=2), reason="sick"
    )
    (waiting,) = queue(1)
    run_until_idle()
    assert Case.objects.get(pk=waiting.pk).owner_id is None

    cases.come_back(user_id=agent.pk, absence_id=away.pk, actor_id=agent.pk, now=clock.now())
    run_until_idle()
    assert Case.objects.get(pk=waiting.pk).owner_id == agent.pk


def test_the_queue_is_walked_when_a_shift_begins_and_when_an_absence_ends(time_machine: TimeMachineFixture) -> None:
    # Friday 08:45 in Bangkok: one begins at nine, one comes back at nine, one's shift is moved meanwhile.
    early = world.NOW - timedelta(minutes=75)
    time_machine.move_to(early, tick=False)
    begins, back, moved = (world.user(name=name) for name in ("มานี", "ปิติ", "ชูใจ"))
    for user in (begins, moved):
        save_shifts(user_id=user.pk, timezone="Asia/Bangkok", week={"4": [["09:00", "12:00"]]})
    nine = early + timedelta(minutes=15)
    Absence.objects.create(user=back, starts_at=early - timedelta(days=1), ends_at=nine, reason="leave")

    assert [cases.queue_arrivals(now=early), cases.queue_arrivals(now=early)] == [3, 3]
    assert Job.objects.filter(task__endswith="open_desk").count() == 3  # asked for twice, set once
    save_shifts(user_id=moved.pk, timezone="Asia/Bangkok", week={"4": [["13:00", "18:00"]]})
    run_until_idle(nine - timedelta(minutes=1))
    assert not Event.objects.filter(type="desk.opened").exists()

    queue(2)
    time_machine.move_to(nine, tick=False)
    run_until_idle(nine)

    opened = Event.objects.filter(type="desk.opened").values_list("subject_id", flat=True)
    assert set(opened) == {begins.pk, back.pk}
    assert set(Case.objects.values_list("owner_id", flat=True)) == {begins.pk, back.pk}


def test_what_somebody_works_on_goes_back_to_the_queue_when_they_leave() -> None:
    leaver, lead = world.user(name="มานี"), world.user(Role.MANAGER)
    theirs = queue(2, owner=leaver, assigned_at=world.NOW)
    (done,) = queue(1, owner=leaver, state=CaseState.RESOLVED)

    person, number = cases.leave_the_firm(user_id=leaver.pk, actor_id=lead.pk, now=world.NOW)

    assert (person.is_active, number) == (False, 2)
    assert Case.objects.get(pk=done.pk).owner_id == leaver.pk
    for case in theirs:
        case.refresh_from_db()
        assert (case.owner_id, case.routing) == (None, {"rule": "owner_left", "owner_id": leaver.pk})
    left = Event.objects.filter(type="case.owner_left")
    assert {(event.subject_id, event.data["previous_owner_id"]) for event in left} == {
        (case.pk, leaver.pk) for case in theirs
    }

    colleague = world.user(name="ปิติ")
    run_until_idle()
    assert set(Case.objects.filter(state=CaseState.OPEN).values_list("owner_id", flat=True)) <= {colleague.pk, lead.pk}
