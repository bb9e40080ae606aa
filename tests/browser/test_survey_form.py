"""The customer's page in a real browser: with a script, without one, on a phone, without a connection."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from samphan.customers.models import Order, OrderLine
from samphan.kit import clock
from samphan.promises.services import seed_calendars, seed_promises
from samphan.signals.models import Signal
from samphan.surveys import services
from samphan.surveys.models import Invitation, Response, Survey
from samphan.surveys.selectors import anonymous_url, invitation_token
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture(autouse=True)
def _firm() -> None:
    world.organisation()
    services.seed_surveys(now=clock.now())
    seed_calendars(now=clock.now(), years=[2026, 2027])
    seed_promises()


def link() -> str:
    now = clock.now()
    customer = world.customer()
    order = Order.objects.create(
        customer=customer, external_ref=f"o-{customer.pk}", total_satang=100, ordered_at=now, created_at=now
    )
    OrderLine.objects.create(
        order=order, position=1, name="ติดตั้งแอร์ 18,000 BTU", quantity=1, unit_price_satang=100, total_satang=100
    )
    asked = Invitation.objects.create(
        survey=Survey.objects.get(code="nps"),
        customer=customer,
        order=order,
        created_at=now,
        sent_at=now,
        expires_at=now + timedelta(days=30),
    )
    return f"/s/{invitation_token(asked.pk)}/"


@pytest.mark.looks
def test_the_page_is_healthy_on_a_wide_screen(open_house: OpenHouse) -> None:
    with open_house(theme="dark", language="en") as seen:
        seen.go(link())
        seen.assert_healthy()


@pytest.mark.looks
def test_the_follow_up_and_the_thanks_are_healthy_on_a_phone(open_house: OpenHouse) -> None:
    for theme, language in (("light", "th"), ("dark", "en")):
        path = link()
        with open_house(theme=theme, language=language, width=PHONE) as seen:
            page = seen.go(f"{path}?lang={language}")
            page.click("button[name=score][value='2']")
            expect(page.locator("[data-stored]")).not_to_be_empty()
            seen.assert_healthy()
            page.fill("textarea.tx", "รอนานมาก ไม่มีใครโทรกลับ")
            page.get_by_role("checkbox").last.check()
            page.click("[data-send]")
            expect(page.locator("[data-call-by]")).to_be_visible()
            seen.assert_healthy()
            seen.go(path)
            seen.assert_healthy()


def test_the_first_tap_is_stored_at_once_and_a_second_replaces_it(open_house: OpenHouse) -> None:
    with open_house(width=PHONE) as seen:
        page = seen.go(link())
        expect(page.locator("[data-more]")).to_be_hidden()
        with page.expect_response(lambda answer: answer.status == 204):
            page.click("button[name=score][value='8']")
        expect(page.locator("[data-more]")).to_be_visible()
        assert Signal.objects.get().score == 8
        with page.expect_response(lambda answer: answer.status == 204):
            page.click("button[name=score][value='3']")
        assert Signal.objects.get().score == 3
        assert Response.objects.get().finished_at is None


def test_a_tap_without_connection_is_sent_with_the_comment(open_house: OpenHouse) -> None:
    with open_house(width=PHONE) as seen:
        page = seen.go(link())
        page.context.set_offline(True)
        page.click("button[name=score][value='6']")
        expect(page.locator("[data-stored].bad")).to_be_visible()
        page.fill("textarea.tx", "ช้า")
        page.context.set_offline(False)
        page.click("[data-send]")
        page.wait_for_url("**/thanks/**")
        assert Signal.objects.get(type="rating").score == 6
        assert Signal.objects.get(type="text").text == "ช้า"


def test_everything_works_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 844}, locale="th")
    page = context.new_page()
    page.goto(live_server.url + link())
    page.click("button[name=score][value='2']")
    assert Signal.objects.get().score == 2
    page.fill("textarea.tx", "รอนานมาก")
    page.click("button[name=lang][value=en]")
    assert page.input_value("textarea.tx") == "รอนานมาก"
    page.click("[data-send]")
    assert "/thanks/" in page.url
    assert Response.objects.get().finished_at is not None
    context.close()


def test_the_keyboard_alone_is_enough(open_house: OpenHouse) -> None:
    with open_house() as seen:
        page = seen.go(link())
        page.focus("button[name=score][value='9']")
        page.keyboard.press("Enter")
        expect(page.locator("[data-more]")).to_be_visible()
        page.focus("textarea.tx")
        page.keyboard.type("ดีมาก")
        page.focus("[data-send]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/thanks/**")
        assert Signal.objects.get(type="rating").score == 9


@pytest.mark.looks
def test_the_other_pages_are_healthy(open_house: OpenHouse) -> None:
    Survey.objects.filter(code="csat").update(is_anonymous=True)
    open_link = "/s/a/" + anonymous_url(Survey.objects.get(code="csat").pk).split("/s/a/")[1]
    for path, status in ((open_link, 200), ("/s/privacy/", 200), ("/s/1.forged/", 404)):
        with open_house(width=PHONE) as seen:
            seen.go(path, expect=status)
            if status == 404:
                seen.complaints.clear()
            seen.assert_healthy()
