"""A customer writes first; later their answer finds the same case."""

from datetime import timedelta

import pytest

from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Channel, Message, Notice
from samphan.messaging.services import receive_message
from samphan.promises.models import Clock
from samphan.promises.services import sweep_clocks
from samphan.signals.models import Signal
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture(autouse=True)
def _installation() -> None:
    world.organisation()
    seed_installation(now=NOW)


def write(body: str, *, number: int, answers: str = "", subject: str = "สอบถาม") -> Message:
    message = receive_message(
        channel_id=Channel.objects.filter(is_active=True).order_by("pk")[0].pk,
        from_address="pim@example.com",
        from_name="พิมพ์ชนก ศรีสุวรรณ",
        subject=subject,
        body=body,
        header_message_id=f"<in-{number}@example.com>",
        in_reply_to=answers,
        references=[answers] if answers else [],
        now=NOW + timedelta(minutes=number),
    )
    assert message is not None
    run_until_idle()
    return message


def test_a_message_becomes_a_case_and_the_reply_to_our_answer_finds_it() -> None:
    agent = world.user()
    write("แอร์ไม่เย็น ช่วยดูให้หน่อยค่ะ", number=1)
    case = Case.objects.get()
    assert (case.kind, case.owner_id, case.title) == ("request", agent.pk, "สอบถาม")

    ours = cases.reply_to_customer(
        case_id=case.pk, author_id=agent.pk, body="ช่างจะเข้าไปพรุ่งนี้ค่ะ", idempotency_key="a", now=NOW
    )
    run_until_idle()
    ours.refresh_from_db()
    assert ours.state == "sent"
    case.refresh_from_db()
    assert case.first_contact_at is not None

    write("ขอเป็นช่วงบ่ายได้ไหมคะ", number=9, answers=ours.header_message_id or "")

    assert Case.objects.count() == 1
    assert Clock.objects.filter(work_id=case.pk, metric="next_response", state="running").count() == 1
    assert Notice.objects.filter(user=agent, kind="customer_replied").count() == 1


def test_the_same_mail_twice_is_one_message_and_one_case() -> None:
    world.user()
    write("แอร์ไม่เย็น", number=1)
    receive_message(
        channel_id=Channel.objects.filter(is_active=True).order_by("pk")[0].pk,
        from_address="pim@example.com",
        from_name="",
        subject="สอบถาม",
        body="แอร์ไม่เย็น",
        header_message_id="<in-1@example.com>",
        in_reply_to="",
        references=[],
        now=NOW,
    )
    run_until_idle()

    assert Message.objects.filter(direction="in").count() == 1
    assert Case.objects.count() == 1


def test_a_thank_you_after_the_answer_starts_nothing() -> None:
    agent = world.user()
    write("แอร์ไม่เย็น", number=1)
    case = Case.objects.get()
    ours = cases.reply_to_customer(case_id=case.pk, author_id=agent.pk, body="แก้แล้วค่ะ", idempotency_key="a", now=NOW)
    run_until_idle()
    ours.refresh_from_db()
    cases.resolve_case(case_id=case.pk, actor_id=agent.pk, now=NOW)

    write("ขอบคุณค่ะ", number=9, answers=ours.header_message_id or "")

    case.refresh_from_db()
    assert case.state != CaseState.OPEN
    assert not Clock.objects.filter(work_id=case.pk, metric="next_response").exists()


def test_a_later_message_is_read_too_and_may_make_its_case_more_urgent() -> None:
    manager = world.user(Role.MANAGER, is_available=False, name="สมศักดิ์")
    agent = world.user()
    write("แอร์ไม่เย็น", number=1)
    case = Case.objects.get()
    ours = cases.reply_to_customer(case_id=case.pk, author_id=agent.pk, body="รับแล้วค่ะ", idempotency_key="a", now=NOW)
    run_until_idle()
    ours.refresh_from_db()
    assert (case.priority, Notice.objects.filter(user=manager, kind="case_more_urgent").count()) == (3, 0)

    write("ถ้ายังไม่มาซ่อม ผมจะแจ้งความและร้อง สคบ.", number=9, answers=ours.header_message_id or "")
    write("ผมจะแจ้งความแน่นอน", number=10, answers=ours.header_message_id or "")

    case.refresh_from_db()
    assert (case.priority, Case.objects.count()) == (1, 1)
    heard = Signal.objects.filter(submission_kind="message").order_by("pk")
    assert [urgency >= 2 for urgency in heard.values_list("urgency", flat=True)] == [False, True, True]
    changed = Event.objects.filter(type="case.priority_changed", subject_id=case.pk)
    assert [event.data for event in changed] == [{"before": 3, "after": 1}]
    assert Notice.objects.filter(user=manager, kind="case_more_urgent").count() == 1

    write("ขอบคุณค่ะ ไม่เป็นไร", number=11, answers=ours.header_message_id or "")
    case.refresh_from_db()
    assert case.priority == 1


def test_a_missed_promise_is_told_to_the_owner_and_one_level_up() -> None:
    lead = world.user(is_available=False, name="อรทัย")
    agent = world.user(reports_to=lead)
    write("แอร์ไม่เย็น", number=1)

    sweep_clocks(now=NOW + timedelta(days=30))
    run_until_idle()

    assert "clock_breached" in Notice.objects.filter(user=agent).values_list("kind", flat=True)
    assert "case_escalated" in Notice.objects.filter(user=lead).values_list("kind", flat=True)


def test_a_wait_that_began_since_is_not_ended_by_news_of_the_one_before() -> None:
    agent = world.user()
    write("แอร์ไม่เย็น", number=1)
    case = Case.objects.get()
    case = cases.wait(case_id=case.pk, kind="customer", reason="ขอรูป", actor_id=agent.pk, now=NOW, message_sent=True)
    cases.go_on(case_id=case.pk, now=NOW + timedelta(minutes=5), actor=SYSTEM)
    cases.wait(case_id=case.pk, kind="third_party", reason="รออะไหล่", actor_id=agent.pk, now=NOW + timedelta(minutes=6))

    run_until_idle()

    case.refresh_from_db()
    assert case.state == CaseState.WAITING


def test_an_agreed_date_that_comes_takes_the_case_out_of_waiting() -> None:
    agent = world.user()
    write("แอร์ไม่เย็น", number=1)
    case = Case.objects.get()
    monday = NOW + timedelta(days=3)
    cases.wait(case_id=case.pk, kind="agreed_date", reason="นัดช่างวันจันทร์", actor_id=agent.pk, now=NOW, until=monday)

    sweep_clocks(now=monday + timedelta(minutes=1))
    run_until_idle()

    case.refresh_from_db()
    assert case.state == CaseState.OPEN
