from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState, Cause
from samphan.promises.models import Clock, ClockState, Promise
from tests import world
from tests.cases.steps import LATER, OpenCase, events_of, resolved

pytestmark = pytest.mark.django_db


def clocks_of(case: Case) -> dict[str, str]:
    return dict(Clock.objects.filter(work_kind="case", work_id=case.pk).values_list("metric", "state"))


def test_a_new_case_has_an_owner_a_reason_and_running_clocks(opened: OpenCase, agent: User) -> None:
    case = opened()

    assert case.owner_id == agent.pk
    assert case.routing == {
        "rule": "lowest_load",
        "load": 0,
        "considered": 1,
        "skilled": 1,
        "free": 1,
        "speaking": 1,
    }
    assert clocks_of(case) == {"follow_up": ClockState.RUNNING, "resolve": ClockState.RUNNING}
    assert case.due_at is not None
    assert events_of(case) == ["case.opened", "case.assigned"]


def test_the_same_submission_never_opens_a_second_case(opened: OpenCase) -> None:
    first = opened(submission_kind="response", submission_id=7)
    again = opened(submission_kind="response", submission_id=7)

    assert first.pk == again.pk
    assert Case.objects.count() == 1


def test_without_anybody_there_a_case_waits_and_is_routed_when_somebody_comes(seeded: None) -> None:
    case = cases.open_case(new=cases.NewCase(kind="request", title="ขอใบกำกับ", customer_id=None), now=world.NOW)
    assert (case.owner_id, case.routing["rule"]) == (None, "nobody_at_work")

    newcomer = world.user()
    assert cases.route_unassigned_cases(now=LATER) == 1

    case.refresh_from_db()
    assert case.owner_id == newcomer.pk


def test_routing_stops_at_capacity_and_starves_nobody(seeded: None) -> None:
    busy, free = world.user(capacity=2), world.user(name="อรทัย", capacity=2)
    for number in range(5):
        cases.open_case(new=cases.NewCase(kind="request", title=f"{number}", customer_id=None), now=world.NOW)

    loads = {user.pk: Case.objects.filter(owner=user).count() for user in (busy, free)}
    assert loads == {busy.pk: 2, free.pk: 2}
    assert Case.objects.filter(owner=None).count() == 1


def test_the_second_to_claim_learns_who_was_first(seeded: None) -> None:
    case = cases.open_case(new=cases.NewCase(kind="request", title="x", customer_id=None), now=world.NOW)
    first, second = world.user(name="มานี"), world.user(name="ชูใจ")

    cases.claim_case(case_id=case.pk, user_id=first.pk, now=LATER)
    with pytest.raises(cases.CaseTaken) as refused:
        cases.claim_case(case_id=case.pk, user_id=second.pk, now=LATER)

    assert refused.value.facts["owner"] == "มานี"


def test_who_may_not_work_cases_is_not_given_one(opened: OpenCase, agent: User) -> None:
    analyst = world.user(Role.ANALYST)

    with pytest.raises(cases.CannotOwnCases):
        cases.assign_case(case_id=opened().pk, owner_id=analyst.pk, actor_id=agent.pk, now=LATER)


def test_a_change_on_a_stale_page_is_refused_and_writes_nothing(opened: OpenCase, agent: User) -> None:
    case = opened()
    cases.add_note(case_id=case.pk, author_id=agent.pk, body="โทรแล้ว", idempotency_key="k", now=LATER)

    with pytest.raises(cases.CaseChanged):
        cases.change_priority(case_id=case.pk, priority=1, actor_id=agent.pk, now=LATER, version=case.version)

    case.refresh_from_db()
    assert case.priority == 3


CLOSINGS = {
    "no cause": (False, "ส่งของใหม่", "โทรแจ้งแล้ว", cases.CauseMissing),
    "no action": (True, "", "โทรแจ้งแล้ว", cases.ActionMissing),
    "customer told nothing": (True, "ส่งของใหม่", " ", cases.TellingMissing),
}


@pytest.mark.parametrize(("with_cause", "action", "told", "refusal"), CLOSINGS.values(), ids=CLOSINGS)
def test_a_feedback_case_is_not_closed_without(
    with_cause: bool, action: str, told: str, refusal: type[Exception], opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = opened()

    with pytest.raises(refusal):
        cases.resolve_case(
            case_id=case.pk,
            actor_id=agent.pk,
            now=LATER,
            cause_id=cause.pk if with_cause else None,
            action_taken=action,
            told_customer=told,
        )

    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_the_database_too_refuses_to_close_without_cause_and_action(opened: OpenCase) -> None:
    case = opened()

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state=CaseState.RESOLVED)


def test_a_group_of_causes_is_no_cause(opened: OpenCase, agent: User) -> None:
    group = Cause.objects.get(code="waiting")

    with pytest.raises(cases.CauseUnknown):
        cases.record_cause(case_id=opened().pk, cause_id=group.pk, actor_id=agent.pk, now=LATER)


def test_resolving_stops_every_clock_and_leaves_the_last_word_to_the_customer(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)

    assert case.state == CaseState.RESOLVED
    assert set(clocks_of(case).values()) == {ClockState.MET}
    assert case.due_at is None
    assert case.closed_at is None


def test_a_customer_who_writes_again_opens_the_resolved_case(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)

    cases.take_customer_message(case_id=case.pk, now=LATER, is_closer=False)

    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert clocks_of(case)["resolve"] == ClockState.RUNNING


def test_a_thank_you_neither_reopens_nor_starts_a_clock(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)

    cases.take_customer_message(case_id=case.pk, now=LATER, is_closer=True)

    case.refresh_from_db()
    assert case.state == CaseState.RESOLVED


def test_reaching_the_customer_keeps_the_follow_up_promise_and_a_missed_call_does_not(
    opened: OpenCase, agent: User
) -> None:
    case = opened()

    cases.log_attempt(
        case_id=case.pk, channel="phone", outcome="no_answer", actor_id=agent.pk, idempotency_key="1", now=LATER
    )
    assert clocks_of(case)["follow_up"] == ClockState.RUNNING
    cases.log_attempt(
        case_id=case.pk, channel="phone", outcome="reached", actor_id=agent.pk, idempotency_key="2", now=LATER
    )

    case.refresh_from_db()
    assert clocks_of(case)["follow_up"] == ClockState.MET
    assert case.first_contact_at == LATER


def test_waiting_pauses_the_clocks_until_the_customer_writes(opened: OpenCase, agent: User) -> None:
    case = opened()
    cases.wait(case_id=case.pk, kind="customer", reason="ขอรูปสินค้า", actor_id=agent.pk, now=LATER, message_sent=True)
    assert set(clocks_of(case).values()) == {ClockState.PAUSED}

    cases.take_customer_message(case_id=case.pk, now=LATER + timedelta(hours=1), is_closer=False)

    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert set(clocks_of(case).values()) == {ClockState.RUNNING}


@pytest.mark.parametrize(
    ("kind", "until"), [("third_party", None), ("agreed_date", LATER + timedelta(days=2))], ids=["parts", "date"]
)
def test_a_customer_who_writes_ends_no_wait_for_somebody_or_something_else(
    kind: str, until: datetime | None, opened: OpenCase, agent: User
) -> None:
    case = opened()
    cases.log_attempt(
        case_id=case.pk, channel="phone", outcome="reached", actor_id=agent.pk, idempotency_key="2", now=LATER
    )
    cases.wait(case_id=case.pk, kind=kind, reason="รออะไหล่จากโรงงาน", actor_id=agent.pk, now=LATER, until=until)

    cases.take_customer_message(case_id=case.pk, now=LATER + timedelta(hours=1), is_closer=False)

    case.refresh_from_db()
    assert case.state == CaseState.WAITING
    assert case.last_activity_at == LATER + timedelta(hours=1)
    clocks = clocks_of(case)
    assert clocks["resolve"] == clocks["next_response"] == ClockState.PAUSED
    assert events_of(case).count("case.resumed") == 0


def test_a_closed_case_is_not_worked_on(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)

    with pytest.raises(cases.CaseIsClosed):
        cases.change_priority(case_id=case.pk, priority=1, actor_id=agent.pk, now=LATER)


def test_closing_a_request_unanswered_keeps_no_promise_of_an_answer(opened: OpenCase, agent: User) -> None:
    promised = ("request_first_response", "request_resolve")
    quick, late = (opened(kind="request", promise_codes=promised) for _ in range(2))

    cases.resolve_case(case_id=quick.pk, actor_id=agent.pk, now=LATER)
    cases.resolve_case(case_id=late.pk, actor_id=agent.pk, now=world.NOW + timedelta(days=7))

    assert clocks_of(quick) == {"first_response": ClockState.CANCELLED, "resolve": ClockState.MET}
    assert clocks_of(late) == {"first_response": ClockState.MISSED, "resolve": ClockState.MISSED}


def test_a_message_reaches_its_case_when_no_further_answer_is_promised(opened: OpenCase, agent: User) -> None:
    case = opened()
    cases.log_attempt(
        case_id=case.pk, channel="phone", outcome="reached", actor_id=agent.pk, idempotency_key="2", now=world.NOW
    )
    Promise.objects.filter(code="request_next_response").update(is_active=False)

    cases.take_customer_message(case_id=case.pk, now=LATER, is_closer=False)

    case.refresh_from_db()
    assert case.last_activity_at == LATER
