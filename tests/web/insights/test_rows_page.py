"""Every number on top leads to its rows and to how it is computed; rows are paged, names only for who may know them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import Branch
from samphan.accounts.policies import POLICY, Role
from samphan.cases.models import Case, CaseState
from samphan.insights.models import Figure
from samphan.insights.services import refresh_figures
from tests import world
from tests.budget import assert_constant_queries, count_queries
from tests.insights.engine.buyers import broken
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NOW = world.NOW
MOST_QUERIES = 16
CASES, PROMISES = "/insights/cases/", "/insights/promises/"
NAMED = (
    "/insights/answers/",
    "/insights/responses/",
    "/insights/responses/?of=asked",
    "/insights/newcomers/",
    CASES,
    "/insights/causes/late/",
    "/insights/retention/cohort/",
    "/insights/retention/lost/",
    "/insights/retention/waited/?attitude=none",
    "/insights/economics/returning/",
    "/insights/value/top/",
    "/insights/value/returns/?until=2026-11-01",
    "/insights/value/at-risk/",
)


def opened(number: int, branch: Branch | None = None) -> None:
    """Open cases, each with a promise that was kept."""
    for n in range(number):
        made = Case.objects.create(
            kind="feedback", state=CaseState.OPEN, title=f"เรื่อง {n}", customer=world.customer(), branch=branch,
            opened_at=NOW - timedelta(days=2), first_contact_at=NOW - timedelta(days=1), last_activity_at=NOW,
        )  # fmt: skip
        broken(made, NOW.date() - timedelta(days=3), state="met")


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an agent who reads English."""
    return sign_in(Role.AGENT)


def tiles(shown: str) -> list[str]:
    """Return the numbers on top of a screen."""
    strip = shown.split('<dl class="kpis')[1].split("</dl>")[0]
    return strip.split('<div class="kp">')[1:]


def test_every_number_on_top_of_the_overview_leads_to_its_rows_and_to_how(reader: Client) -> None:
    opened(40)
    refresh_figures(now=NOW)
    nps, kept, repurchase, confirmed, contact = tiles(page(reader, "/insights/"))
    for tile in (nps, repurchase, confirmed):
        assert "Nothing to count yet." in tile
    assert 'href="/insights/promises/?period=12m&amp;kept=1"' in kept
    assert 'href="/insights/promises/?period=12m">n 40</a>' in kept
    assert 'href="/insights/cases/?period=12m&amp;counted=open">40 open</a>' in kept
    assert 'href="/insights/cases/?period=12m&amp;counted=contacted">n 40</a>' in contact
    for tile, code in ((nps, "loyalty"), (kept, "promises"), (repurchase, "repurchase"), (confirmed, "promises")):
        assert f'href="/insights/how/#{code}"' in tile


def test_every_number_on_top_of_customer_value_leads_to_its_rows_and_to_how(reader: Client) -> None:
    figures.store(**figures.every_figure())
    total, mean, tenth, loss = tiles(page(reader, "/insights/value/"))
    for tile, rows, code in (
        (total, "/insights/value/bin/clv/?period=12m&amp;low=0", "clv"),
        (mean, "/insights/value/bin/clv/?period=12m&amp;low=0", "clv"),
        (tenth, "/insights/value/top/?period=12m", "clv"),
        (loss, "/insights/value/at-risk/?period=12m", "risk"),
    ):
        assert f'href="{rows}"' in tile
        assert f'href="/insights/how/#{code}"' in tile


def test_numbers_in_sentences_lead_to_their_rows_or_where_there_are_none_to_how(reader: Client) -> None:
    figures.store(**figures.every_figure())
    value, retention = page(reader, "/insights/value/"), page(reader, "/insights/retention/")
    assert 'href="/insights/value/bin/risk/?period=12m&amp;low=0.5">See the 2,974 more likely to stay away' in value
    assert 'href="/insights/value/bin/risk/?period=12m&amp;low=0">See all 5,104' in value
    assert 'href="/insights/retention/lost/?period=12m&amp;now=1&amp;did=all">n 5,104</a>' in retention
    assert 'href="/insights/how/#churn-now">32.2%</a>' in retention
    earlier = 'href="/insights/economics/returning/?period=12m&amp;of=earlier">See the 3,105 earlier customers'
    assert earlier in page(reader, "/insights/economics/")


def test_the_cases_of_the_loop_are_those_of_the_period_and_the_branch(reader: Client) -> None:
    here, there = world.branch("LPR"), world.branch("BNA")
    opened(6, here)
    opened(2, there)
    refresh_figures(now=NOW)
    assert "See the 8 cases" in page(reader, "/insights/")
    shown = page(reader, f"/insights/?branch={here.pk}")
    assert f'href="/insights/cases/?period=12m&amp;branch={here.pk}">See the 6 cases' in shown
    assert page(reader, f"{CASES}?branch={here.pk}").count("data-row") == 6
    assert page(reader, f"{PROMISES}?branch={there.pk}&kept=1").count("data-row") == 2


@pytest.mark.parametrize("path", [CASES + "?counted=sleeping", PROMISES + "?metric=politeness"])
def test_what_no_figure_counts_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", [CASES, PROMISES])
def test_rows_of_the_loop_cost_the_same_for_one_and_for_many(reader: Client, path: str) -> None:
    opened(1)
    assert_constant_queries(lambda: page(reader, path), grow=lambda: opened(20))
    assert count_queries(lambda: page(reader, path)) <= MOST_QUERIES


def test_rows_are_paged_with_their_number(reader: Client) -> None:
    opened(1)
    Case.objects.bulk_create(
        Case(
            kind="feedback", state=CaseState.OPEN, title="เรื่อง", opened_at=NOW - timedelta(days=2),
            last_activity_at=NOW,
        )
        for _ in range(449)
    )  # fmt: skip
    first = page(reader, CASES)
    assert "450 rows · 1 to 200 here" in first
    assert first.count("data-row") == 200
    assert 'href="?page=2"' in first
    second = page(reader, f"{CASES}?period=24m&page=2")
    assert "201 to 400 here" in second
    assert 'href="?period=24m&amp;page=1"' in second
    assert 'href="?period=24m&amp;page=3"' in second
    last = page(reader, f"{CASES}?page=3")
    assert (last.count("data-row"), 'rel="next"' in last) == (50, False)
    titles = re.findall(r'href="/cases/(\d+)/"', first + page(reader, f"{CASES}?page=2") + last)
    assert len(set(titles)) == 450


@pytest.mark.parametrize("number", ["2", "999999999999999999"])
def test_a_page_beyond_the_last_is_not_found(reader: Client, number: str) -> None:
    opened(1)
    assert reader.get(f"{CASES}?page={number}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1e3"])
def test_a_page_nobody_can_mean_is_the_first(reader: Client, number: str) -> None:
    opened(1)
    assert "1 row" in page(reader, f"{CASES}?page={number}")


@pytest.mark.parametrize("path", NAMED)
def test_names_are_only_for_who_may_know_customers(reader: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figures.store(**figures.every_figure())
    assert reader.get(path).status_code == 200
    monkeypatch.setitem(POLICY, "customers.read", frozenset({Role.OWNER}))
    assert reader.get(path).status_code == 403


def test_returns_of_a_week_are_listed_and_without_a_picture_of_the_model_not_found(reader: Client) -> None:
    figures.store(**figures.every_figure())
    customer = world.customer("อรุณี")
    for day in (figures.month(1), figures.month(4)):
        figures.order(customer, day)
    week = f"?since={figures.month(4)}&until={figures.month(4) + timedelta(days=6)}"
    assert "อรุณี" in page(reader, f"/insights/value/returns/{week}")
    assert "อรุณี" in page(reader, f"/insights/value/returns/?until={figures.month(6)}")
    assert "อรุณี" not in page(reader, f"/insights/value/returns/?until={figures.month(3)}")
    assert reader.get("/insights/value/returns/").status_code == 404
    Figure.objects.filter(name="model_fit").delete()
    assert reader.get(f"/insights/value/returns/{week}").status_code == 404


def test_who_was_won_earlier_and_whose_first_year_is_told(reader: Client) -> None:
    figures.store(**figures.every_figure())
    for name, day in (("อรุณี", figures.SPAN.before), ("มาลี", figures.month(3))):
        figures.order(world.customer(name), day)
    path = "/insights/economics/returning/"
    for of in ("earlier", "first_year"):
        shown = page(reader, f"{path}?of={of}")
        assert ("อรุณี" in shown, "มาลี" in shown) == (True, False), of
    assert "There is nothing behind this figure." in page(reader, path)
