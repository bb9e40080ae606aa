"""A customer's chance over time stands on the page with its table, and is saved as every other chart."""

from datetime import date, timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.insights.selectors.alive import find_alive_history
from tests import world
from tests.budget import assert_constant_queries
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
KINDS = {"png": b"\x89PNG", "svg": b"<svg", "csv": "\ufeff".encode(), "xlsx": b"PK"}


@pytest.fixture
def customer() -> Customer:
    """Return a customer of ten months who came four times, with a score and a model."""
    made = world.customer()
    for day in (date(2026, 1, 10), date(2026, 2, 20), date(2026, 5, 1), date(2026, 9, 1)):
        figures.order(made, day)
    figures.score(made)
    figures.fitted()
    return made


def test_the_line_falls_in_silence_and_ends_at_the_model_s_last_day(customer: Customer) -> None:
    found = find_alive_history(customer_id=customer.pk)
    assert found is not None
    by_day = {point.on: point.probability for point in found.points}
    assert [p.on for p in found.points if p.is_purchase][1:] == [date(2026, 2, 20), date(2026, 5, 1), date(2026, 9, 1)]
    assert found.points[-1].on == date(2026, 11, 20)
    assert by_day[date(2026, 9, 1)] > by_day[date(2026, 8, 31)]
    assert by_day[date(2026, 11, 20)] < by_day[date(2026, 9, 1)]


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_draws_it_with_sentence_table_and_files(sign_in: SignIn, customer: Customer, language: str) -> None:
    shown = page(sign_in(Role.AGENT, language=language), f"/customers/{customer.pk}/")
    assert shown.count("data-chart") == shown.count("<figcaption>") == 1
    assert "vendor/vega" in shown
    if language == "en":
        assert "on 20 Nov 2026. After the latest order on 1 Sep 2026 it was" in shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_saved_as_every_kind_of_file(sign_in: SignIn, customer: Customer, kind: str) -> None:
    answer = sign_in().get(f"/customers/{customer.pk}/alive/{kind}/")
    assert answer.status_code == 200
    assert answer.content.startswith(KINDS[kind])


@pytest.mark.parametrize("path", ["/customers/999999/alive/csv/", "/customers/{}/alive/pdf/"])
def test_what_is_not_there_is_not_found(sign_in: SignIn, customer: Customer, path: str) -> None:
    assert sign_in().get(path.format(customer.pk)).status_code == 404


def test_without_attrition_a_model_or_days_there_is_no_line(sign_in: SignIn, customer: Customer) -> None:
    client: Client = sign_in()
    figures.fitted(version=4, chosen="nbd", parameters={"purchases": {"r": 0.4, "alpha": 12.0}, "months": None})
    assert "data-chart" not in page(client, f"/customers/{customer.pk}/")
    figures.fitted(version=5, until_date=date(2026, 1, 20))
    assert "data-chart" not in page(client, f"/customers/{customer.pk}/"), "ten days say nothing"
    assert find_alive_history(customer_id=world.customer().pk) is None


def test_a_long_history_costs_no_more_queries(sign_in: SignIn, customer: Customer) -> None:
    client = sign_in()

    def grow() -> None:
        for step in range(20):
            figures.order(customer, date(2025, 1, 1) + timedelta(days=9 * step))

    assert_constant_queries(lambda: page(client, f"/customers/{customer.pk}/"), grow=grow)
