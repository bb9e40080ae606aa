"""The customer has the last word, and is asked for it a few times a resolution."""

from datetime import datetime, timedelta

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState, Cause
from samphan.cases.rules import VERIFICATION_PATIENCE
from samphan.eventlog.events import SYSTEM
from samphan.surveys.models import Survey
from tests.cases.steps import LATER, OpenCase, events_of, resolved

pytestmark = pytest.mark.django_db


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


def test_without_a_survey_to_ask_by_a_solved_case_is_closed_unconfirmed(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)
    Survey.objects.filter(purpose="verification").update(is_active=False)

    assert cases.ask_verification(case_id=case.pk, now=LATER) is None

    case.refresh_from_db()
    assert case.state == CaseState.SILENT
    assert "case.verification_not_possible" in events_of(case)


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
