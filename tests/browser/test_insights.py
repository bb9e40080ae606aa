"""Insights of a whole business is healthy, its charts are drawn, and their numbers open."""

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.kit import clock
from samphan.sample.services import load_sample
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.looks
def test_every_chart_is_drawn_under_the_strict_policy_and_its_numbers_open(open_house: OpenHouse) -> None:
    world.organisation()
    seed_installation(now=clock.now())
    load_sample(seed=5, now=clock.now(), customers=900)
    with open_house(user=world.user(Role.OWNER), language="en") as visit:
        visit.go("/insights/")
        page = visit.page
        page.locator("[data-chart][data-drawn=yes]").nth(2).wait_for()
        assert page.locator("[data-chart]").count() == page.locator("[data-chart][data-drawn=yes]").count()
        page.get_by_text("Show the numbers").first.click()
        assert page.locator("figure.chart table").first.is_visible()
        for figure in page.locator("figure.chart").all():
            expect(figure.locator("figcaption")).not_to_be_empty()
            assert figure.locator("details table").count() == 1
        first = page.locator("[data-chart]").first
        before = first.get_attribute("data-width")
        page.set_viewport_size({"width": PHONE, "height": 844})
        expect(first).not_to_have_attribute("data-width", before or "")
        visit.assert_healthy()
