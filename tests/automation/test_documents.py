"""What becomes findable when something happens, where it is read and by whom; private things never."""

from datetime import timedelta

import pytest

from samphan.automation import documents
from samphan.automation.documents import CASES, CUSTOMERS, MESSAGES
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseNote
from samphan.customers import services as customers
from samphan.customers.rules import Contact
from samphan.customers.services import update_customer
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Channel, Message
from samphan.messaging.services import receive_message, seed_channels
from samphan.search.models import Document
from samphan.search.services import request_rebuild, run_rebuild
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db


def _held() -> dict[tuple[str, int], str]:
    return {(row.kind, row.object_id): f"{row.title}|{row.body}" for row in Document.objects.all()}


def _case(**facts: object) -> Case:
    given: dict[str, object] = {"kind": "request", "title": "แอร์ไม่เย็น", "customer_id": world.customer().pk}
    return cases.open_case(new=cases.NewCase(**{**given, **facts}), now=NOW)  # type: ignore[arg-type]


def _received(body: str, sender: str = "pim@example.com") -> Message:
    channel = Channel.objects.filter(kind="email").first() or Channel.objects.create(
        kind="email", name="อีเมล", created_at=NOW
    )
    made = receive_message(
        channel_id=channel.pk, from_address=sender, from_name="พิมพ์ชนก", subject="เรื่องแอร์", body=body,
        header_message_id="", in_reply_to="", references="", now=NOW,
    )  # fmt: skip
    assert made is not None
    return made


def test_a_case_is_found_by_what_was_said_noted_and_done() -> None:
    world.organisation()
    agent, case = world.user(), _case(excerpt="ช่างไม่มา")
    cases.add_note(case_id=case.pk, author_id=agent.pk, body="โทรไปแล้วไม่รับ", now=NOW, idempotency_key="n1")
    run_until_idle()
    assert _held() == {("case", case.pk): "แอร์ไม่เย็น|ช่างไม่มา\nโทรไปแล้วไม่รับ"}


def test_what_others_were_asked_and_answered_is_found_in_the_case_by_those_who_may_read_it() -> None:
    world.organisation()
    seed_channels(now=NOW)
    agent, other, case = world.user(), world.user(name="อรทัย วงศ์ดี"), _case(branch_id=world.branch().pk)
    said = {"case_id": case.pk, "now": NOW}
    side = cases.ask_aside(
        subject="อะไหล่", body="มีคอมเพรสเซอร์ไหม", user_id=other.pk, author_id=agent.pk, idempotency_key="a", **said
    )
    run_until_idle()
    cases.write_aside(side_id=side.pk, body="หมดสต็อก", author_id=other.pk, idempotency_key="b", **said)
    run_until_idle()
    cases.write_aside(side_id=side.pk, body="สั่งได้เมื่อไหร่", author_id=agent.pk, idempotency_key="c", **said)
    run_until_idle()
    row = Document.objects.get()
    assert row.body.split("\n") == ["อะไหล่", "สั่งได้เมื่อไหร่", "หมดสต็อก", "มีคอมเพรสเซอร์ไหม"]
    assert (row.kind, row.branch_id) == ("case", case.branch_id), "found by whoever may read cases, of its branch"


def test_a_message_is_read_in_its_case_and_belongs_to_the_cases_branch() -> None:
    world.organisation()
    seed_installation(now=NOW)
    message = _received("แอร์ไม่เย็นเลยค่ะ ช่วยส่งช่างมาดูหน่อย")
    run_until_idle()
    case = Case.objects.get()
    row = Document.objects.get(kind="message")
    assert (row.object_id, row.place_kind, row.place_id) == (message.pk, "case", case.pk)
    assert row.branch_id == case.branch_id
    assert row.customer_id == case.customer_id


def test_what_a_machine_wrote_or_never_left_is_not_found() -> None:
    message = _received("แอร์ไม่เย็น")
    Message.objects.filter(pk=message.pk).update(author_kind="system")
    assert MESSAGES.documents_after(after_id=0, limit=10) == ([], 0)
    Message.objects.filter(pk=message.pk).update(author_kind="human", state="refused")
    assert MESSAGES.count() == 0


def test_notes_and_ordinary_facts_are_found_private_ones_and_those_taken_back_never() -> None:
    person, agent = world.customer(), world.user()
    customers.add_note(customer_id=person.pk, author_id=agent.pk, body="ชอบให้โทรตอนเย็น", now=NOW, idempotency_key="n1")
    for sensitivity in ("ordinary", "private", "special"):
        customers.add_fact(
            customer_id=person.pk, body=f"เรื่อง {sensitivity}", source="-", sensitivity=sensitivity,
            learned_date=NOW.date(), now=NOW,
        )  # fmt: skip
    wrong = customers.add_fact(customer_id=person.pk, body="จำผิด", source="-", learned_date=NOW.date(), now=NOW)
    customers.retract_fact(fact_id=wrong.pk, now=NOW)
    run_until_idle()
    assert _held() == {("customer", person.pk): "|เรื่อง ordinary\nชอบให้โทรตอนเย็น"}


def test_when_the_last_word_about_somebody_is_taken_back_they_are_found_no_more() -> None:
    person = world.customer()
    fact = customers.add_fact(customer_id=person.pk, body="แพ้ฝุ่น", source="-", learned_date=NOW.date(), now=NOW)
    run_until_idle()
    assert len(_held()) == 1
    customers.retract_fact(fact_id=fact.pk, now=NOW)
    run_until_idle()
    assert _held() == {}


def test_a_customer_who_changes_branch_takes_their_messages_along() -> None:
    message = _received("ขอบคุณค่ะ")  # opens no case
    run_until_idle()
    branch = world.branch()
    update_customer(customer_id=message.conversation.customer_id, branch_id=branch.pk, now=NOW)
    run_until_idle()
    row = Document.objects.get(kind="message")
    assert (row.branch_id, row.place_kind, row.place_id) == (branch.pk, "customer", message.conversation.customer_id)


def test_what_is_noted_while_a_case_is_written_is_written_too(monkeypatch: pytest.MonkeyPatch) -> None:
    world.organisation()
    agent, case = world.user(), _case()
    run_until_idle()
    cases.add_note(case_id=case.pk, author_id=agent.pk, body="โทรแล้ว", now=NOW, idempotency_key="n1")
    usual, looked = documents.case_documents, []

    def slow(*, case_ids: list[int]) -> object:
        found = usual(case_ids=case_ids)
        if not looked:
            looked.append(case_ids)
            CaseNote.objects.create(case=case, author=agent, body="ไม่รับสาย", created_at=NOW)
        return found

    monkeypatch.setattr(documents, "case_documents", slow)
    run_until_idle()
    assert "ไม่รับสาย" in _held()["case", case.pk]


def test_a_file_that_moves_a_customer_and_its_undoing_take_their_messages_along() -> None:
    message = _received("ขอบคุณค่ะ")
    run_until_idle()
    branch = world.branch()
    contact = Contact("email", "pim@example.com")
    saved = customers.save_customers(
        records=[customers.CustomerRecord(contacts=(contact,), branch_id=branch.pk)], now=NOW, seen=set()
    )
    assert saved.customer_ids == [message.conversation.customer_id]
    assert Document.objects.get(kind="message").branch_id == branch.pk
    customers.restore_customers(rows=saved.before)
    assert Document.objects.get(kind="message").branch_id is None


def test_a_rebuild_writes_what_the_events_wrote() -> None:
    world.organisation()
    seed_installation(now=NOW)
    agent = world.user()
    _received("แอร์ไม่เย็นเลยค่ะ")
    customers.add_note(
        customer_id=world.customer().pk, author_id=agent.pk, body="ลูกค้าประจำ", now=NOW, idempotency_key="n1"
    )
    run_until_idle()
    before = _held()
    assert len(before) == 3
    later = NOW + timedelta(hours=1)
    run_rebuild(rebuild_id=request_rebuild(now=later).pk, now=later)
    assert _held() == before
    assert (CUSTOMERS.count(), CASES.count(), MESSAGES.count()) == (2, 1, 1)
