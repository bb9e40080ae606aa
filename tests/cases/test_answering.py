"""Answering with a canned reply, taking the answer back, and who may keep which reply."""

from datetime import timedelta

import pytest

from samphan.accounts.models import Team, User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import CannedReply, Case, Cause
from samphan.cases.selectors import canned_replies, filled_reply, slot_values
from samphan.cases.services import CannedDraft
from samphan.customers.models import Order
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.kit.errors import Refused
from samphan.messaging.models import Message
from samphan.messaging.services import deliver_message
from samphan.promises.models import Pause
from tests import world
from tests.cases.steps import LATER, OpenCase, events_of

pytestmark = pytest.mark.django_db
HOLD = timedelta(seconds=10)


def kept(author: User, **changes: object) -> CannedReply:
    """Keep a reply of one's own ready."""
    given: dict[str, object] = {"circle": "own", "name_th": "ขอโทษ", "body_th": "ขออภัย{particle} {name}"}
    draft = CannedDraft(**given | changes)  # type: ignore[arg-type]
    return cases.save_canned_reply(reply_id=None, draft=draft, actor_id=author.pk, now=LATER)


def answer(case: Case, author: User, body: str = "สวัสดีค่ะ", **more: object) -> Message:
    """Answer the customer of a case."""
    given: dict[str, object] = {"idempotency_key": "k", "now": LATER} | more
    return cases.answer_customer(case_id=case.pk, author_id=author.pk, body=body, **given)  # type: ignore[arg-type]


def test_a_canned_reply_does_all_it_says_with_the_answer(opened: OpenCase, agent: User) -> None:
    case, colleague = opened(), world.user(name="อรทัย วงศ์ดี")
    canned = kept(
        agent,
        labels=["คืนเงิน"],
        cause_code="money.refund",
        action_taken="คืนเงินแล้ว",
        gives_to=str(colleague.pk),
        then="wait",
    )
    for _ in range(2):
        answer(case, agent, canned_id=canned.pk)
    case.refresh_from_db()
    assert (case.tags, case.action_taken, case.state) == (["คืนเงิน"], "คืนเงินแล้ว", "waiting")
    assert (case.cause.code if case.cause else "", case.owner_id) == ("money.refund", colleague.pk)
    assert events_of(case).count("case.labelled") == events_of(case).count("case.cause_recorded") == 1


def test_what_the_case_says_already_is_not_written_over(opened: OpenCase, agent: User, cause: Cause) -> None:
    case = opened()
    cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=agent.pk, now=LATER)
    cases.record_action(case_id=case.pk, action_taken="นัดใหม่", actor_id=agent.pk, now=LATER)
    canned = kept(agent, cause_code="money.refund", action_taken="คืนเงิน", gives_to="me")
    answer(case, agent, canned_id=canned.pk)
    case.refresh_from_db()
    assert (case.cause_id, case.action_taken, case.owner_id) == (cause.pk, "นัดใหม่", agent.pk)


def test_an_answer_that_closes_the_case_closes_it_or_does_nothing_at_all(opened: OpenCase, agent: User) -> None:
    case = opened()
    closing = kept(agent, then="resolve")
    with pytest.raises(cases.CauseMissing):
        answer(case, agent, canned_id=closing.pk, hold=HOLD)
    assert not Message.objects.exists()
    whole = kept(agent, then="resolve", cause_code="money.refund", action_taken="คืนเงิน")
    sent = answer(case, agent, "คืนเงินแล้วค่ะ", canned_id=whole.pk, hold=HOLD)
    assert answer(case, agent, "คืนเงินแล้วค่ะ", canned_id=whole.pk, hold=HOLD, now=LATER + HOLD) == sent
    case.refresh_from_db()
    assert (case.state, case.told_customer, sent.due_at) == ("resolved", "คืนเงินแล้วค่ะ", LATER)


def test_a_blank_and_a_cause_that_is_gone_stop_the_answer(opened: OpenCase, agent: User) -> None:
    case, canned = opened(), kept(agent, cause_code="money.refund")
    with pytest.raises(cases.BlankLeft, match="order"):
        answer(case, agent, "คำสั่งซื้อ {order}")
    cases.activate_cause_tree(causes=(), now=LATER)
    with pytest.raises(cases.CannedCauseGone):
        answer(case, agent, canned_id=canned.pk)
    with pytest.raises(cases.CannedReplyUnknown):
        answer(case, world.user(), canned_id=canned.pk)
    assert not Message.objects.exists()


def test_an_answer_is_held_and_can_be_taken_back_with_its_words(opened: OpenCase, agent: User) -> None:
    case = opened()
    held = answer(case, agent, "รอคำตอบนะคะ", then_wait=True, hold=HOLD)
    job = Job.objects.get(dedupe_key=f"deliver:{held.pk}")
    assert job.due_at == held.due_at == LATER + HOLD
    taken = cases.take_back_answer(case_id=case.pk, message_id=held.pk, actor_id=agent.pk, now=LATER + HOLD / 2)
    case.refresh_from_db()
    assert (taken.words, case.state, Pause.objects.filter(ended_at=None).exists()) == ("รอคำตอบนะคะ", "open", False)
    deliver_message(message_id=held.pk, now=LATER + HOLD)
    assert not Message.objects.exists()
    assert answer(case, agent, "เขียนใหม่ค่ะ", hold=HOLD).conversation_id == case.conversation_id


def test_what_a_canned_reply_did_is_taken_back_with_it_unless_somebody_changed_it(
    opened: OpenCase, agent: User
) -> None:
    colleague = world.user(name="อรทัย วงศ์ดี")
    canned = kept(
        agent, labels=["คืนเงิน", "ด่วน"], cause_code="money.refund", action_taken="คืนเงินแล้ว",
        gives_to=str(colleague.pk), then="wait",
    )  # fmt: skip
    case = opened()
    cases.label_case(case_id=case.pk, add=["ด่วน"], actor_id=agent.pk, now=LATER - HOLD)
    before = Case.objects.get(pk=case.pk)
    for number, changes in enumerate((False, True)):
        at = LATER + number * timedelta(hours=1)
        held = answer(case, agent, canned_id=canned.pk, hold=HOLD, idempotency_key=f"k{number}", now=at)
        if changes:
            cases.record_action(case_id=case.pk, action_taken="นัดใหม่", actor_id=colleague.pk, now=at + HOLD / 5)
        taken = cases.take_back_answer(case_id=case.pk, message_id=held.pk, actor_id=agent.pk, now=at + HOLD / 2)
        case.refresh_from_db()
        assert (case.tags, case.cause_id, case.state) == (["ด่วน"], None, "open")
        assert case.owner_id == (before.owner_id or agent.pk), "whoever answers a case nobody owns goes on with it"
        assert (case.action_taken, taken.kept) == (("นัดใหม่", ("action",)) if changes else ("", ()))
    assert events_of(case).count("case.record_taken_back") == 2


def test_a_wait_that_began_before_goes_on_when_an_answer_is_taken_back(opened: OpenCase, agent: User) -> None:
    case = opened()
    answer(case, agent, then_wait=True)
    second = answer(case, agent, "อีกเรื่อง", idempotency_key="k2", now=LATER + HOLD, then_wait=True, hold=HOLD)
    cases.take_back_answer(case_id=case.pk, message_id=second.pk, actor_id=agent.pk, now=LATER + HOLD)
    case.refresh_from_db()
    assert case.state == "waiting"


def test_what_has_left_is_a_colleagues_or_of_another_case_is_not_taken_back(opened: OpenCase, agent: User) -> None:
    case, other = opened(), opened()
    held = answer(case, agent, hold=HOLD)
    attempts: list[tuple[Case, User, str]] = [
        (case, world.user(), "messaging.message.not_yours"),
        (other, agent, "cases.reply.nothing_to_take_back"),
    ]
    for where, who, code in attempts:
        with pytest.raises(Refused) as refused:
            cases.take_back_answer(case_id=where.pk, message_id=held.pk, actor_id=who.pk, now=LATER)
        assert refused.value.code == code
    deliver_message(message_id=held.pk, now=LATER + HOLD)
    with pytest.raises(Refused) as refused:
        cases.take_back_answer(case_id=case.pk, message_id=held.pk, actor_id=agent.pk, now=LATER)
    assert refused.value.code == "messaging.message.has_left"


def test_a_held_answer_leaves_by_itself(opened: OpenCase, agent: User) -> None:
    held = answer(opened(), agent)
    run_until_idle()
    held.refresh_from_db()
    assert held.state == "sent"


def test_everybody_sees_their_own_their_teams_and_the_shared_replies(opened: OpenCase, agent: User) -> None:
    lead = world.user(Role.MANAGER)
    team = Team.objects.create(name="ติดตั้ง", lead=agent)
    CannedReply.objects.all().delete()
    own, teams, shared = kept(agent), kept(agent, circle=str(team.pk)), kept(lead, circle="all")
    kept(lead)
    assert [reply.pk for reply in canned_replies(user_id=agent.pk)] == [own.pk, teams.pk, shared.pk]
    assert [reply.pk for reply in canned_replies(user_id=world.user().pk)] == [shared.pk]
    draft = CannedDraft(circle="own", name_th="ของฉัน", body_th="ค่ะ")
    for reply, who, error in (
        (shared, agent, cases.CannedReplyNotYours),
        (own, lead, cases.CannedReplyUnknown),
        (teams, world.user(), cases.CannedReplyNotYours),
    ):
        with pytest.raises(error):
            cases.save_canned_reply(reply_id=reply.pk, draft=draft, actor_id=who.pk, now=LATER)
    cases.remove_canned_reply(reply_id=own.pk, actor_id=agent.pk, now=LATER)
    assert own.pk not in [reply.pk for reply in canned_replies(user_id=agent.pk)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body_th": " "}, "empty"),
        ({"name_th": ""}, "empty"),
        ({"name_th": "ก" * 81}, "too_long"),
        ({"body_th": "{nmae}"}, "slot_unknown"),
        ({"then": "dance"}, "action_unknown"),
        ({"cause_code": "money"}, "action_unknown"),
        ({"gives_to": "999999"}, "action_unknown"),
        ({"circle": "999999"}, "action_unknown"),
        ({"circle": "all"}, "not_yours"),
    ],
)
def test_a_reply_that_cannot_work_is_refused(change: dict[str, str], code: str, agent: User) -> None:
    with pytest.raises(Refused) as refused:
        kept(agent, **change)
    assert refused.value.code == f"cases.canned.{code}"
    assert "{{" not in refused.value.explain(str)


def test_seeding_again_brings_back_nothing_the_firm_took_away(seeded: None) -> None:
    one = CannedReply.objects.get(seed="hours")
    owner = world.user(Role.OWNER)
    cases.remove_canned_reply(reply_id=one.pk, actor_id=owner.pk, now=LATER)
    before = CannedReply.objects.count()
    cases.seed_canned_replies(now=LATER)
    assert CannedReply.objects.count() == before
    assert not CannedReply.objects.get(seed="hours").is_active


def test_slots_are_filled_in_the_customers_language_or_in_the_only_one_there_is(opened: OpenCase, agent: User) -> None:
    agent.particle = "ครับ"
    case = opened(branch_id=world.branch().pk)
    order = Order.objects.create(
        customer=case.customer, external_ref="RD-1", total_satang=1, ordered_at=LATER, created_at=LATER
    )
    values = {language: slot_values(case=case, author=agent, language=language) for language in ("th", "en")}
    both = kept(agent, body_th="{name}{particle} {order} {branch}", body_en="{name}, {branch}")
    thai, english = (
        filled_reply(reply=both, values=values, language=language, particle=agent.particle).text
        for language in ("th", "en")
    )
    assert thai == "คุณพิมครับ RD-1 สาขาลาดพร้าว"
    assert english.endswith(", LPR")
    only = kept(agent, body_th="ค่ะ{particle}")
    assert filled_reply(reply=only, values=values, language="en", particle="ครับ").text == "ค่ะครับ"
    newer = Order.objects.create(
        customer=case.customer, external_ref="RD-2", total_satang=1, ordered_at=LATER + HOLD, created_at=LATER
    )
    assert slot_values(case=case, author=agent, language="th")["order"] == newer.external_ref
    cases.change_about(case_id=case.pk, branch_id=None, order_id=order.pk, actor_id=agent.pk, now=LATER)
    case.refresh_from_db()
    assert slot_values(case=case, author=agent, language="th")["order"] == "RD-1"
