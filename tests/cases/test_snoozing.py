"""A case that sleeps is out of the lists, comes back by itself, and breaks no promise meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, Cause
from samphan.cases.selectors import NEAR_BREACH, CaseFilter, capped_counts, case_list, most_pressing
from samphan.promises.models import Promise
from samphan.promises.selectors import next_due_at
from samphan.promises.services import start_clock
from tests import world
from tests.cases.steps import LATER, events_of, resolved

pytestmark = pytest.mark.django_db
OPEN_VIEWS = ("open", "mine", "near_breach")


@pytest.fixture
def owned(opened: Callable[..., Case], agent: User) -> Case:
    """Return a case of the agent's without a promise."""
    User.objects.update(is_available=False)
    case = opened(promise_codes=())
    return cases.claim_case(case_id=case.pk, user_id=agent.pk, now=world.NOW)


def shown(view: str, agent: User) -> list[int]:
    """Return the cases of a list."""
    return [case.pk for case in case_list(shown=CaseFilter(view=view), user_id=agent.pk, now=LATER).items]


def test_what_sleeps_is_in_no_list_but_its_own_and_wakes_at_its_time(owned: Case, agent: User) -> None:
    Case.objects.filter(pk=owned.pk).update(due_at=world.NOW)
    until = LATER + timedelta(days=2)
    cases.snooze_case(case_id=owned.pk, until=until, actor_id=agent.pk, now=LATER)
    assert [shown(view, agent) for view in OPEN_VIEWS] == [[], [], []]
    assert shown("later", agent) == shown("all", agent) == [owned.pk]
    assert not any(capped_counts(user_id=agent.pk, now=LATER).values())
    assert most_pressing(user_id=agent.pk, now=LATER) == []

    assert cases.wake_due_cases(now=until - timedelta(seconds=1)) == 0
    assert cases.wake_due_cases(now=until) == 1
    assert shown("mine", agent) == [owned.pk]
    assert shown("later", agent) == []
    assert events_of(owned)[-2:] == ["case.snoozed", "case.woke"]


@pytest.mark.parametrize("until", [None, LATER + timedelta(days=2)])
@pytest.mark.parametrize("is_closer", [False, True])
def test_whatever_the_customer_writes_wakes_it(owned: Case, agent: User, until: object, is_closer: bool) -> None:
    cases.snooze_case(case_id=owned.pk, until=until, actor_id=agent.pk, now=LATER)  # type: ignore[arg-type]
    cases.take_customer_message(case_id=owned.pk, now=LATER, is_closer=is_closer)
    assert shown("mine", agent) == [owned.pk]


def test_a_promise_wakes_it_in_time(opened: Callable[..., Case], agent: User) -> None:
    case = opened()
    if case.owner_id is None:
        case = cases.claim_case(case_id=case.pk, user_id=agent.pk, now=world.NOW)
    due_at = next_due_at(work_kind="case", work_id=case.pk)
    assert due_at is not None
    slept = cases.snooze_case(case_id=case.pk, until=due_at + timedelta(days=3), actor_id=agent.pk, now=world.NOW)
    assert slept.wakes_at == (due_at - NEAR_BREACH if due_at - NEAR_BREACH > world.NOW else due_at + timedelta(days=3))


@pytest.mark.parametrize(("minutes", "sleeps"), [(60, False), (300, True)])
def test_a_promise_that_is_due_sooner_shortens_the_sleep(owned: Case, agent: User, minutes: int, sleeps: bool) -> None:
    cases.snooze_case(case_id=owned.pk, until=None, actor_id=agent.pk, now=world.NOW)
    promise = Promise.objects.get(code="request_first_response")
    Promise.objects.filter(pk=promise.pk).update(target_minutes=minutes, target_days=None)
    start_clock(work_kind="case", work_id=owned.pk, promise_code=promise.code, now=world.NOW)
    cases.add_note(case_id=owned.pk, author_id=agent.pk, body="x", idempotency_key="n", now=world.NOW)
    owned.refresh_from_db()
    assert owned.due_at is not None
    assert (owned.is_snoozed, owned.wakes_at) == (sleeps, owned.due_at - NEAR_BREACH if sleeps else None)


def test_handing_over_waking_and_closing_end_the_sleep(owned: Case, agent: User, cause: Cause) -> None:
    colleague = world.user(is_available=False)

    def sleeping() -> Case:
        return cases.snooze_case(case_id=owned.pk, until=None, actor_id=agent.pk, now=LATER)

    sleeping()
    cases.assign_case(case_id=owned.pk, owner_id=colleague.pk, actor_id=agent.pk, now=LATER)
    assert shown("mine", colleague) == [owned.pk]
    sleeping()
    cases.wake_case(case_id=owned.pk, actor_id=colleague.pk, now=LATER)
    assert shown("mine", colleague) == [owned.pk]
    sleeping()
    closed = resolved(owned, colleague, cause)
    assert (closed.is_snoozed, closed.wakes_at) == (False, None)


def test_a_case_nobody_owns_and_a_time_that_is_over_are_refused(opened: Callable[..., Case], agent: User) -> None:
    User.objects.update(is_available=False)
    case = opened()
    with pytest.raises(cases.NobodyToWake):
        cases.snooze_case(case_id=case.pk, until=None, actor_id=agent.pk, now=LATER)
    cases.claim_case(case_id=case.pk, user_id=agent.pk, now=LATER)
    with pytest.raises(cases.SnoozePast):
        cases.snooze_case(case_id=case.pk, until=LATER, actor_id=agent.pk, now=LATER)


def test_one_that_lost_its_owner_comes_back_at_once(owned: Case, agent: User) -> None:
    cases.snooze_case(case_id=owned.pk, until=None, actor_id=agent.pk, now=LATER)
    Case.objects.filter(pk=owned.pk).update(owner=None)  # as when somebody's account is deleted
    assert cases.wake_due_cases(now=LATER) == 1
    assert shown("unassigned", agent) == [owned.pk]
