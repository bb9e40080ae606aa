"""Every setting of verification is honoured: how often, how long, from which answer, and what silence means."""

from datetime import datetime, timedelta

import pytest

from samphan.accounts.models import User
from samphan.automation.services import tell_about_call
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState, Cause
from samphan.cases.rules.verification import VerificationSettings
from samphan.cases.selectors import verification_settings
from samphan.eventlog.models import Event
from samphan.messaging.models import Notice
from tests.cases.steps import LATER, OpenCase, events_of, resolved

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def with_settings(**settings: object) -> None:
    cases.set_verification(settings=VerificationSettings(**settings), now=LATER)  # type: ignore[arg-type]


def chased(case: Case, *days: int) -> list[str]:
    """Ask about a resolved case, look after it on these days, and return how its tries stand."""
    cases.ask_verification(case_id=case.pk, now=LATER)
    for day in days:
        cases.chase_verifications(now=LATER + day * DAY)
    case.refresh_from_db()
    return list(case.verifications.order_by("try_number").values_list("outcome", flat=True))


def answered(case: Case, score: int, *, at: datetime = LATER) -> Case:
    asked = case.verifications.filter(invitation_id__isnull=False).latest("pk")
    return cases.record_verification(case_id=case.pk, invitation_id=asked.invitation_id or 0, score=score, now=at)


def test_tries_is_how_often_a_customer_is_asked(opened: OpenCase, agent: User, cause: Cause) -> None:
    with_settings(tries=3)
    case = resolved(opened(), agent, cause)
    assert chased(case, 3, 6) == ["silent", "silent", "pending"]
    assert case.state == CaseState.RESOLVED
    cases.chase_verifications(now=LATER + 9 * DAY)
    case.refresh_from_db()
    assert case.state == CaseState.SILENT


def test_patience_is_how_long_an_answer_is_waited_for(opened: OpenCase, agent: User, cause: Cause) -> None:
    with_settings(patience_days=5, tries=1)
    case = resolved(opened(), agent, cause)
    assert chased(case, 4) == ["pending"]
    cases.chase_verifications(now=LATER + 5 * DAY)
    case.refresh_from_db()
    assert case.state == CaseState.SILENT


def test_solved_from_is_the_answer_that_confirms(opened: OpenCase, agent: User, cause: Cause) -> None:
    with_settings(solved_from=9)
    case = resolved(opened(), agent, cause)
    chased(case)
    assert answered(case, 8).state == CaseState.OPEN
    resolved(case, agent, cause)
    chased(case)
    assert answered(case, 9).state == CaseState.VERIFIED


def test_silence_may_lead_to_a_call_and_only_then_closes(opened: OpenCase, agent: User, cause: Cause) -> None:
    with_settings(tries=1, on_silence="call")
    case = resolved(opened(), agent, cause)
    assert chased(case, 3) == ["silent", "pending"]
    assert case.state == CaseState.RESOLVED
    due = Event.objects.get(type="case.verification_call_due", subject_id=case.pk)
    tell_about_call(event_id=due.pk, now=LATER)
    assert Notice.objects.filter(kind="case_call_due", user=case.owner).count() == 1
    cases.chase_verifications(now=LATER + 6 * DAY)
    case.refresh_from_db()
    assert case.state == CaseState.SILENT
    assert "case.silent" in events_of(case)


@pytest.mark.parametrize(("score", "state"), [(8, "verified"), (2, "open")])
def test_what_the_customer_says_on_the_phone_decides_as_well(
    score: int, state: str, opened: OpenCase, agent: User, cause: Cause
) -> None:
    with_settings(tries=1, on_silence="call")
    case = resolved(opened(), agent, cause)
    chased(case, 3)
    said = cases.record_spoken_answer(case_id=case.pk, channel="phone", score=score, actor_id=agent.pk, now=LATER)
    assert (said.state, said.reopened_count) == (state, int(state == "open"))
    assert list(case.verifications.order_by("try_number").values_list("channel", "score")) == [
        ("email", None),
        ("phone", score),
    ]


def test_a_case_nobody_asked_by_letter_is_confirmed_in_person(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = resolved(opened(), agent, cause)
    said = cases.record_spoken_answer(case_id=case.pk, channel="visit", score=10, actor_id=agent.pk, now=LATER)
    assert said.state == CaseState.VERIFIED
    assert Event.objects.get(type="case.verified").actor_id == agent.pk
    assert case.verifications.get().channel == "visit"
    with pytest.raises(cases.NothingToConfirm):
        cases.record_spoken_answer(case_id=case.pk, channel="visit", score=10, actor_id=agent.pk, now=LATER)


@pytest.mark.parametrize(("channel", "score"), [("email", 9), ("phone", 11), ("phone", -1)])
def test_an_answer_nobody_can_give_is_refused(
    channel: str, score: int, opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = resolved(opened(), agent, cause)
    with pytest.raises(cases.AnswerNotValid):
        cases.record_spoken_answer(case_id=case.pk, channel=channel, score=score, actor_id=agent.pk, now=LATER)


def test_settings_outside_their_limits_change_nothing() -> None:
    with_settings(tries=4)
    with pytest.raises(cases.VerificationSettingsInvalid):
        with_settings(tries=9)
    assert verification_settings() == VerificationSettings(tries=4)
