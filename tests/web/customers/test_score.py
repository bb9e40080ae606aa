"""The customer page says what the models say, how sure they are, and nothing where they say nothing."""

import pytest

from samphan.accounts.policies import Role
from tests import world
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_without_a_score_there_is_no_card(sign_in: SignIn) -> None:
    assert "What to expect" not in page(sign_in(), f"/customers/{world.customer().pk}/")


def test_a_score_is_shown_with_interval_reasons_action_and_source(sign_in: SignIn) -> None:
    customer = world.customer()
    figures.score(customer)
    figures.fitted()
    shown = page(sign_in(Role.AGENT), f"/customers/{customer.pk}/")
    for words in (
        "฿5,400 (฿2,100 to ฿9,100)",
        "38%",
        "72%",
        "Must not be lost",
        "Away longer than usual",
        "Said by the customer",
        "Call about the open case",
        "since 2 Nov 2026",
        "MBG/NBD, version 3, computed 20 Nov 2026",
        "/insights/how/#score",
    ):
        assert words in shown, words


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_is_not_known_is_said(sign_in: SignIn, language: str) -> None:
    customer = world.customer()
    unknown = {"alive_probability": None, "churn_risk": None, "clv_low_satang": None, "clv_high_satang": None}
    figures.score(customer, reasons=[], action="none", evidence={}, segment="", **unknown)
    shown = page(sign_in(language=language), f"/customers/{customer.pk}/")
    assert "฿5,400</dd>" in shown
    if language == "en":
        assert "No attrition detectable yet" in shown
        assert "Computed 20 Nov 2026" in shown
        assert "Next best action" not in shown


def test_an_unknown_code_is_shown_as_itself(sign_in: SignIn) -> None:
    customer = world.customer()
    figures.score(customer, action="send_flowers", segment="moonwalkers")
    shown = page(sign_in(), f"/customers/{customer.pk}/")
    assert "send_flowers" in shown
    assert "moonwalkers" in shown
