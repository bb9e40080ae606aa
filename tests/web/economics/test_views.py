"""Economics shows what follows from what only the business knows, and refuses a number nobody can know."""

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.insights.models import EconomicsAssumption
from tests import world
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH, FORM = "/insights/economics/", "/insights/economics/assumptions/"
TYPED = {"margin": "35", "acquisition": "1,250.50", "retention": "฿120"}


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an analyst who reads English, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in(Role.ANALYST)


def test_before_assumptions_it_asks_for_them_and_after_it_shows_what_follows(reader: Client) -> None:
    assert "needs your margin and costs, which no order shows" in page(reader, PATH)
    figures.store(economics=figures.economics(assumed=True))
    shown = page(reader, PATH)
    for words in ("฿1,493", "0.8", "฿88,700", "฿1,012,500", "With a margin of 35%, ฿900 to win a customer"):
        assert words in shown


def test_results_of_an_earlier_edition_wait_for_the_next_computation(reader: Client) -> None:
    value = figures.economics(assumed=True)
    del value["result"]["first_year_customers"], value["orders_each"]
    figures.store(economics=value)
    shown = page(reader, PATH)
    assert "Returning customers bring 68%" in shown
    assert "฿1,493" not in shown
    assert reader.get("/insights/charts/economics-results/csv/").status_code == 200


def test_replacing_customers_costs_nothing_known_where_too_few_came_back(reader: Client) -> None:
    value = figures.economics(assumed=True)
    value["result"] |= {"value_of_one_point_satang": None, "cost_of_replacing_satang": None}
    figures.store(economics=value)
    assert page(reader, PATH).count("not known yet: too few came back") == 2


def test_a_margin_that_never_pays_back_says_so(reader: Client) -> None:
    value = figures.economics(assumed=True)
    value["result"]["payback_orders"] = None
    figures.store(economics=value)
    assert "never, at this margin" in page(reader, PATH)


def test_what_is_typed_is_kept_and_shown_again(reader: Client) -> None:
    answer = reader.post(FORM, TYPED, follow=True)
    assert "The figures follow with the next computation" in answer.content.decode()
    kept = EconomicsAssumption.objects.get()
    assert (kept.margin_percent, kept.acquisition_cost_satang, kept.retention_cost_satang_a_year) == (35, 125050, 12000)
    shown = page(reader, PATH)
    assert 'value="1,250.50"' in shown
    assert "Your margin and costs are kept." in shown


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"margin": "thirty"}, "whole percentage from 1 to 100"),
        ({"margin": "35.5"}, "whole percentage from 1 to 100"),
        ({"margin": ""}, "whole percentage from 1 to 100"),
        ({"acquisition": "-5"}, "The cost of winning a customer is an amount"),
        ({"acquisition": "much"}, "The cost of winning a customer is an amount"),
        ({"retention": "1e99"}, "The cost of keeping a customer is an amount a year"),
        ({"retention": '"><script>'}, "The cost of keeping a customer is an amount a year"),
    ],
)
def test_a_refused_value_stays_as_typed_beside_what_is_wrong(reader: Client, wrong: dict[str, str], words: str) -> None:
    answer = reader.post(FORM, TYPED | wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert "Nothing is saved yet." in shown
    assert 'value="1,250.50"' in shown or "acquisition" in wrong
    assert "<script>" not in shown.replace("<script src", "").replace("<script type", "")
    assert not EconomicsAssumption.objects.exists()


def test_a_percent_sign_is_understood(reader: Client) -> None:
    reader.post(FORM, TYPED | {"margin": "40 %"})
    assert EconomicsAssumption.objects.get().margin_percent == 40


def test_an_agent_reads_and_does_not_write(sign_in: SignIn) -> None:
    figures.store(**figures.every_figure())
    agent = sign_in(Role.AGENT)
    assert "Owners, managers and analysts may change this." in page(agent, PATH)
    assert agent.post(FORM, TYPED).status_code == 403


def test_without_a_group_left_out_there_is_no_number(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Cannot be told yet" in shown
    assert "No number is shown rather than a wrong one." in shown


def test_bad_profit_is_a_share_with_its_parts_or_says_there_is_none(reader: Client) -> None:
    assert "1.9% of sales, ฿475,300 of ฿25,420,000, are bad profit" in page(reader, PATH)
    figures.store(bad_profit=figures.bad_profit(found=False))
    assert "No bad profit was found in this period" in page(reader, PATH)


def test_returning_customers_are_the_rows_behind_their_sales(reader: Client) -> None:
    customer = world.customer("อรุณี")
    figures.order(customer, figures.SPAN.before)
    figures.order(customer, figures.month(3))
    assert "อรุณี" in page(reader, "/insights/economics/returning/")
