"""Customers in a real browser: found, read and written about, in every look."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from samphan.customers import selectors, services
from samphan.customers.models import Customer
from samphan.customers.rules import Contact, OrderItem, PersonName
from samphan.kit import clock
from tests import world
from tests.browser.conftest import EachLook, OpenHouse
from tests.browser.house import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def somebody() -> Customer:
    """Return a customer with a year behind them."""
    world.organisation()
    now = clock.now()
    pim = services.identify_customer(
        contacts=[
            Contact("email", "pimchanok@example.com"),
            Contact("phone", "0812345678"),
            Contact("external", "RD-20417", "shop"),
        ],
        name=PersonName("น.ส.", "พิมพ์ชนก", "ศรีสุวรรณ", "พิม"),
        now=now - timedelta(days=400),
    )
    for number, days in enumerate((320, 210, 96, 12)):
        services.place_order(
            customer_id=pim.id,
            source="shop",
            external_ref=f"RD-{20400 + number}",
            ordered_at=now - timedelta(days=days),
            lines=[OrderItem("แอร์ 18,000 BTU", 1, 2_490_000), OrderItem("เครื่องกรองน้ำ", 1, 649_000)],
            currency="THB",
            now=now - timedelta(days=days),
        )
    services.record_consent(
        customer_id=pim.id, purpose="survey", channel="email", is_granted=True, source="ฟอร์มหน้าร้าน", now=now
    )
    services.add_fact(
        customer_id=pim.id, body="ไม่สะดวกรับสายก่อน 10:00", source="โทรศัพท์", learned_date=now.date(), now=now
    )
    services.add_fact(
        customer_id=pim.id, body="แพ้ยาเพนิซิลลิน", source="โทรศัพท์", sensitivity="special",
        learned_date=now.date(), now=now,
    )  # fmt: skip
    return pim


@pytest.mark.looks
def test_every_tab_looks_right_to_everybody(each_look: EachLook) -> None:
    pim, owner = somebody(), world.user(Role.OWNER)
    for tab in ("orders", "conversations", "consent"):
        each_look(owner, f"/customers/{pim.pk}/?tab={tab}")


def test_a_note_is_written_with_the_keyboard(open_house: OpenHouse) -> None:
    pim, agent = somebody(), world.user(Role.AGENT)
    with open_house(user=agent, language="en") as visit:
        page = visit.go(f"/customers/{pim.pk}/")
        page.keyboard.press("KeyN")
        page.get_by_label("Note", exact=True).fill("โทรหลังสิบโมง")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.locator("#aside")).to_contain_text("โทรหลังสิบโมง")
        visit.assert_quiet()
    assert selectors.customer_notes(customer_id=pim.pk)[0].body == "โทรหลังสิบโมง"


def test_on_a_phone_what_is_worth_knowing_opens_beside(open_house: OpenHouse) -> None:
    pim, agent = somebody(), world.user(Role.AGENT)
    with open_house(user=agent, language="en", width=PHONE) as visit:
        page = visit.go("/customers/")
        page.get_by_role("searchbox").fill("pim")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="พิมพ์ชนก ศรีสุวรรณ").click()
        page.get_by_role("button", name="Worth knowing").click()
        expect(page.locator("#aside")).to_contain_text("Kept private")
        visit.assert_healthy()
    assert pim.pk


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_search_is_gone_back_to_and_stands_in_no_address(open_house: OpenHouse, has_scripts: bool) -> None:
    pim, agent = somebody(), world.user(Role.AGENT)
    with open_house(user=agent, language="en", scripts=has_scripts) as visit:
        page = visit.go("/customers/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("searchbox").fill("pimchanok@example.com")
        page.get_by_role("search").get_by_role("button", name="Search").click()
        page.get_by_role("link", name="พิมพ์ชนก ศรีสุวรรณ").click()
        page.wait_for_url(f"**/customers/{pim.pk}/")
        page.go_back()
        expect(page.get_by_role("searchbox")).to_have_value("pimchanok@example.com")
        expect(page.get_by_role("link", name="พิมพ์ชนก ศรีสุวรรณ")).to_be_visible()
        page.reload()
        expect(page.get_by_role("searchbox")).to_have_value("pimchanok@example.com")
        assert len(asked) > 3
        assert not [url for url in asked if "pimchanok" in url]
        visit.assert_quiet()
