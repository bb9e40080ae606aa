"""Many hands at once: a case has one owner, and nobody more cases than they can carry."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.eventlog.models import Event
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
AGENTS, CASES, ROUTERS = 8, 24, 6


def _claim_everything(user_id: int, case_ids: list[int]) -> list[int]:
    won = []
    for case_id in case_ids:
        try:
            cases.claim_case(case_id=case_id, user_id=user_id, now=world.NOW)
            won.append(case_id)
        except cases.CaseTaken:
            continue
    connection.close()
    return won


def test_of_many_who_claim_a_case_exactly_one_gets_it() -> None:
    people = [world.user(is_available=False) for _ in range(AGENTS)]
    waiting = [
        cases.open_case(new=cases.NewCase(kind="request", title=str(n), customer_id=None), now=world.NOW).pk
        for n in range(CASES)
    ]
    orders = [waiting[n * 3 :] + waiting[: n * 3] for n in range(AGENTS)]

    with ThreadPoolExecutor(AGENTS) as pool:
        won = list(pool.map(_claim_everything, [user.pk for user in people], orders))

    assert sorted(case_id for one in won for case_id in one) == sorted(waiting)
    for user, ids in zip(people, won, strict=True):
        assert set(Case.objects.filter(owner=user).values_list("pk", flat=True)) == set(ids)
    assert Event.objects.filter(type="case.assigned").count() == CASES
    assert User.objects.filter(pk__in=[u.pk for u in people]).count() == AGENTS


def _open_and_route(numbers: list[int]) -> None:
    for number in numbers:
        cases.open_case(new=cases.NewCase(kind="request", title=str(number), customer_id=None), now=world.NOW)
        cases.route_unassigned_cases(now=world.NOW)
    connection.close()


def test_many_routers_at_once_give_nobody_more_than_they_can_carry() -> None:
    people = [world.user(capacity=5) for _ in range(2)]

    with ThreadPoolExecutor(ROUTERS) as pool:
        list(pool.map(_open_and_route, [list(range(3)) for _ in range(ROUTERS)]))

    carried = {user.pk: Case.objects.filter(owner=user).count() for user in people}
    assert carried == {user.pk: 5 for user in people}
    assert Case.objects.filter(owner=None).count() == 3 * ROUTERS - 10


def test_a_form_pressed_many_times_at_once_is_kept_once() -> None:
    author = world.user(is_available=False)
    case = cases.open_case(new=cases.NewCase(kind="request", title="x", customer_id=None), now=world.NOW)

    def press(_: int) -> tuple[int, int]:
        note = cases.add_note(
            case_id=case.pk, author_id=author.pk, body="โทรแล้ว", idempotency_key="note:1", now=world.NOW
        )
        attempt = cases.log_attempt(
            case_id=case.pk,
            channel="phone",
            outcome="reached",
            actor_id=author.pk,
            idempotency_key="attempt:1",
            now=world.NOW,
        )
        connection.close()
        return note.pk, attempt.pk

    with ThreadPoolExecutor(ROUTERS) as pool:
        assert len(set(pool.map(press, range(ROUTERS)))) == 1
    assert (case.notes.count(), case.attempts.count()) == (1, 1)
