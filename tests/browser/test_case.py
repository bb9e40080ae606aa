"""The loop in a real browser: open a case, answer, find the cause, close; and every look of the page."""

import re

import pytest
from django.conf import LazySettings, settings
from playwright.sync_api import Route, expect

from samphan.cases.models import Case
from samphan.cases.selectors import active_causes
from samphan.cases.services import add_note, answer_customer, log_attempt, resolve_case
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.sample.loop import prepare_stage
from tests import world
from tests.browser.conftest import EachLook, OpenHouse
from tests.browser.house import PHONE, WIDE
from tests.web.case.conftest import unhappy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
COUNT_READINGS = """() => {
  let readings = 0;
  document.addEventListener("thread:shown", () => { document.body.dataset.readings = ++readings; });
}"""


def told_case() -> Case:
    """Return a case with a story: an answer heard, a call, a note."""
    agent = prepare_stage(now=clock.now())
    case = unhappy(world.customer(email="pim@example.com"))
    log_attempt(
        case_id=case.pk, channel="phone", outcome="no_answer", actor_id=agent.pk, idempotency_key="a", now=clock.now()
    )
    add_note(
        case_id=case.pk, author_id=agent.pk, body="ลูกค้ามีเด็กเล็ก อย่าโทรก่อน 10 โมง", idempotency_key="n", now=clock.now()
    )
    return case


@pytest.mark.looks
def test_the_case_page_and_its_questions_look_right_to_everybody(each_look: EachLook) -> None:
    case = told_case()
    assert case.owner is not None
    each_look(case.owner, f"/cases/{case.pk}/")
    each_look(case.owner, f"/cases/{case.pk}/close/")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_an_agent_closes_the_loop(open_house: OpenHouse, width: int) -> None:
    case = told_case()
    with open_house(user=case.owner, language="en", width=width) as visit:
        page = visit.go(f"/cases/{case.pk}/")
        page.get_by_label("Your answer").fill("เรียนคุณพิม ช่างจะเข้าไปพรุ่งนี้ 10:30 น. ค่ะ")
        page.get_by_role("button", name=re.compile("^Send( Ctrl|$)")).click()
        expect(page.locator(".msg.out")).to_contain_text("เรียนคุณพิม")
        expect(page.get_by_label("Your answer")).to_have_value("")
        run_until_idle()
        if width == PHONE:
            page.get_by_label("More", exact=True).click()
        page.get_by_role("link", name="Close the loop").filter(visible=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Close the loop").click()
        expect(dialog).to_contain_text("The root cause is missing")
        dialog.get_by_text("Waiting", exact=True).click()
        dialog.get_by_label("Nobody called back").check()
        dialog.get_by_label("What was done").fill("นัดช่างใหม่")
        dialog.get_by_label("What the customer was told").fill("ส่งอีเมลแจ้งนัดใหม่แล้ว")
        visit.assert_accessible()
        dialog.get_by_role("button", name="Close the loop").click()
        expect(page.get_by_text("Loop closed on our side")).to_be_visible()
        visit.complaints = [c for c in visit.complaints if "422" not in c]  # the refusal we asked for
        visit.assert_quiet()
    case.refresh_from_db()
    assert case.state == "resolved"
    assert Message.objects.get(author=case.owner).state == "sent"


def test_keys_write_note_and_answer_by_their_place(open_house: OpenHouse) -> None:
    case = told_case()
    with open_house(user=case.owner, language="en") as visit:
        page = visit.go(f"/cases/{case.pk}/")
        page.keyboard.press("KeyN")
        expect(page.get_by_label("Internal note", exact=True).last).to_be_focused()
        page.keyboard.type("hello")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".note").last).to_contain_text("hello")
        page.locator(".ttl").click()
        page.keyboard.press("KeyR")
        expect(page.get_by_label("Your answer")).to_be_focused()
        page.locator(".ttl").click()
        page.keyboard.press("KeyE")
        expect(page.get_by_role("dialog")).to_contain_text("Root cause")
        page.keyboard.press("Escape")
        page.keyboard.press("KeyA")
        expect(page.get_by_role("dialog")).to_contain_text("Who looks after this case?")
        page.keyboard.press("Escape")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("KeyP")  # folded away in a menu, and asked once: a second answer would undo what was chosen
        expect(page.get_by_role("dialog")).to_contain_text("How urgent is it?")
        assert sum("/priority/" in url for url in asked) == 1
        visit.assert_quiet()


def test_a_conflict_keeps_what_was_typed(open_house: OpenHouse) -> None:
    case = told_case()
    colleague = world.user(name="อรทัย วงศ์ดี")
    with open_house(user=case.owner, language="en") as visit:
        page = visit.go(f"/cases/{case.pk}/")
        page.get_by_label("Your answer").fill("ร่างของฉัน")
        add_note(case_id=case.pk, author_id=colleague.pk, body="โทรแล้ว", idempotency_key="colleague", now=clock.now())
        page.get_by_role("button", name=re.compile("^Send( Ctrl|$)")).click()
        expect(page.get_by_role("alert")).to_contain_text("อรทัย วงศ์ดี: A note was written")
        expect(page.get_by_label("Your answer")).to_have_value("ร่างของฉัน")


def test_a_ready_reply_is_found_by_keys_and_the_answer_taken_back_before_it_leaves(
    open_house: OpenHouse, settings: LazySettings
) -> None:
    settings.UNDO_SEND_SECONDS = 60
    case = told_case()
    with open_house(user=case.owner, language="en") as visit:
        page = visit.go(f"/cases/{case.pk}/")
        answer = page.get_by_label("Your answer")
        page.keyboard.press("KeyR")
        page.keyboard.type("/")
        expect(page.get_by_role("combobox", name="Search replies")).to_be_focused()
        page.keyboard.press("Escape")
        expect(answer).to_have_value("/")
        answer.fill("")
        page.keyboard.type("/")
        page.keyboard.type("photo")
        visit.assert_accessible()
        page.keyboard.press("Enter")
        expect(answer).to_have_value(re.compile("ให้ดูเพิ่มเติมได้ไหมคะ"))
        expect(page.get_by_label("With the answer:")).to_be_checked()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".msg.out")).to_contain_text("Leaves in a moment")
        page.locator(".ttl").click()
        page.keyboard.press("KeyZ")
        expect(answer).to_have_value(re.compile("ให้ดูเพิ่มเติมได้ไหมคะ"))
        visit.assert_quiet()
    assert not Message.objects.exists()


def test_an_open_case_is_live_and_nothing_half_written_in_it_is_lost(open_house: OpenHouse) -> None:
    case = told_case()
    colleague = world.user(name="อรทัย วงศ์ดี")

    def note(body: str) -> None:
        add_note(case_id=case.pk, author_id=colleague.pk, body=body, idempotency_key=body, now=clock.now())
        page.evaluate(LOOK_AGAIN)

    with open_house(user=case.owner, language="en") as visit:
        page = visit.go(f"/cases/{case.pk}/")
        story, news, answer = (
            page.locator("#timeline"),
            page.locator("[data-case-news]"),
            page.get_by_label("Your answer"),
        )
        note("โทรแล้ว ไม่รับ")
        expect(story).to_contain_text("โทรแล้ว ไม่รับ")  # nobody works in it: it is read anew by itself
        assert case.owner_id is not None
        answer_customer(
            case_id=case.pk, author_id=case.owner_id, body="นัดใหม่แล้วค่ะ", idempotency_key="s", now=clock.now()
        )
        page.evaluate(LOOK_AGAIN)
        expect(story).to_contain_text("นัดใหม่แล้วค่ะ")
        Message.objects.update(state="failed")
        page.evaluate(LOOK_AGAIN)
        expect(story).to_contain_text("Could not be delivered")
        answer.fill("ร่างของฉัน")
        note("ลูกค้าโทรกลับ")
        expect(news).to_be_visible()
        visit.assert_fits()
        expect(story).not_to_contain_text("ลูกค้าโทรกลับ")
        news.click()
        expect(story).to_contain_text("ลูกค้าโทรกลับ")
        expect(news).to_be_hidden()
        expect(answer).to_have_value("ร่างของฉัน")

        page.locator(".ttl").click()
        page.keyboard.press("KeyP")
        page.get_by_role("dialog").get_by_label("Urgent").check()
        page.get_by_role("button", name="Set the priority").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(story).to_contain_text("→ Urgent")
        expect(answer).to_have_value("ร่างของฉัน")
        page.get_by_label("More", exact=True).click()
        page.get_by_role("link", name="Pause the clocks").click()
        page.get_by_label("Why, in a few words").fill("รออะไหล่")
        page.get_by_role("button", name="Pause", exact=True).click()
        expect(story).to_contain_text("The clocks are paused")
        page.get_by_label("More", exact=True).click()
        page.get_by_role("button", name="Go on").click()  # a small form of its own, no dialog
        expect(story).to_contain_text("the clocks run again")
        page.keyboard.press("KeyN")
        page.keyboard.type("อะไหล่มาแล้ว")
        page.keyboard.press("Control+Enter")  # another form of the case, which swaps the thread
        expect(story).to_contain_text("อะไหล่มาแล้ว")
        expect(answer).to_have_value("ร่างของฉัน")

        visit.go("/inbox/")
        visit.go(f"/cases/{case.pk}/")
        expect(answer).to_have_value("ร่างของฉัน")  # found again by whoever comes back
        resolve_case(
            case_id=case.pk, cause_id=active_causes()[0].leaves[0].pk, action_taken="นัดใหม่", told_customer="แจ้งแล้ว",
            actor_id=colleague.pk, now=clock.now(),
        )  # fmt: skip
        page.evaluate(LOOK_AGAIN)
        news.click()
        expect(page.locator(".hd")).to_contain_text("Resolved")
        expect(answer).to_have_value("ร่างของฉัน")  # a closed case has no answer form: the words stay where they are
        visit.go("/sign-out/").get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        assert page.evaluate("Object.keys(sessionStorage)") == []
        visit.assert_quiet()


def test_words_stay_with_their_form_and_their_writer_and_are_sent_once(open_house: OpenHouse) -> None:
    case = told_case()
    colleague = world.user(name="อรทัย วงศ์ดี")
    with open_house(user=colleague, language="en") as other:
        their_session = other.page.context.cookies()
    here = f"/inbox/?case={case.pk}"
    with open_house(user=case.owner, language="en") as visit:
        # Chromium says that requests will be handed over before the page itself knows: one sent at once slips by. With
        # something to hand over from the first page to the last it never has to begin anew.
        visit.page.route("**/never-asked-for", lambda route: route.fallback())
        page = visit.go(here)
        note, answer, story = page.locator("#note-body"), page.locator("#reply-body"), page.locator("#timeline")
        page.keyboard.press("KeyN")
        page.keyboard.type("ลูกค้าเคยขอคืนเงิน")
        page.locator(".ttl").click()
        page.keyboard.press("KeyP")
        page.get_by_role("dialog").get_by_label("Urgent").check()
        page.get_by_role("button", name="Set the priority").click()
        expect(story).to_contain_text("→ Urgent")
        expect(story).to_be_focused()
        expect(note).to_be_visible()  # the next words are not for the customer
        expect(answer).to_be_hidden()

        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        add_note(case_id=case.pk, author_id=colleague.pk, body="โทรแล้ว", idempotency_key="c", now=clock.now())
        page.evaluate(LOOK_AGAIN)
        page.route(f"**{here}", hold)
        with page.expect_request(f"**{here}"):
            page.locator("[data-case-news]").click()
        page.route("**/note/", hold)
        note.focus()
        with page.expect_request("**/note/"):
            page.keyboard.press("Control+Enter")
        assert page.evaluate("Object.keys(sessionStorage)") == []  # what is on its way is no draft
        page.unroute(f"**{here}", hold)
        on_its_way = held.pop()
        for reading in held:  # the list beside the case is read anew, too
            with page.expect_response(f"**{here}"):
                reading.continue_()
        expect(note).to_have_value("ลูกค้าเคยขอคืนเงิน")
        page.evaluate(COUNT_READINGS)
        on_its_way.continue_()
        expect(story).to_contain_text("ลูกค้าเคยขอคืนเงิน")
        expect(story).to_contain_text("โทรแล้ว")
        expect(note).to_have_value("")
        expect(page.locator("body")).to_have_attribute("data-readings", "1")  # the one asked for, put off until now

        held.clear()
        page.unroute("**/note/", hold)
        page.keyboard.press("Escape")
        page.locator(".ttl").click()
        page.keyboard.press("KeyR")  # taken in hand, so that a line offers what is new
        add_note(case_id=case.pk, author_id=colleague.pk, body="ลูกค้ารับสาย", idempotency_key="d", now=clock.now())
        page.evaluate(LOOK_AGAIN)
        page.route(f"**{here}", hold)
        with page.expect_request(f"**{here}"):
            page.locator("[data-case-news]").click()
        page.keyboard.press("KeyR")
        expect(answer).to_be_focused()
        for reading in held.copy():
            reading.continue_()
        page.unroute(f"**{here}", hold)
        expect(story).to_contain_text("ลูกค้ารับสาย")
        expect(answer).to_be_focused()  # also with no word in it yet: the next letters are no commands

        page.keyboard.type("ร่างของฉัน")
        page.route("**/reply/", lambda route: route.abort())
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text("did not get through")
        page.unroute("**/reply/")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        answer.focus()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        assert "ร่างของฉัน" in page.evaluate("Object.values(sessionStorage)")  # for whoever wrote it
        page.context.add_cookies(their_session)  # type: ignore[arg-type]
        visit.go(here)
        expect(answer).to_have_value("")
        assert page.evaluate("Object.keys(sessionStorage)") == []
    assert [one.body for one in case.notes.order_by("pk")][1:] == ["โทรแล้ว", "ลูกค้าเคยขอคืนเงิน", "ลูกค้ารับสาย"]
    assert not Message.objects.exists()
