"""Search in a real browser: the palette leads to what was written, and the page looks right to everybody."""

import pytest
from playwright.sync_api import expect

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.customers.rules import Contact, PersonName
from samphan.customers.services import add_note, identify_customer
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from tests import world
from tests.browser.conftest import EachLook, OpenHouse
from tests.browser.house import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def _written() -> tuple[User, Case]:
    """Return an agent, and a case of a customer about whom something is noted, all of it in the index."""
    world.organisation()
    agent = world.user(Role.AGENT)
    pim = identify_customer(
        contacts=[Contact("phone", "0812345678")], name=PersonName("น.ส.", "พิมพ์ชนก", "ศรีสุวรรณ"), now=clock.now()
    )
    new = cases.NewCase(
        kind="feedback", title="รองเท้าที่สั่งมาผิดสี", customer_id=pim.pk, excerpt="ขอเปลี่ยนเป็นสีดำ โทรมาแล้วสามครั้งไม่มีใครรับ"
    )
    case = cases.open_case(new=new, now=clock.now())
    add_note(
        customer_id=pim.pk, author_id=agent.pk, body="ชอบรองเท้าสีดำ โทรได้หลังสิบโมง", now=clock.now(), idempotency_key="n1"
    )
    run_until_idle()
    return agent, case


def test_from_the_palette_to_everything_found_and_back(open_house: OpenHouse) -> None:
    agent, case = _written()
    with open_house(user=agent, language="en") as visit:
        page = visit.go("/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("Control+k")
        page.get_by_role("combobox").fill("รองเทา")
        palette = page.locator("#palette-list")
        palette.get_by_text("Did you mean “รองเท้า”?").click()
        expect(palette.locator("mark").first).to_have_text("รองเท้า")
        palette.get_by_text("Show everything found").click()
        page.wait_for_url("**/search/results/**")
        expect(page.locator("main mark").first).to_have_text("รองเท้า")
        page.get_by_role("link", name="Cases", exact=True).last.click()
        page.get_by_role("link", name=case.number).click()
        page.wait_for_url(f"**/cases/{case.pk}/")
        page.go_back()
        expect(page.get_by_role("searchbox")).to_have_value("รองเท้า")
        assert len(asked) > 3
        assert not [url for url in asked if "%E0%B8" in url]
        visit.assert_quiet()


@pytest.mark.looks
def test_the_page_looks_right_to_everybody(each_look: EachLook) -> None:
    agent, _case = _written()
    each_look(agent, "/search/results/")


@pytest.mark.looks
@pytest.mark.parametrize("width", [1440, PHONE])
@pytest.mark.parametrize("language", ["th", "en"])
def test_what_was_found_looks_right(open_house: OpenHouse, language: str, width: int) -> None:
    agent, _case = _written()
    for words in ("รองเท้า", "รองเทา", "zzzqqq"):
        with open_house(user=agent, language=language, width=width) as visit:
            page = visit.go("/search/results/")
            page.get_by_role("searchbox").fill(words)
            page.keyboard.press("Enter")
            page.wait_for_url("**found=**")
            visit.assert_healthy()
