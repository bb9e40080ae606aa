"""What counts as a response: a message a person sent and the customer can see. Nothing else stops the clock."""

from datetime import timedelta

import pytest

from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Channel
from samphan.messaging.services import receive_message, send_message
from samphan.promises.models import Clock, Promise
from samphan.promises.services import save_agreement
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture(autouse=True)
def _installation() -> None:
    world.organisation()
    seed_installation(now=NOW)


@pytest.fixture
def case() -> Case:
    """A request that came by mail, with an owner."""
    world.user()
    write("แอร์ไม่เย็นค่ะ", number=1)
    return Case.objects.get()


def write(body: str, *, number: int, answers: str = "") -> None:
    receive_message(
        channel_id=Channel.objects.filter(is_active=True).order_by("pk")[0].pk,
        from_address="pim@example.com",
        from_name="พิมพ์ชนก",
        subject="สอบถาม",
        body=body,
        header_message_id=f"<in-{number}@example.com>",
        in_reply_to=answers,
        references=[answers] if answers else [],
        now=NOW + timedelta(minutes=number),
    )
    run_until_idle()


def state(metric: str = "first_response") -> list[str]:
    return list(Clock.objects.filter(metric=metric).order_by("pk").values_list("state", flat=True))


def answer(case: Case, body: str, key: str, minutes: int) -> str:
    assert case.owner_id is not None
    now = NOW + timedelta(minutes=minutes)
    sent = cases.reply_to_customer(case_id=case.pk, author_id=case.owner_id, body=body, idempotency_key=key, now=now)
    run_until_idle()
    sent.refresh_from_db()
    return sent.header_message_id or ""


def test_a_note_a_new_priority_and_a_letter_of_the_machine_are_no_response(case: Case) -> None:
    assert case.owner_id is not None
    assert case.customer_id is not None
    cases.add_note(
        case_id=case.pk, author_id=case.owner_id, body="โทรไม่ติด", idempotency_key="note", now=NOW + timedelta(minutes=2)
    )
    cases.change_priority(case_id=case.pk, priority=1, actor_id=case.owner_id, now=NOW + timedelta(minutes=3))
    send_message(
        customer_id=case.customer_id,
        conversation_id=case.conversation_id,
        body="ได้รับเรื่องแล้วค่ะ",
        purpose="reply",
        now=NOW + timedelta(minutes=4),
        idempotency_key="machine",
    )
    run_until_idle()
    assert state() == ["running"]


def test_a_message_a_person_sent_is_the_response(case: Case) -> None:
    answer(case, "ช่างจะเข้าไปพรุ่งนี้ค่ะ", "a", 2)
    assert state() == ["met"]


@pytest.mark.parametrize("closer", ["ขอบคุณค่ะ", "ขอบคุณครับ", "thanks", "👍"])
def test_a_trailing_thanks_starts_no_clock_and_a_question_does(case: Case, closer: str) -> None:
    ours = answer(case, "ช่างจะเข้าไปพรุ่งนี้ค่ะ", "a", 2)
    write(closer, number=3, answers=ours)
    assert state("next_response") == []
    write("กี่โมงคะ", number=4, answers=ours)
    assert state("next_response") == ["running"]


def test_an_answer_restarts_the_progress_update_an_agreement_promises_on_this_channel() -> None:
    Promise.objects.filter(code="request_progress").update(is_active=True)
    save_agreement(
        name="ทุกคนที่เขียนมา",
        targets=[{"metric": "progress", "days": 1}, {"metric": "first_response", "minutes": 30}],
        channel=Channel.objects.filter(is_active=True).order_by("pk")[0].kind,
        now=NOW,
        valid_from=NOW,
    )
    world.user()
    write("แอร์ไม่เย็นค่ะ", number=1)
    assert Clock.objects.get(metric="first_response").target_minutes == 30
    answer(Case.objects.get(), "กำลังตรวจสอบค่ะ", "a", 2)
    assert state("progress") == ["met", "running"]


def test_an_urgent_case_follows_the_agreement_for_what_is_urgent(case: Case) -> None:
    save_agreement(
        name="ด่วน",
        targets=[{"metric": "first_response", "minutes": 15, "priority": 1}],
        on_change="recompute",
        now=NOW,
        valid_from=NOW,
    )
    assert Clock.objects.get(metric="first_response").target_minutes == 240
    assert case.owner_id is not None
    cases.change_priority(case_id=case.pk, priority=1, actor_id=case.owner_id, now=NOW + timedelta(minutes=3))
    ticking = Clock.objects.get(metric="first_response")
    assert ticking.target_minutes == 15
    case.refresh_from_db()
    assert case.due_at == ticking.due_at
