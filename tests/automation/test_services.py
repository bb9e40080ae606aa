from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from samphan.accounts.policies import Role
from samphan.automation import selectors, services
from samphan.automation.models import RuleTree, RuleTreeVersion, Trace, VersionState
from samphan.automation.rules import InvalidTree
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Notice
from samphan.promises.models import Clock, Promise
from samphan.signals.rules import Answer, Submission, comment, rating
from samphan.surveys.models import Response
from samphan.surveys.selectors import relationship_survey
from samphan.surveys.services import record_response
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW
EVERYTHING = {"branches": [{"id": "all", "when": True, "then": [{"do": "open_case", "kind": "request"}]}]}


@pytest.fixture(autouse=True)
def _installation() -> None:
    world.organisation()
    services.seed_installation(now=NOW)


def answer(ref: str, *answers: Answer, **facts: object) -> Response:
    given: dict[str, object] = {"survey_id": relationship_survey().pk, "source": "test", "channel": "web", **facts}
    return record_response(answers=answers, external_ref=ref, now=NOW, **given)  # type: ignore[arg-type]


def test_each_unhappy_answer_opens_one_case_with_its_path() -> None:
    answer("1", rating("nps", "nps", 2), comment("comment", "รอนานมาก"))
    answer("2", rating("nps", "nps", 9), comment("comment", "ดีมากค่ะ"))
    run_until_idle()

    case = Case.objects.get()
    trace = selectors.find_trace(trace_id=case.trace_id or 0)
    assert trace is not None
    assert trace.path == ["unhappy", "unhappy_very"]
    assert trace.facts["score"] == 2
    assert "รอนานมาก" not in str(trace.facts)
    assert (case.score, case.scale, case.title, case.priority) == (2, "nps", "รอนานมาก", 2)


def test_seeding_twice_changes_nothing() -> None:
    services.seed_installation(now=NOW + timedelta(days=1))

    assert RuleTree.objects.count() == 2
    assert RuleTreeVersion.objects.count() == 2


def test_a_score_alone_is_acted_on_once_the_customer_had_time_to_write() -> None:
    response = record_response(
        survey_id=relationship_survey().pk,
        answers=[rating("nps", "nps", 1)],
        source="test",
        channel="web",
        external_ref="tap",
        finish=False,
        now=NOW,
    )
    run_until_idle(NOW + timedelta(seconds=30))
    assert not Case.objects.exists()

    run_until_idle(NOW + timedelta(days=3650))

    assert Case.objects.get().submission_id == response.pk


def test_words_after_the_score_lead_to_the_same_case_once() -> None:
    response = answer("3", rating("nps", "nps", 1), comment("comment", "ช่างไม่มาตามนัด"))
    run_until_idle(NOW + timedelta(days=3650))
    run_until_idle(NOW + timedelta(days=3650))

    assert Case.objects.filter(submission_id=response.pk).count() == 1
    assert Trace.objects.filter(submission_id=response.pk).count() == 1


def save(tree: RuleTree, body: dict[str, object], *, actor_id: int | None = None) -> RuleTreeVersion:
    """Save a draft as somebody does who has just read the tree."""
    tree.refresh_from_db()
    return services.save_draft(tree_id=tree.pk, body=body, revision=tree.revision, now=NOW, actor_id=actor_id)


def test_of_two_people_on_one_draft_the_second_learns_who_saved() -> None:
    tree = RuleTree.objects.get(code="feedback")
    first = world.user(Role.MANAGER, name="มานี")
    draft = save(tree, EVERYTHING, actor_id=first.pk)

    with pytest.raises(services.DraftChanged) as refused:
        services.save_draft(tree_id=tree.pk, body={"branches": []}, revision=tree.revision, now=NOW, actor_id=None)

    draft.refresh_from_db()
    assert draft.body == EVERYTHING
    assert refused.value.facts == {"who": "มานี", "revision": tree.revision + 1}


@pytest.mark.parametrize("end", [services.discard_draft, partial(services.activate_version, now=NOW)])
def test_a_draft_that_was_ended_meanwhile_does_not_come_back_by_a_late_save(end: Callable[..., object]) -> None:
    tree = RuleTree.objects.get(code="feedback")
    draft = save(tree, EVERYTHING)
    tree.refresh_from_db()
    end(version_id=draft.pk, actor_id=None)

    with pytest.raises(services.DraftChanged):
        services.save_draft(tree_id=tree.pk, body={"branches": []}, revision=tree.revision, now=NOW, actor_id=None)
    assert not tree.versions.filter(state=VersionState.DRAFT).exists()


def test_a_draft_is_checked_and_leaves_the_live_version_alone() -> None:
    tree = RuleTree.objects.get(code="feedback")
    with pytest.raises(InvalidTree):
        save(tree, {"branches": [{"when": True}]})

    draft = save(tree, EVERYTHING)
    again = save(tree, EVERYTHING)

    assert (draft.pk, draft.number) == (again.pk, 2)
    active = selectors.find_active_version(tree_code="feedback")
    assert active is not None
    assert active.number == 1


def test_activating_retires_the_one_in_use_and_what_was_in_use_never_changes() -> None:
    tree = RuleTree.objects.get(code="feedback")
    first = tree.versions.get()
    draft = save(tree, EVERYTHING)

    services.activate_version(version_id=draft.pk, now=NOW, actor_id=None)

    first.refresh_from_db()
    assert first.state == VersionState.RETIRED
    with pytest.raises(services.VersionIsLive):
        services.discard_draft(version_id=draft.pk, actor_id=None)
    answer("4", rating("nps", "nps", 10))
    run_until_idle()
    assert Case.objects.get().kind == "request"


def test_a_trial_counts_what_each_branch_would_have_caught_and_writes_nothing() -> None:
    for number, score in enumerate((0, 2, 5, 8, 10)):
        answer(f"t{number}", rating("nps", "nps", score))
    version = selectors.find_active_version(tree_code="feedback")
    assert version is not None

    report = services.try_on_past(
        version_id=version.pk, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), now=NOW
    )

    assert (report.total, report.unmatched, report.cases) == (5, 2, 3)
    assert report.by_branch == {"unhappy": 3, "unhappy_very": 2}
    assert not Case.objects.exists()
    assert not Trace.objects.exists()


def test_hits_are_counted_by_branch() -> None:
    for number, score in enumerate((1, 5, 10)):
        answer(f"h{number}", rating("nps", "nps", score))
    run_until_idle()
    version = selectors.find_active_version(tree_code="feedback")
    assert version is not None

    hits = selectors.branch_hits(version_id=version.pk, since=NOW - timedelta(days=30))

    assert hits == {"unhappy": 2, "unhappy_very": 1, "": 1}


def test_facts_know_the_customer_and_the_past_but_not_the_present_complaint() -> None:
    customer = world.customer(order_count=6, spend_satang=1_234_500)
    answer("past", rating("nps", "nps", 3), customer_id=customer.pk)
    Response.objects.filter(external_ref="past").update(answered_at=NOW)
    response = record_response(
        survey_id=relationship_survey().pk,
        answers=[rating("nps", "nps", 1)],
        source="test",
        channel="web",
        external_ref="present",
        customer_id=customer.pk,
        now=NOW + timedelta(days=10),
    )

    facts = selectors.submission_facts(
        submission=Submission(kind="response", id=response.pk), now=NOW + timedelta(days=10)
    )

    assert (facts["order_count"], facts["spend_baht"], facts["is_known"]) == (6, 12345.0, True)
    assert facts["last_unhappy_at"] == NOW


def test_the_owner_is_told_and_managers_hear_of_the_urgent() -> None:
    agent, manager = world.user(), world.user(Role.MANAGER, is_available=False)
    answer("u", rating("nps", "nps", 0), comment("comment", "อันตรายมาก ไฟช็อต จะแจ้งความ"))
    run_until_idle()

    assert Case.objects.get().priority == 1
    assert set(Notice.objects.values_list("user_id", "kind")) == {
        (agent.pk, "case_assigned"),
        (manager.pk, "case_opened"),
    }


def test_who_had_a_case_until_it_was_taken_back_is_not_told_of_it_any_more() -> None:
    agent, customer = world.user(), world.customer()
    answer("u", rating("nps", "nps", 2), comment("comment", "รอนานมาก"), customer_id=customer.pk)
    run_until_idle()
    case, colleague, hold = Case.objects.get(), world.user(name="อรทัย วงศ์ดี"), timedelta(seconds=10)
    at = clock.now()
    reply = cases.CannedDraft(circle="own", name_th="ส่งต่อ", body_th="ขออภัยค่ะ", gives_to=str(colleague.pk))
    canned = cases.save_canned_reply(reply_id=None, draft=reply, actor_id=agent.pk, now=at)
    held = cases.answer_customer(
        case_id=case.pk,
        author_id=agent.pk,
        body="ขออภัยค่ะ",
        canned_id=canned.pk,
        hold=hold,
        idempotency_key="k",
        now=at,
    )
    run_until_idle(at)
    told = Notice.objects.filter(user=colleague, kind="case_assigned", subject_id=case.pk)
    assert told.get().read_at is None
    cases.take_back_answer(case_id=case.pk, message_id=held.pk, actor_id=agent.pk, now=at + hold / 2)
    run_until_idle(at + hold / 2)
    assert told.get().read_at is not None
    assert Notice.objects.filter(user=agent, kind="case_assigned").count() == 1, "she is not told it is new"


def test_the_last_tapped_score_is_the_one_acted_on() -> None:
    taps: dict[str, object] = {"survey_id": relationship_survey().pk, "source": "test", "channel": "web"}
    for score, minutes in ((9, 0), (2, 5)):
        record_response(
            answers=[rating("nps", "nps", score)],
            external_ref="changed",
            finish=False,
            now=NOW + timedelta(minutes=minutes),
            **taps,  # type: ignore[arg-type]
        )
        run_until_idle(NOW + timedelta(days=3650))

    assert Case.objects.get().score == 2


def test_a_promise_that_is_switched_off_costs_no_case_its_opening() -> None:
    Promise.objects.filter(code="feedback_follow_up").update(is_active=False)
    response = answer("off", rating("nps", "nps", 1), comment("comment", "รอนานมาก"))
    run_until_idle()

    case = Case.objects.get(submission_id=response.pk)
    assert list(Clock.objects.filter(work_id=case.pk).values_list("metric", flat=True)) == ["resolve"]
