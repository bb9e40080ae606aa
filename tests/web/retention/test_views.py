"""Retention shows what is sure, says why when it is not, and every number leads to its customers."""

import re
from datetime import date

import pytest
from django.test import Client

from samphan.accounts.models import Branch
from samphan.accounts.policies import Role
from samphan.web.retention.drawings import share_at
from tests import world
from tests.budget import assert_constant_queries
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/insights/retention/"
MOST_QUERIES = 16
TABS = ("retention", "value", "behaviour", "drivers", "economics")


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return a manager who reads English, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in(Role.MANAGER)


@pytest.mark.parametrize("tab", TABS)
def test_before_the_first_computation_every_screen_says_so(sign_in: SignIn, tab: str) -> None:
    assert "have not been computed yet" in page(sign_in(), f"/insights/{tab}/")


@pytest.mark.parametrize("tab", TABS)
def test_a_screen_whose_figures_are_missing_says_how_they_come(sign_in: SignIn, tab: str) -> None:
    figures.store(nps={"n": 0, "shown": "suppressed"})
    shown = page(sign_in(), f"/insights/{tab}/")
    assert "Not computed yet. It is every night, or now with Refresh." in shown
    assert "data-chart" not in shown


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_chart_has_a_sentence_a_table_files_and_a_method(reader: Client, tab: str, language: str) -> None:
    reader.force_login(world.user(Role.MANAGER, language=language))
    shown = page(reader, f"/insights/{tab}/")
    charts = shown.count("data-chart")
    assert charts >= 1
    assert shown.count("<figcaption>") == charts
    assert shown.count('<p class="files">') >= charts
    assert "style=" not in shown
    for code in re.findall(r"/insights/how/#([\w-]+)", shown):
        assert f'<section id="{code}"' in page(reader, "/insights/how/")


def test_cohorts_are_read_in_two_ways_and_lead_to_their_members(reader: Client) -> None:
    exact, later = page(reader, PATH), page(reader, PATH + "?grid=unbounded")
    assert "in exactly that later month" in exact
    assert "recent ones will rise" in later
    assert "/insights/retention/cohort/?period=12m&amp;month=2025-12-01&amp;at=1&amp;grid=exact" in exact
    assert "at=1&amp;grid=unbounded" in later


def test_small_cohorts_show_counts_and_the_smallest_nothing(reader: Client) -> None:
    shown = page(reader, PATH)
    small = shown.split("Jul 26</td>")[1].split("</tr>")[0]
    assert re.search(r">5</a>", small), "22 customers: counts, no rates"
    assert "%" not in small
    smallest = shown.split("Nov 26</td>")[1].split("</tr>")[0]
    assert "%" not in smallest


def test_undetected_attrition_is_said_and_no_share_is_shown(reader: Client) -> None:
    assert "32.2%" in page(reader, PATH)
    figures.store(churn_now=figures.churn_now(detected=False))
    shown = page(reader, PATH)
    assert "No attrition detectable yet (p\u00a0=\u00a00.31)" in shown
    assert "32.2%" not in shown


def test_reasons_are_never_mixed_and_their_absence_is_explained(reader: Client) -> None:
    shown = page(reader, PATH)
    for words in ("Said by the customer", "Seen together in past data; not proven to be the cause.", "Late against"):
        assert words in shown
    assert "Nothing was measured yet" in shown
    figures.store(churn_reasons=figures.churn_reasons(found=False))
    shown = page(reader, PATH)
    assert "No stable driver: nothing kept its sign in 80% of 50 repeated fits." in shown
    assert "Nobody who left has named a reason yet." in shown


def test_too_few_are_not_drawn(reader: Client) -> None:
    few = {"n": 12, "shown": "counts", "lost": figures.share(3, 12), "expected": None, "attrition": {"detected": False}}
    figures.store(
        churn_now=few, waiting={"n": 8, "groups": []}, churn_by_month={"n": 0, "window_days": 90, "months": []}
    )
    shown = page(reader, PATH)
    assert "Only 12: too few for a rate; 30 are needed." in shown
    assert "No group has 30 customers yet" in shown
    assert "Two months with at least 30 active customers are needed" in shown


def test_the_month_that_still_runs_is_in_the_table_and_not_in_the_line(reader: Client) -> None:
    shown = page(reader, PATH)
    drawn = shown.split('id="panel-churn"')[1].split("</section>")[0]
    assert "In Oct 26, " in drawn, "the line ends with the last whole month"
    assert '"label":"Nov 26"' not in drawn
    assert "Nov 26 so far</td>" in drawn


def test_the_rows_behind_a_cell_and_behind_a_loss(reader: Client) -> None:
    customer = world.customer("อรุณี")
    figures.order(customer, date(2026, 3, 5))
    figures.order(customer, date(2026, 5, 5))
    cohort = "/insights/retention/cohort/?month=2026-03-01"
    assert "อรุณี" in page(reader, cohort)
    assert "อรุณี" in page(reader, cohort + "&at=2&grid=exact")
    assert "อรุณี" not in page(reader, cohort + "&at=1&grid=exact")
    assert "อรุณี" in page(reader, cohort + "&at=1&grid=unbounded")
    assert "อรุณี" in page(reader, "/insights/retention/lost/?month=2026-11-01"), "180 days after 5 May"
    assert "There is nothing behind this figure." in page(reader, "/insights/retention/lost/?month=2026-09-01")


@pytest.mark.parametrize("query", ["?month=x&at=y", "?month=9999-12-01&at=12", "?at=999999999", "?month=0001-01-01"])
@pytest.mark.parametrize("path", ["cohort", "lost"])
def test_nonsense_in_the_address_is_answered(reader: Client, path: str, query: str) -> None:
    assert reader.get(f"/insights/retention/{path}/{query}").status_code in {200, 404}


def test_period_and_branch_are_kept_on_every_tab(reader: Client) -> None:
    branch = world.branch()
    figures.store(scope=f"branch:{branch.pk}", **figures.every_figure())
    shown = page(reader, f"{PATH}?period=24m&branch={branch.pk}")
    assert f"/insights/value/?period=24m&amp;branch={branch.pk}" in shown
    assert f'<option value="{branch.pk}" selected>' in shown


@pytest.mark.parametrize("tab", TABS)
def test_a_screen_costs_the_same_for_one_branch_and_for_twenty(reader: Client, tab: str) -> None:
    def grow() -> None:
        for number in range(20):
            Branch.objects.create(code=f"B{number}", name_th=f"สาขา {number}")
            figures.score(world.customer())

    assert_constant_queries(lambda: page(reader, f"/insights/{tab}/"), grow=grow)


@pytest.mark.parametrize(("day", "expected"), [(0, 1.0), (14, 1.0), (15, 0.8), (29, 0.8), (30, 0.5), (31, None)])
def test_the_height_of_the_steps_on_a_day(day: int, expected: float | None) -> None:
    points = [{"day": 0, "share": 1.0}, {"day": 15, "share": 0.8}, {"day": 30, "share": 0.5}]
    assert share_at(points, day) == expected


BARE = [{"n": 0, "shown": "suppressed"}, {"n": 3, "shown": "suppressed"}, {"n": 12, "shown": "counts"}]


@pytest.mark.parametrize("bare", BARE, ids=lambda bare: str(bare["n"]))
@pytest.mark.parametrize(
    ("tab", "name"),
    [
        ("value", "clv"),
        ("drivers", "drivers"),
        ("economics", "bad_profit"),
        ("retention", "churn_now"),
        ("value", "risk"),
    ],
)
def test_a_hidden_figure_carries_nothing_and_is_explained(
    reader: Client, tab: str, name: str, bare: figures.Value
) -> None:
    figures.store(**{name: bare})
    nothing = "Too few customers for a model" if name == "risk" else "Nothing to count yet."
    reason = {0: nothing, 3: "Fewer than 5", 12: "Only 12: too few"}[bare["n"]]
    assert reason in page(reader, f"/insights/{tab}/")


def test_all_who_are_lost_by_now_are_listed(reader: Client) -> None:
    figures.order(world.customer("อรุณี"), date(2026, 3, 5))
    figures.order(world.customer("มาลี"), date(2026, 11, 5))
    assert "/insights/retention/lost/?period=12m&amp;now=1" in page(reader, PATH)
    shown = page(reader, "/insights/retention/lost/?now=1")
    assert "อรุณี" in shown
    assert "มาลี" not in shown


def test_refreshing_comes_back_to_the_same_screen(reader: Client) -> None:
    assert reader.post("/insights/refresh/", {"tab": "insights_retention"}).headers["Location"] == PATH
    assert reader.post("/insights/refresh/", {"tab": "//evil.example"}).headers["Location"] == "/insights/"
