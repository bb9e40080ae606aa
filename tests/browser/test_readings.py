"""Readings in a real browser: one click corrects in place, the queue is worked by keys."""

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from samphan.kit import clock
from samphan.signals.models import Correction, Signal
from samphan.signals.rules import comment, rating
from samphan.signals.services import read_stale
from samphan.surveys.models import Survey
from samphan.surveys.services import record_response, seed_surveys
from tests import world
from tests.browser.conftest import EachLook, OpenHouse

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ("พนักงานสุภาพ แต่รอคิวนานมาก โทร 081-234-5678", "เปิดกี่โมงคะ", "Great service, thank you")


@pytest.fixture
def survey_id() -> int:
    """Return a survey with three answers that were read."""
    world.organisation()
    seed_surveys(now=clock.now())
    survey = Survey.objects.get(code="nps")
    for number, text in enumerate(TEXTS):
        record_response(
            survey_id=survey.pk,
            answers=[rating("nps", "nps", 3 * number), comment("comment", text)],
            customer_id=world.customer().pk,
            source="link",
            channel="web",
            external_ref=f"r{number}",
            now=clock.now(),
        )
    read_stale()
    return survey.pk


@pytest.mark.looks
def test_the_screens_of_readings_are_healthy_in_every_look(each_look: EachLook, survey_id: int) -> None:
    owner = world.user(Role.OWNER)
    for path in (f"/surveys/{survey_id}/", "/readings/check/", "/settings/reading/", "/settings/reading/topics/"):
        each_look(owner, path)


def test_one_click_corrects_in_place_and_can_be_taken_back(open_house: OpenHouse, survey_id: int) -> None:
    signal = Signal.objects.get(text=TEXTS[0])
    with open_house(user=world.user(Role.AGENT, name="อร ดี"), language="en") as seen:
        seen.go(f"/surveys/{survey_id}/")
        card = seen.page.locator(f"#reading-{signal.pk}")
        card.get_by_role("button", name="Question").click()
        expect(card.get_by_text("said by อร ดี")).to_be_visible()
        expect(card.get_by_role("button", name="Question")).to_have_attribute("aria-pressed", "true")
        card.get_by_role("button", name="Not about “Waiting time”").click()
        expect(card.locator("s", has_text="Waiting time")).to_be_visible()
        seen.page.get_by_role("button", name="Undo").last.click()
        expect(card.locator("s")).to_have_count(0)
        seen.settle()
        assert seen.complaints == []
    signal.refresh_from_db()
    assert signal.sentiment == "question"
    assert "wait_time" in signal.topics


def test_the_queue_is_worked_by_keys_alone(open_house: OpenHouse, survey_id: int) -> None:
    with open_house(user=world.user(Role.AGENT), language="en") as seen:
        seen.go("/readings/check/")
        for left in (3, 2, 1):
            expect(seen.page.get_by_text(f"{left} text")).to_be_visible()
            seen.page.keyboard.press("2")
        expect(seen.page.get_by_text("There is nothing to check")).to_be_visible()
    assert list(Correction.objects.values_list("value", flat=True)) == ["neutral"] * 3
    assert survey_id
