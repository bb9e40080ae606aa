"""The survey screens of staff in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from samphan.accounts.policies import Role
from samphan.customers.rules import Contact, PersonName
from samphan.customers.services import identify_customer, record_consent
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.signals.rules import chosen, comment, rating
from samphan.signals.services import read_stale
from samphan.surveys import services
from samphan.surveys.models import Survey
from tests import world
from tests.browser.conftest import OpenHouse
from tests.browser.house import FEW_LOOKS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _firm() -> None:
    firm = world.organisation()
    firm.quiet_from = firm.quiet_until = "00:00"
    firm.save()
    seed_channels(now=clock.now())
    services.seed_surveys(now=clock.now())


def answers() -> int:
    survey = Survey.objects.get(code="nps")
    services.record_responses(
        rows=[
            services.ResponseRow(
                survey_id=survey.pk,
                answers=[
                    rating("nps", "nps", (10, 9, 8, 3)[n % 4]),
                    comment("comment", ("ช่างสุภาพ แต่ส่งช้า", "Great service", "", "รอนานมาก")[n % 4]),
                    chosen("reasons", ["staff"]),
                ],
                answered_at=clock.now() - timedelta(hours=n),
                source="file",
                external_ref=str(n),
                wants_contact=n % 5 == 0,
            )
            for n in range(40)
        ]
    )
    read_stale()
    return survey.pk


@pytest.mark.looks
@pytest.mark.parametrize(("language", "theme", "width"), FEW_LOOKS)
def test_the_survey_screens_are_healthy(open_house: OpenHouse, language: str, theme: str, width: int) -> None:
    number = answers()
    with open_house(user=world.user(Role.OWNER), language=language, theme=theme, width=width) as seen:
        for path in (
            "",
            "new/",
            "new/?template=csat",
            *(f"{number}/{tail}" for tail in ("", "edit/", "preview/", "send/")),
        ):
            seen.go(f"/surveys/{path}")
            seen.assert_healthy()


def test_a_manager_writes_looks_and_sends_to_one_customer(open_house: OpenHouse) -> None:
    customer = identify_customer(
        contacts=[Contact("email", "pim@example.com")],
        name=PersonName(first_name="พิมพ์ชนก", nickname="พิม"),
        now=clock.now(),
    )
    record_consent(
        customer_id=customer.pk, purpose="survey", channel="any", is_granted=True, source="form", now=clock.now()
    )
    with open_house(user=world.user(Role.MANAGER), language="en") as seen:
        page = seen.go("/surveys/new/?template=csat")
        page.fill("input[name=name_en]", "After installation")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".sv-phone")).to_have_count(2)
        page.locator(".hd").get_by_role("link", name="Send").click()
        page.get_by_label("Name, e-mail or phone").fill("พิม")
        page.locator("#found").get_by_role("button", name="Send").click()
        expect(page.locator("#toasts")).to_contain_text("on its way")
        seen.assert_quiet()
    assert Message.objects.count() == 1
