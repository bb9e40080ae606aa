"""The page of who came back: figures by contact, with an association said to be one."""

from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.models import Case, CaseState, Cause
from samphan.cases.selectors import recovery_report
from samphan.cases.services import NewCase, open_case
from samphan.customers.models import Order
from samphan.insights.services import set_economics
from samphan.kit import clock
from tests import world
from tests.budget import assert_constant_queries

pytestmark = pytest.mark.django_db
OPENED = timedelta(days=150)


@pytest.fixture
def analyst() -> User:
    world.organisation()
    seed_installation(now=clock.now())
    return world.user(Role.ANALYST, language="en")


def unhappy(number: int, *, is_contacted: bool, bought: int = 0) -> None:
    """Let so many customers be unhappy long ago; `bought` of them order 30 days later, the contacted are content."""
    at = clock.now() - OPENED
    cause = Cause.objects.get(code="waiting.no_reply")
    for one in range(number):
        customer = world.customer()
        case = open_case(new=NewCase(kind="feedback", title="รอนาน", customer_id=customer.pk), now=at)
        if is_contacted:
            Case.objects.filter(pk=case.pk).update(
                first_contact_at=at + timedelta(hours=2),
                state=CaseState.VERIFIED,
                cause=cause,
                action_taken="โทรกลับ",
                closed_at=at + timedelta(days=2),
            )
        if one < bought:
            Order.objects.create(
                customer=customer,
                external_ref=f"{customer.pk}",
                total_satang=100_000,
                ordered_at=at + timedelta(days=30),
                created_at=at,
            )


def test_an_empty_page_leads_on(analyst: User, client: Client) -> None:
    client.force_login(analyst)
    page = client.get("/recovery/?days=7&horizon=nonsense").content.decode()
    assert "Nobody has been followed that long yet" in page
    assert "?horizon=30" in page


def test_the_contacted_are_shown_beside_the_others_as_an_association(analyst: User, client: Client) -> None:
    unhappy(30, is_contacted=True, bought=21)
    unhappy(30, is_contacted=False, bought=6)
    client.force_login(analyst)
    page = client.get("/recovery/").content.decode()
    for words in (
        "An association, not a proof",
        "20% (10–37) · 6 of 30",
        "70% (52–83) · 21 of 30",
        "+50 points (+",
        "More of the contacted did.",
        "within 4 hours",
        "Say what your margin is",
    ):
        assert words in page
    set_economics(margin_percent=40, acquisition_cost_satang=0, retention_cost_satang_a_year=0, now=clock.now())
    won = recovery_report(days=365, horizon_days=90, now=clock.now()).recovered
    assert (won.customers, won.bought, won.sales_satang, won.margin_satang) == (30, 21, 2_100_000, 840_000)


def test_what_came_back_in_another_currency_is_in_no_sum(analyst: User) -> None:
    unhappy(3, is_contacted=True, bought=3)
    Order.objects.filter(pk=Order.objects.earliest("pk").pk).update(currency="USD")
    won = recovery_report(days=365, horizon_days=90, now=clock.now()).recovered
    assert (won.customers, won.bought, won.sales_satang) == (3, 2, 200_000)


def test_it_costs_the_same_however_many_customers_there_are(analyst: User) -> None:
    unhappy(1, is_contacted=True, bought=1)
    assert_constant_queries(
        lambda: recovery_report(days=365, horizon_days=90, now=clock.now()),
        grow=lambda: unhappy(3, is_contacted=True, bought=3),
    )
