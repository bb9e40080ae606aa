"""The frame: sign-in, preferences, palette, shortcuts, drawer, error pages."""

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from tests import world
from tests.browser.conftest import EachLook, OpenHouse
from tests.browser.house import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.looks
def test_first_run_looks_right_to_everybody(each_look: EachLook) -> None:
    each_look(None, "/first-run/")


def test_a_person_signs_in_and_out(open_house: OpenHouse) -> None:
    world.organisation()
    agent = world.user(Role.AGENT)
    with open_house(language="en") as visit:
        page = visit.go("/preferences/")
        page.get_by_label("E-mail").fill(agent.email)
        page.get_by_label("Password").fill(world.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith("/preferences/")
        page.get_by_role("button", name="ออกจากระบบ").or_(page.get_by_role("button", name="Sign out")).click()
        page.wait_for_url("**/sign-in/")
        visit.assert_quiet()


def test_theme_and_language_are_kept_with_the_account(open_house: OpenHouse) -> None:
    world.organisation()
    agent = world.user(Role.AGENT)
    with open_house(user=agent, language="en") as visit:
        page = visit.go("/preferences/")
        page.get_by_label("Dark").check(force=True)
        page.get_by_label("ไทย").check(force=True)
        page.locator("form:has([name=theme]) button[type=submit]").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert page.locator("html").get_attribute("lang") == "th"
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor").startswith("oklch(0.165")
        visit.assert_quiet()


def test_the_palette_works_by_keyboard_alone(open_house: OpenHouse) -> None:
    world.organisation()
    with open_house(user=world.user(Role.OWNER), language="en") as visit:
        page = visit.go("/")
        page.keyboard.press("Control+KeyK")
        box = page.get_by_role("combobox")
        expect(box).to_be_focused()
        box.fill("prefer")
        expect(page.get_by_role("option")).to_have_count(1)
        visit.assert_accessible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/preferences/")
        visit.assert_quiet()


def test_enter_before_the_answer_means_what_was_written(open_house: OpenHouse) -> None:
    world.organisation()
    with open_house(user=world.user(Role.OWNER), language="en") as visit:
        page = visit.go("/")
        page.keyboard.press("Control+KeyK")
        expect(page.get_by_role("option").nth(1)).to_be_visible()  # what stands there before anything is written
        page.keyboard.insert_text("prefer")
        page.keyboard.press("Enter")
        page.wait_for_url("**/preferences/")
        visit.assert_quiet()


def test_keys_act_by_place_and_can_be_switched_off(open_house: OpenHouse) -> None:
    world.organisation()
    agent = world.user(Role.AGENT)
    with open_house(user=agent, language="en") as visit:
        page = visit.go("/preferences/")
        page.keyboard.press("Shift+Slash")
        expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
        visit.assert_accessible()
        page.keyboard.press("Escape")
        page.get_by_label("Name").focus()
        page.keyboard.press("KeyG")
        page.keyboard.press("KeyT")
        assert page.url.endswith("/preferences/"), "keys are letters while typing"
        page.locator("#page").focus()
        page.keyboard.press("KeyG")
        page.keyboard.press("KeyT")
        page.wait_for_url(f"{visit.base_url}/")
        agent.shortcuts_on = False
        agent.save(update_fields=["shortcuts_on"])
        page = visit.go("/")
        page.keyboard.press("Shift+Slash")
        expect(page.get_by_role("dialog")).to_have_count(0)
        visit.assert_quiet()


def test_the_phone_has_a_tab_bar_of_reachable_targets(open_house: OpenHouse) -> None:
    world.organisation()
    with open_house(user=world.user(Role.AGENT), width=PHONE) as visit:
        page = visit.go("/")
        for link in page.locator(".tabbar a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        visit.assert_healthy()


def test_undo_takes_back_what_was_just_done(open_house: OpenHouse) -> None:
    world.organisation()
    owner, agent = world.user(Role.OWNER), world.user(Role.AGENT, name="อรทัย ดีงาม")
    with open_house(user=owner, language="en") as visit:
        page = visit.go(f"/settings/people/{agent.pk}/")
        page.get_by_role("button", name="Switch off").click()
        toast = page.get_by_role("status")
        expect(toast).to_contain_text("can no longer sign in")
        toast.get_by_role("button", name="Undo").click()
        expect(toast).to_contain_text("can sign in again")
        agent.refresh_from_db()
        assert agent.is_active
        visit.assert_healthy()
