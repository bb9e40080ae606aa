"""Insights shows stored figures with their certainty, refuses to guess from few, and leads to the rows behind."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from samphan.accounts.models import Branch
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.models import Case, CaseKind, CaseState, Cause, CauseTreeVersion
from samphan.customers.models import Customer, Order
from samphan.customers.services import refresh_figures
from samphan.insights import services
from samphan.insights.models import Figure, Refresh
from samphan.sample.services import load_sample
from samphan.surveys.models import Invitation, Response, Survey
from samphan.web.formats import format_date
from tests import world
from tests.insights.test_purchases import order
from tests.insights.test_refresh import answer

pytestmark = pytest.mark.django_db
NOW = world.NOW
MOST_QUERIES = 16


@pytest.fixture
def reader(client: Client) -> Client:
    """Return a client signed in as a manager who reads English."""
    world.organisation()
    client.force_login(world.user(Role.MANAGER, language="en"))
    return client


@pytest.fixture
def _at_now(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def page(reader: Client, path: str = "/insights/") -> str:
    """Return a page's text; it must be there."""
    response = reader.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_before_the_first_computation_it_says_so(reader: Client) -> None:
    assert "have not been computed yet" in page(reader)


def test_an_empty_business_sees_reasons_instead_of_numbers(reader: Client) -> None:
    services.refresh_figures(now=NOW)
    shown = page(reader)
    assert "Nothing to count yet." in shown
    assert "No case was opened in this period." in shown
    assert "data-chart" not in shown


@pytest.mark.usefixtures("_at_now")
def test_few_answers_show_counts_and_no_score(reader: Client) -> None:
    for _ in range(6):
        answer(10, NOW - timedelta(days=2))
    services.refresh_figures(now=NOW)
    shown = page(reader)
    assert "Only 6: too few for a rate; 30 are needed." in shown
    assert "+100" not in shown


@pytest.mark.usefixtures("_at_now")
@pytest.mark.parametrize(
    ("contacted", "closed", "reason"),
    [
        (0, 0, "Nothing to count yet."),
        (1, 0, "Fewer than 5: not shown"),
        (4, 3, "Fewer than 5: not shown"),
        (7, 6, "Only 7: too few for a rate"),
    ],
)
def test_few_cases_say_why_no_time_is_shown(reader: Client, contacted: int, closed: int, reason: str) -> None:
    tree = CauseTreeVersion.objects.create(number=1, created_at=NOW)
    cause = Cause.objects.create(tree=tree, code="late", name_th="ช้า", name_en="Late")
    resolved = NOW - timedelta(days=1)
    done = {"state": CaseState.RESOLVED, "resolved_at": resolved, "cause": cause, "action_taken": "paid back"}
    for n in range(max(contacted, 1)):
        Case.objects.create(
            kind=CaseKind.FEEDBACK, title="t", opened_at=NOW - timedelta(days=2), last_activity_at=NOW,
            first_contact_at=NOW - timedelta(days=1) if n < contacted else None, **(done if n < closed else {}),
        )  # fmt: skip
    services.refresh_figures(now=NOW)
    assert reason in page(reader)


@pytest.mark.usefixtures("_at_now")
def test_a_whole_business_is_shown_with_sentences_tables_and_the_rows_behind(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seed_installation(now=NOW)
    load_sample(seed=5, now=NOW, customers=500)
    shown = page(reader)
    assert shown.count("data-chart") == shown.count("<figcaption>") == shown.count("Show the numbers")
    assert shown.count("data-chart") >= 2
    assert "95% interval" in shown
    assert "style=" not in shown
    with django_assert_max_num_queries(MOST_QUERIES):
        page(reader)
    branch = Branch.objects.get(code="S-BNA")
    one = page(reader, f"/insights/?branch={branch.pk}&period=24m")
    assert f'<option value="{branch.pk}" selected>' in one
    assert '<option value="12m" selected>' in page(reader, "/insights/?branch=999999&period=9y")
    for path in (
        "/insights/answers/",
        "/insights/answers/?month=nonsense&branch=x",
        f"/insights/newcomers/?branch={branch.pk}&period=24m",
        "/insights/causes/delivery.late/",
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert "data-row" in page(reader, path)
    for scope in ("?period=12m", f"?period=24m&branch={branch.pk}"):
        _the_chip_of_responses_leads_to_its_rows(reader, scope)
    assert "There is nothing behind" in page(reader, "/insights/causes/no.such.cause/")
    reader.force_login(world.user(Role.AGENT, language="th"))
    assert "ส่งหรือมาช้ากว่านัด" in page(reader)


def _the_chip_of_responses_leads_to_its_rows(reader: Client, scope: str) -> None:
    shown = page(reader, f"/insights/{scope}")
    address, told = re.findall(r'href="([^"]+/responses/[^"]+)">([\d,]+) responses?<', shown)[0]
    assert f"{told} rows" in page(reader, address.replace("&amp;", "&"))
    code, _, branch = scope.removeprefix("?period=").partition("&branch=")
    value = Figure.objects.get(name="answers", scope=f"branch:{branch}" if branch else "all", period=code).value
    asked = page(reader, f"/insights/responses/{scope}&of=asked")
    assert f"{value['invited']:,} rows" in asked


@pytest.mark.usefixtures("_at_now")
def test_those_asked_by_an_anonymous_survey_are_in_no_rate_because_nobody_knows_who_answered(reader: Client) -> None:
    at = NOW - timedelta(days=3)
    for code, is_anonymous in (("open", False), ("secret", True)):
        survey = Survey.objects.create(
            code=code, name_th=code, name_en=code, is_anonymous=is_anonymous, created_at=NOW, updated_at=NOW
        )
        for number in range(40):
            customer = world.customer(f"{code} {number}")
            asked = Invitation.objects.create(
                survey=survey, customer=customer, created_at=at, sent_at=at, expires_at=NOW
            )
            # Anonymous answers come by the common link: they are of no invitation.
            Response.objects.create(survey=survey, invitation=None if is_anonymous else asked, answered_at=at)
    services.refresh_figures(now=NOW)
    shown = page(reader)
    assert "80 responses" in shown
    assert "100% of those asked answered" in shown
    rows = page(reader, "/insights/responses/?of=asked")
    assert "40 rows" in rows
    assert ("open" in rows, "secret" in rows) == (True, False)
    assert rows.count(format_date(at, thai=False)) == 80


@pytest.mark.usefixtures("_at_now")
def test_orders_of_another_currency_are_left_out_and_that_is_said(reader: Client) -> None:
    for n in range(40):
        customer = world.customer(f"ลูกค้า {n}")
        for days in (200, 120, 3):
            order(customer.pk, NOW - timedelta(days=days))
    refresh_figures(customer_ids=Customer.objects.values_list("pk", flat=True))
    services.refresh_figures(now=NOW)
    assert "another currency" not in page(reader, "/insights/retention/")
    Order.objects.filter(customer__first_name__in=["ลูกค้า 1", "ลูกค้า 2"]).update(currency="USD")
    services.refresh_figures(now=NOW)
    shown = page(reader, "/insights/retention/")
    assert "The business has 6 orders in another currency: they are in no figure" in shown
    assert "another currency" not in page(reader, "/insights/topics/")
    refresh_figures(customer_ids=Customer.objects.values_list("pk", flat=True))
    assert set(Customer.objects.order_by("order_count").values_list("order_count", flat=True)) == {0, 3}
    assert page(reader, "/insights/newcomers/?within=90&back=1").count("data-row") == 38


@pytest.mark.usefixtures("_at_now")
@pytest.mark.parametrize(("days_ago", "is_told"), [(3, False), (400, True)])
def test_figures_that_end_with_the_newest_order_say_so_and_lead_to_its_customers(
    reader: Client, days_ago: int, is_told: bool
) -> None:
    newest = NOW - timedelta(days=days_ago)
    for n in range(40):
        customer = world.customer(f"ลูกค้า {n}")
        for days in (200, 120, 0):
            order(customer.pk, newest - timedelta(days=days, hours=n % 5))
    refresh_figures(customer_ids=Customer.objects.values_list("pk", flat=True))
    services.refresh_figures(now=NOW)
    shown = page(reader, "/insights/retention/")
    assert ("figures about buying end with that day" in shown) is is_told
    assert "figures about buying end with that day" not in page(reader, "/insights/themes/")
    assert page(reader, "/insights/newcomers/?within=90&back=1").count("data-row") == 40


def test_refreshing_runs_in_the_background_and_says_so(reader: Client) -> None:
    assert reader.post("/insights/refresh/").status_code == 302
    assert Refresh.objects.get().is_running
    assert "insights/progress" in page(reader)
    assert reader.get("/insights/progress/").status_code == 200
    services.run_refresh(refresh_id=Refresh.objects.get().pk, now=NOW)
    assert reader.get("/insights/progress/").headers["HX-Refresh"] == "true"


def test_an_agent_reads_but_does_not_recompute(client: Client) -> None:
    world.organisation()
    client.force_login(world.user(Role.AGENT))
    assert client.get("/insights/").status_code == 200
    assert client.post("/insights/refresh/").status_code == 403
