"""Around the composer: replies kept ready, taking back, the checklist, asking aside, who else is here."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from time_machine import TimeMachineFixture

from samphan.accounts.models import Team, User
from samphan.cases.events import SideAnswered
from samphan.cases.models import CannedReply, Case, SideConversation
from samphan.cases.rules.checklists import NewItem
from samphan.cases.selectors import checklist_items
from samphan.cases.services import add_note, ask_aside, record_action, save_closing_settings
from samphan.customers.models import Customer, Order
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.services import record
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.web.case.reading import foreign_changes, latest_event_id
from tests import world
from tests.budget import assert_constant_queries, count_queries
from tests.web.case.test_page import HTMX, _both, page_of, signed_in

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def test_a_reply_is_found_filled_in_and_what_it_does_is_done_with_the_answer(signed_in: Client, case: Case) -> None:
    picker = signed_in.get(f"/cases/{case.pk}/replies/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in picker
    assert "สวัสดีค่ะ คุณพิม" in picker
    assert "To fill in: the order number" in picker
    asking = CannedReply.objects.get(seed="ask_photo")
    composed = signed_in.get(f"/cases/{case.pk}/?canned={asking.pk}").content.decode()
    assert "ให้ดูเพิ่มเติมได้ไหมคะ" in composed
    assert f'name="canned" value="{asking.pk}" checked' in composed
    form = {"body": "ขอรูปหน่อยค่ะ", "key": "k", "canned": str(asking.pk)}
    assert signed_in.post(f"/cases/{case.pk}/reply/", form | _both(signed_in, case)).status_code == 302
    case.refresh_from_db()
    assert case.state == "waiting"


def test_a_conflict_keeps_the_chosen_reply_with_the_draft(signed_in: Client, case: Case) -> None:
    asking = CannedReply.objects.get(seed="ask_photo")
    form = {"body": "ร่าง", "key": "k", "canned": str(asking.pk)} | _both(signed_in, case)
    add_note(case_id=case.pk, author_id=world.user().pk, body="โทรแล้ว", idempotency_key="n", now=clock.now())
    answer = signed_in.post(f"/cases/{case.pk}/reply/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ร่าง</textarea>" in page
    assert f'name="canned" value="{asking.pk}" checked' in page
    assert not Message.objects.exists()


def test_a_blank_is_named_and_nothing_is_sent(signed_in: Client, case: Case) -> None:
    form = {"body": "คำสั่งซื้อ {order}", "key": "k"} | _both(signed_in, case)
    answer = signed_in.post(f"/cases/{case.pk}/reply/", form, headers=HTMX)
    assert "still a blank to fill in: {order}" in answer.content.decode()
    assert not Message.objects.exists()


def test_an_answer_is_taken_back_into_the_composer_while_it_is_held(
    signed_in: Client, case: Case, settings: LazySettings, time_machine: TimeMachineFixture
) -> None:
    settings.UNDO_SEND_SECONDS = 10
    form = {"body": "ผิดคนค่ะ", "key": "k"} | _both(signed_in, case)
    page = signed_in.post(f"/cases/{case.pk}/reply/", form, headers=HTMX).content.decode()
    held = Message.objects.get()
    address = f"/cases/{case.pk}/messages/{held.pk}/undo/"
    assert held.due_at == held.created_at + timedelta(seconds=10)
    assert address in page
    time_machine.move_to(clock.now() + timedelta(seconds=11))
    assert address not in page_of(signed_in, case)
    undone = signed_in.post(address, headers=HTMX).content.decode()
    assert "ผิดคนค่ะ</textarea>" in undone
    assert "Nothing was sent" in undone
    assert not Message.objects.exists()
    assert signed_in.post(address).status_code == 409


def test_a_canned_reply_taken_back_is_whole_again_and_what_stays_is_named(
    signed_in: Client, case: Case, settings: LazySettings
) -> None:
    settings.UNDO_SEND_SECONDS = 10
    CannedReply.objects.filter(seed="ask_photo").update(action_taken="ขอรูปแล้ว")
    canned = CannedReply.objects.get(seed="ask_photo").pk
    form = {"body": "ขอรูปนะคะ", "key": "k", "canned": canned} | _both(signed_in, case)
    signed_in.post(f"/cases/{case.pk}/reply/", form, headers=HTMX)
    record_action(case_id=case.pk, action_taken="นัดใหม่", actor_id=world.user().pk, now=clock.now())
    held = Message.objects.get()
    undone = signed_in.post(f"/cases/{case.pk}/messages/{held.pk}/undo/", headers=HTMX).content.decode()
    assert "ขอรูปนะคะ</textarea>" in undone
    assert re.search(rf'name="canned" value="{canned}" checked', undone)
    assert "Changed since, so it stays as it is: what was done." in undone


def test_the_checklist_is_ticked_beside_the_case_and_holds_the_closing(signed_in: Client, case: Case) -> None:
    wanted = [NewItem(item_id=None, text_th="โทรยืนยัน", text_en="Call to confirm", is_required=True)]
    save_closing_settings(kind="feedback", required=("note",), items=wanted, now=clock.now())
    (item,) = checklist_items(kind="feedback")
    assert "Call to confirm" in page_of(signed_in, case)
    whole = {"cause": _a_cause(signed_in, case), "action_taken": "นัดใหม่", "told_customer": "โทรแล้ว"}
    address = f"/cases/{case.pk}/close/"
    no_note = signed_in.post(address, whole | _both(signed_in, case)).content.decode()
    assert "closed with one" in no_note
    not_done = signed_in.post(address, whole | {"note": "คุยแล้ว"} | _both(signed_in, case)).content.decode()
    assert "Not everything on the checklist is done" in not_done
    assert not case.notes.exists()
    ticked = signed_in.post(f"/cases/{case.pk}/checklist/{item.pk}/", {"done": "yes"}, headers={"HX-Request": "true"})
    assert 'aria-checked="true"' in ticked.content.decode()
    inbox = f"/inbox/?case={case.pk}"
    beside = {"done": "yes", "next": inbox}
    ticked = signed_in.post(f"/cases/{case.pk}/checklist/{item.pk}/", beside, headers={"HX-Request": "true"})
    assert f'name="next" value="{inbox}"' in ticked.content.decode()
    assert signed_in.post(f"/cases/{case.pk}/checklist/{item.pk}/", beside)["Location"] == inbox
    assert signed_in.post(address, whole | {"note": "คุยแล้ว"} | _both(signed_in, case)).status_code == 302
    case.refresh_from_db()
    assert case.state == "resolved"


def test_what_it_is_about_is_chosen_and_shown(signed_in: Client, case: Case, customer: Customer) -> None:
    branch = world.branch()
    order = Order.objects.create(
        customer=customer, external_ref="RD-1", total_satang=1, ordered_at=clock.now(), created_at=clock.now()
    )
    address = f"/cases/{case.pk}/about/"
    assert "#RD-1" in signed_in.get(address).content.decode()
    chosen = {"branch": branch.pk, "order": order.pk} | _both(signed_in, case)
    assert signed_in.post(address, chosen).status_code == 302
    assert "LPR · #RD-1" in page_of(signed_in, case)


def test_a_team_is_asked_aside_and_the_case_says_that_it_waits(signed_in: Client, case: Case, agent: User) -> None:
    member = world.user(name="อรทัย วงศ์ดี")
    team = Team.objects.create(name="บัญชี")
    team.members.add(member)
    address = f"/cases/{case.pk}/aside/"
    form = {"whom": f"team:{team.pk}", "subject": "ใบกำกับ", "body": "ออกให้ได้ไหม", "key": "k"}
    for _ in range(2):
        assert signed_in.post(address, form).status_code == 302
    side = SideConversation.objects.get()
    page = page_of(signed_in, case)
    assert "Waits for บัญชี" in page
    assert "ออกให้ได้ไหม" in page
    hers = Client()
    hers.force_login(member)
    answered = hers.post(f"{address}{side.pk}/", {"body": "ออกให้แล้ว", "key": "a"}, headers=HTMX)
    assert answered.status_code == 200
    page = page_of(signed_in, case)
    assert "Answer given" in page
    assert "Waits for บัญชี" not in page
    signed_in.post(f"{address}{side.pk}/end/")
    side.refresh_from_db()
    assert side.state == "done"
    assert not Message.objects.filter(direction="out", body__contains="ออกให้").exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"whom": "", "email": "no address"}, "not an e-mail address"),
        ({"whom": "", "email": ""}, "Choose one team or colleague"),
        ({"whom": "user:999999"}, "Choose one team or colleague"),
    ],
)
def test_nobody_to_ask_is_said_beside_the_form(form: dict[str, str], said: str, signed_in: Client, case: Case) -> None:
    answer = signed_in.post(f"/cases/{case.pk}/aside/", {"subject": "x", "body": "y", "key": "k"} | form)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_who_else_looks_and_types_is_told(signed_in: Client, case: Case, time_machine: TimeMachineFixture) -> None:
    start = clock.now()
    time_machine.move_to(start, tick=False)
    other = Client()
    other.force_login(world.user(name="อรทัย วงศ์ดี"))
    address, version = f"/cases/{case.pk}/here/", case.version
    assert signed_in.post(address).content.decode().strip() == ""
    assert other.post(address, {"typing": "1"}).status_code == 200
    assert "อรทัย is typing" in signed_in.post(address).content.decode()
    time_machine.move_to(start + timedelta(seconds=13), tick=False)
    assert "อรทัย is looking" in signed_in.post(address).content.decode()
    time_machine.move_to(start + timedelta(seconds=30), tick=False)
    assert signed_in.post(address).content.decode().strip() == ""
    case.refresh_from_db()
    assert case.version == version, "to look at a case does not change it"
    assert signed_in.post("/cases/999999/here/").status_code == 404


def test_a_page_that_stays_open_is_told_whether_it_still_shows_all(signed_in: Client, case: Case, agent: User) -> None:
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    shown = {name: re.findall(rf'data-{name}="(\d+)"', page)[0] for name in ("version", "seen", "heard")}
    address = f"/cases/{case.pk}/here/"

    def now() -> str:
        return signed_in.post(address, shown)["Case-Now"]

    assert "Case-Now" not in signed_in.post(address)
    assert now() == "same"
    add_note(case_id=case.pk, author_id=agent.pk, body="ของฉันเอง", idempotency_key="own", now=clock.now())
    assert now() == "changed", "one's own note is no news, and the page does not show it"
    other = world.user(name="อรทัย วงศ์ดี")
    add_note(case_id=case.pk, author_id=other.pk, body="โทรแล้ว", idempotency_key="other", now=clock.now())
    assert now() == "news"
    shown["seen"] = str(latest_event_id(case_id=case.pk))
    assert now() == "changed"
    assert count_queries(now) == count_queries(lambda: signed_in.post(address)) + 1
    mailed = SideAnswered(subject_id=case.pk, customer_id=case.customer_id, side_id=1, by_mail=True)
    record(event=mailed, now=clock.now(), actor=SYSTEM)
    assert now() == "news", "no colleague did it, but somebody waited for it"
    told = foreign_changes(case_id=case.pk, seen_event_id=int(shown["seen"]), user_id=agent.pk)
    assert [event.type for event in told] == ["case.side_answered"]


def test_a_page_that_stays_open_is_told_of_an_answer_that_does_not_arrive(signed_in: Client, case: Case) -> None:
    signed_in.post(f"/cases/{case.pk}/reply/", {"body": "เรียบร้อยค่ะ", "key": "k"} | _both(signed_in, case))
    names = ("version", "seen", "heard", "failed")

    def shown() -> dict[str, str]:
        page = page_of(signed_in, case)
        return {name: re.findall(rf'data-{name}="(\d+)"', page)[0] for name in names}

    def now(page: dict[str, str]) -> str:
        return signed_in.post(f"/cases/{case.pk}/here/", page)["Case-Now"]

    before = shown()
    assert (before["failed"], now(before)) == ("0", "same")
    Message.objects.update(state="failed")
    assert now(before) == "news"
    after = shown()
    assert (after["failed"], now(after)) == ("1", "same"), "told once"
    Message.objects.update(state="queued")
    assert now(after) == "changed", "it is on its way again"
    Message.objects.update(state="refused")
    assert now(before) == "news"
    assert now({name: before[name] for name in names[:3]}) == "same", "a page of before it knew"


def test_more_questions_aside_and_things_to_do_ask_the_database_no_more(
    signed_in: Client, case: Case, agent: User
) -> None:
    def grow(number: int) -> None:
        ask_aside(
            case_id=case.pk, email=f"x{number}@example.com", subject="x", body="y", author_id=agent.pk,
            idempotency_key=f"g{number}", now=clock.now(),
        )  # fmt: skip
        items = [NewItem(item_id=None, text_th=f"{n}", text_en="", is_required=False) for n in range(number + 1)]
        save_closing_settings(kind="feedback", required=(), items=items, now=clock.now())

    grow(0)
    assert_constant_queries(lambda: page_of(signed_in, case), grow=lambda: [grow(n) for n in range(1, 4)])
    picker = f"/cases/{case.pk}/replies/"
    assert_constant_queries(
        lambda: signed_in.get(picker),
        grow=lambda: CannedReply.objects.bulk_create(
            CannedReply(name_th=f"{n}", body_th="{order}", changed_at=clock.now()) for n in range(5)
        ),
    )


def _a_cause(client: Client, case: Case) -> str:
    page = client.get(f"/cases/{case.pk}/close/").content.decode()
    found = re.search(r'name="cause" value="(\d+)"', page)
    assert found is not None
    return found[1]
