"""Finding owners: nobody waits behind what cannot be helped, and a closed team is given nothing."""

import pytest

from samphan.accounts.models import Team, User
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseKind, CaseState, Priority
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
    assert Case.objects.get(pk=last.pk - 1).routing == {"rule": "no_skill", "considered": 1}


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
