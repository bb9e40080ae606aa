"""Many hands at once: a case has one owner, and nobody more cases than they can carry."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.eventlog.models import Event
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
AGENTS, CASES, ROUTERS = 8, 24, 6
CROWD, CROWD_CAPACITY = 50, 10


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
    people = [world.user(is_available=False, capacity=CASES) for _ in range(AGENTS)]
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


def _take_until_full(user_id: int) -> int:
    """Claim what is free, in an order of one's own, until the desk is full; return how many claims were refused."""
    refused, order = 0, Random(user_id)
    while waiting := list(Case.objects.filter(owner=None).values_list("pk", flat=True)):
        for case_id in order.sample(waiting, k=min(5, len(waiting))):
            try:
                cases.claim_case(case_id=case_id, user_id=user_id, now=world.NOW)
            except cases.CaseTaken:
                refused += 1
            except cases.DeskFull:
                connection.close()
                return refused
    connection.close()
    return refused


def test_fifty_agents_take_five_hundred_cases_while_they_are_routed_too() -> None:
    same = {"role": "agent", "capacity": CROWD_CAPACITY, "created_at": world.NOW}
    people = User.objects.bulk_create(
        User(email=f"crowd{n}@example.com", display_name=f"{n}", **same) for n in range(CROWD)
    )
    facts = {"kind": "request", "title": "x", "opened_at": world.NOW, "last_activity_at": world.NOW}
    Case.objects.bulk_create(Case(**facts) for _ in range(CROWD * CROWD_CAPACITY))

    def route(_: int) -> None:
        cases.route_unassigned_cases(now=world.NOW)
        connection.close()

    with ThreadPoolExecutor(CROWD + 2) as pool:
        routers = [pool.submit(route, n) for n in range(2)]
        agents = list(pool.map(_take_until_full, [user.pk for user in people]))
        assert [router.result() for router in routers] == [None, None]

    assert len(agents) == CROWD
    carried = Counter(Case.objects.values_list("owner_id", flat=True))
    assert carried == {user.pk: CROWD_CAPACITY for user in people}, "somebody has too many, or a case has nobody"
    given = Counter(Event.objects.filter(type="case.assigned").values_list("subject_id", flat=True))
    assert len(given) == CROWD * CROWD_CAPACITY
    assert set(given.values()) == {1}, "a case had two owners"


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


def test_two_cases_merged_into_each_other_at_once_end_as_one() -> None:
    author = world.user(is_available=False)
    customer = world.customer()
    first, second = (
        cases.open_case(new=cases.NewCase(kind="request", title=title, customer_id=customer.pk), now=world.NOW).pk
        for title in ("หนึ่ง", "สอง")
    )

    def merge(pair: tuple[int, int]) -> str:
        try:
            cases.merge_case(case_id=pair[0], into_id=pair[1], actor_id=author.pk, now=world.NOW)
        except cases.CaseIsMerged:
            return "refused"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(merge, [(first, second), (second, first)])) == ["merged", "refused"]
    assert Case.objects.filter(merged_into=None).count() == 1
