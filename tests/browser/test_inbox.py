"""The inbox in a real browser: three panes on a desk, one after the other on a phone."""

import pytest
from playwright.sync_api import expect

from samphan.accounts.models import User
from samphan.cases.models import Case
from samphan.cases.services import label_case
from samphan.kit import clock
from samphan.sample.loop import prepare_stage
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import PHONE
from tests.web.case.conftest import unhappy

pytestmark = pytest.mark.django_db(transaction=True)
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def two_cases() -> tuple[User, Case, Case]:
    """Return the agent and the two cases they own."""
    agent = prepare_stage(now=clock.now())
    first = unhappy(world.customer("วรรณี"), "ที่จอดรถหายากมาก วนอยู่ 20 นาที")
    return agent, first, unhappy(world.customer("พิมพ์ชนก"))


def test_j_and_k_walk_the_list_and_enter_opens(open_house: OpenHouse) -> None:
    agent, first, second = two_cases()
    with open_house(user=agent, language="en") as visit:
        page = visit.go("/inbox/")
        expect(page.locator("#thread")).to_have_attribute("aria-label", f"Case {second.number}")
        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyJ")
        page.keyboard.press("Enter")
        expect(page.locator("#thread")).to_have_attribute("aria-label", f"Case {first.number}")
        page.get_by_label("Your answer").fill("สวัสดีค่ะ")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".msg.out")).to_contain_text("สวัสดีค่ะ")
        expect(page.locator(".list")).to_be_visible()
        visit.assert_healthy()


def test_the_first_tick_brings_what_can_be_done_to_all_of_them(open_house: OpenHouse) -> None:
    agent, first, second = two_cases()
    with open_house(user=agent, language="en", width=PHONE) as visit:
        page = visit.go("/cases/?view=mine")
        expect(page.get_by_label("What to do")).to_have_count(0)
        page.get_by_label(f"Tick {first.number}").check()
        page.get_by_role("button", name="Tick all", exact=True).click()
        page.get_by_label("What to do").select_option("label")
        page.get_by_role("button", name="Do it").click()
        assert page.locator("#bulk-label").evaluate("field => field.validationMessage") == "Choose a label first."
        page.get_by_label("or a new one").fill("VIP")
        visit.assert_healthy()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator("#toasts")).to_contain_text("Done: 2 cases")
        assert {case.label_rows.get().label.name for case in (first, second)} == {"VIP"}


def test_keys_tick_rows_act_on_them_and_a_changed_list_is_read_anew(open_house: OpenHouse) -> None:
    agent, first, _ = two_cases()
    with open_house(user=agent, language="en") as visit:
        page = visit.go("/cases/?view=mine")
        for key in ("KeyJ", "KeyX", "KeyJ", "KeyX", "KeyL"):
            page.keyboard.press(key)
        expect(page.locator("#bulk-label")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type("VIP")
        page.keyboard.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("Done: 2 cases")
        expect(page.locator("#case-rows")).to_contain_text("VIP")

        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyH")
        expect(page.locator("dialog.ask")).to_contain_text("Until when?")
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-row]")).to_have_count(1)

        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyE")
        expect(page.locator("dialog.ask")).to_contain_text("Root cause")
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+Slash")
        expect(page.locator("#keys")).to_contain_text("Tick the row")
        page.keyboard.press("Escape")

        label_case(case_id=first.pk, add=["ด่วนมาก"], actor_id=agent.pk, now=clock.now())
        page.locator("[data-row]").focus()
        page.evaluate(LOOK_AGAIN)
        expect(page.locator("[data-live-news]")).to_be_visible()  # not under the hands of whoever works in it
        page.evaluate("document.activeElement.blur()")
        page.evaluate(LOOK_AGAIN)
        expect(page.locator("#case-rows")).to_contain_text("ด่วนมาก")
        expect(page.locator("[data-live-news]")).to_be_hidden()
        visit.assert_healthy()


def test_a_phone_goes_from_list_to_thread_and_back(open_house: OpenHouse) -> None:
    agent, first, _ = two_cases()
    with open_house(user=agent, language="en", width=PHONE) as visit:
        page = visit.go("/inbox/")
        expect(page.locator("#thread")).to_be_hidden()
        page.locator(".it").filter(has_text="วรรณี").click()
        expect(page.locator("#thread")).to_have_attribute("aria-label", f"Case {first.number}")
        expect(page.locator(".list")).to_be_hidden()
        page.get_by_role("button", name="The customer").click()
        expect(page.locator("#aside")).to_contain_text("วรรณี")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Back").click()
        expect(page.locator(".list")).to_be_visible()
        visit.assert_quiet()
