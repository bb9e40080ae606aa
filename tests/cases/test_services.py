from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Attempt, Case, CaseNote, CaseState, Cause
from samphan.cases.rules import VERIFICATION_PATIENCE
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.promises.models import Clock, ClockState, Promise
from samphan.surveys.models import Survey
from tests import world

pytestmark = pytest.mark.django_db
OpenCase = Callable[..., Case]
LATER = world.NOW + timedelta(minutes=30)


def events_of(case: Case) -> list[str]:
    return list(
        Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk").values_list("type", flat=True)
    )


def clocks_of(case: Case) -> dict[str, str]:
    return dict(Clock.objects.filter(work_kind="case", work_id=case.pk).values_list("metric", "state"))


def test_a_new_case_has_an_owner_a_reason_and_running_clocks(opened: OpenCase, agent: User) -> None:
    case = opened()

    assert case.owner_id == agent.pk
    assert case.routing == {"rule": "lowest_load", "load": 0}
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
    assert (case.owner_id, case.routing["rule"]) == (None, "no_capacity")

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


def resolved(case: Case, agent: User, cause: Cause) -> Case:
    return cases.resolve_case(
        case_id=case.pk,
        actor_id=agent.pk,
        now=LATER,
        cause_id=cause.pk,
        action_taken="นัดช่างใหม่",
        told_customer="โทรแจ้งแล้ว",
    )


def test_resolving_stops_every_clock_and_leaves_the_last_word_to_the_customer(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)

    assert case.state == CaseState.RESOLVED
    assert set(clocks_of(case).values()) == {ClockState.MET}
    assert case.due_at is None
    assert case.closed_at is None


@pytest.mark.parametrize(("score", "state"), [(0, "open"), (6, "open"), (7, "verified"), (10, "verified")])
def test_the_customers_answer_decides(score: int, state: str, opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)
    asked = cases.ask_verification(case_id=case.pk, now=LATER)
    assert asked is not None
    assert asked.invitation_id is not None

    case = cases.record_verification(case_id=case.pk, invitation_id=asked.invitation_id, score=score, now=LATER)

    assert case.state == state
    assert case.reopened_count == (state == "open")


def test_the_same_answer_delivered_twice_counts_once(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)
    asked = cases.ask_verification(case_id=case.pk, now=LATER)
    assert asked is not None
    for _ in range(2):
        cases.record_verification(case_id=case.pk, invitation_id=asked.invitation_id or 0, score=2, now=LATER)

    case.refresh_from_db()
    assert case.reopened_count == 1
    assert events_of(case).count("case.reopened") == 1


def test_who_stays_silent_is_asked_twice_and_then_left_in_peace(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)
    cases.ask_verification(case_id=case.pk, now=LATER)
    at = LATER
    for _ in range(3):
        at += timedelta(days=4)
        cases.chase_verifications(now=at)

    case.refresh_from_db()
    assert case.state == CaseState.SILENT
    assert [v.outcome for v in case.verifications.order_by("try_number")] == ["silent", "silent"]


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


def test_without_a_survey_to_ask_by_a_solved_case_is_closed_unconfirmed(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)
    Survey.objects.filter(purpose="verification").update(is_active=False)

    assert cases.ask_verification(case_id=case.pk, now=LATER) is None

    case.refresh_from_db()
    assert case.state == CaseState.SILENT
    assert "case.verification_not_possible" in events_of(case)


def test_a_message_reaches_its_case_when_no_further_answer_is_promised(opened: OpenCase, agent: User) -> None:
    case = opened()
    cases.log_attempt(
        case_id=case.pk, channel="phone", outcome="reached", actor_id=agent.pk, idempotency_key="2", now=world.NOW
    )
    Promise.objects.filter(code="request_next_response").update(is_active=False)

    cases.take_customer_message(case_id=case.pk, now=LATER, is_closer=False)

    case.refresh_from_db()
    assert case.last_activity_at == LATER


def silent_through(case: Case, at: datetime, *, rounds: int) -> datetime:
    """Let a resolved case be asked about, and nobody answer, for some rounds of patience."""
    cases.ask_verification(case_id=case.pk, now=at)
    for _ in range(rounds):
        at += VERIFICATION_PATIENCE
        cases.chase_verifications(now=at)
    return at


def test_a_case_resolved_again_is_asked_about_as_often_as_the_first_time(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)
    at = silent_through(case, LATER, rounds=2)
    cases.reopen_case(case_id=case.pk, reason="staff", now=at, actor=SYSTEM)
    resolved(case, agent, cause)

    silent_through(case, at, rounds=1)
    case.refresh_from_db()
    assert case.state == CaseState.RESOLVED

    cases.chase_verifications(now=at + 2 * VERIFICATION_PATIENCE)
    case.refresh_from_db()
    assert case.state == CaseState.SILENT
    tries = case.verifications.order_by("pk").values_list("resolution_number", "try_number", "outcome")
    assert list(tries) == [(1, 1, "silent"), (1, 2, "silent"), (2, 1, "silent"), (2, 2, "silent")]


def test_a_question_about_the_last_resolution_neither_stops_nor_ends_the_asking_about_this_one(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)
    at = silent_through(case, LATER, rounds=1)  # the second, last try of the first resolution is under way
    cases.take_customer_message(case_id=case.pk, now=at, is_closer=False)
    resolved(case, agent, cause)

    asked = cases.ask_verification(case_id=case.pk, now=at + timedelta(days=1))
    assert asked is not None
    cases.chase_verifications(now=at + VERIFICATION_PATIENCE)

    case.refresh_from_db()
    asked.refresh_from_db()
    assert (case.state, asked.try_number, asked.outcome) == (CaseState.RESOLVED, 1, "pending")


def note(case: Case, author: User, body: str = "โทรแล้ว") -> CaseNote:
    return cases.add_note(case_id=case.pk, author_id=author.pk, body=body, idempotency_key="k", now=LATER)


def attempt(case: Case, by: User, outcome: str = "no_answer") -> Attempt:
    return cases.log_attempt(
        case_id=case.pk, channel="phone", outcome=outcome, actor_id=by.pk, idempotency_key="k", now=LATER
    )


@pytest.mark.parametrize(("act", "event"), [(note, "case.noted"), (attempt, "case.attempt_logged")])
def test_what_is_sent_twice_with_one_key_is_stored_once(
    act: Callable[[Case, User], CaseNote | Attempt], event: str, opened: OpenCase, agent: User
) -> None:
    case = opened()

    assert act(case, agent).pk == act(case, agent).pk
    assert events_of(case).count(event) == 1


@pytest.mark.parametrize("act", [note, attempt])
def test_a_key_that_was_used_for_something_else_is_refused(
    act: Callable[..., CaseNote | Attempt], opened: OpenCase, agent: User
) -> None:
    case = opened()
    act(case, agent)

    for again in (lambda: act(case, agent, "reached"), lambda: act(opened(), agent)):
        with pytest.raises(cases.FormUsedAgain):
            again()
    assert case.notes.count() + case.attempts.count() == 1


def test_an_attempt_sent_twice_is_stored_once_even_when_the_case_was_closed_in_between(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = opened()
    first = attempt(case, agent)
    resolved(case, agent, cause)

    assert attempt(case, agent).pk == first.pk
