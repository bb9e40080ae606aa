"""Saying and doing stand side by side, each cell with what it calls for and its customers."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.kit import clock
from samphan.signals.models import Signal
from samphan.web.formats import format_date
from tests import world
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/insights/behaviour/"


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an analyst who reads English, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in(Role.ANALYST)


def test_six_cells_say_how_many_how_sure_and_what_to_do(reader: Client) -> None:
    shown = page(reader, PATH)
    for words in ("1,180", "78% of them (75% to 80%)", "฿4,838,000", "Happy and gone", "Unhappy and staying"):
        assert words in shown


def test_every_customer_is_in_one_group_and_each_leads_to_its_customers(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Each of 5,204 customers is in one group:" in shown
    told = shown.split("is in one group:")[1].split("</ul>")[0]
    groups = dict(re.findall(r'href="/insights/behaviour/customers/\?period=12m&amp;([^"]*)">([^<]*)<', told))
    since = format_date(figures.SPAN.since - timedelta(days=180), thai=False)
    assert groups == {
        "attitude=any&amp;did=followed": f"2,301 answered since {since}, long enough ago to tell: the cells above",
        "attitude=any&amp;did=pending": "61 answered less than 180 days ago: too early to tell",
        "attitude=any&amp;did=earlier": f"39 last answered before {since}: too long ago to count above",
        "attitude=none&amp;did=back": "1,203 never answered, and ordered in the last 180 days",
        "attitude=none&amp;did=gone": "1,600 never answered, and did not order in the last 180 days",
    }
    value = figures.quadrants()
    del value["customers"]  # a figure from before the groups were counted
    figures.store(quadrants=value)
    assert "is in one group" not in page(reader, PATH)


def test_the_saved_table_adds_up_to_the_customers(reader: Client) -> None:
    saved = reader.get("/insights/charts/quadrants/csv/").content.decode("utf-8-sig").splitlines()
    rows = [line.split(",") for line in saved[1:]]
    told = [int(row[2]) for row in rows if row[1] != "Have not bought yet" and row[2]]
    assert sum(told) + 3 == 5204, "the detractors who did not come back are too few to show"


def test_the_chart_leads_to_the_customers_it_counts(reader: Client) -> None:
    assert re.search(r'attitude=any&amp;did=followed">See these customers', page(reader, PATH))


def test_a_cell_of_fewer_than_five_shows_nothing_of_them(reader: Client) -> None:
    cell = page(reader, PATH).split("Detractors · Did not")[1].split("</li>")[0]
    assert "Fewer than 5" in cell
    assert "฿" not in cell


@pytest.mark.parametrize(
    ("promoters", "detractors", "verdict"),
    [
        ((1180, 1520), (40, 120), "Here happy customers do come back more often."),
        ((40, 120), (1180, 1520), "Here unhappy customers come back more often: look at who is asked."),
        ((60, 100), (55, 100), "The intervals overlap: no difference can be told."),
    ],
)
def test_the_sentence_claims_only_what_the_intervals_allow(
    reader: Client, promoters: tuple[int, int], detractors: tuple[int, int], verdict: str
) -> None:
    value = figures.quadrants()
    for cell in value["cells"]:
        if cell["behaviour"] == "back" and cell["attitude"] != "passive":
            cell["share"] = figures.share(*(promoters if cell["attitude"] == "promoter" else detractors))
    figures.store(quadrants=value)
    assert verdict in page(reader, PATH)


def test_without_answers_it_offers_a_survey(reader: Client) -> None:
    figures.store(quadrants=figures.quadrants(answered=False))
    shown = page(reader, PATH)
    assert "Nobody has answered yet" in shown
    assert 'href="/surveys/"' in shown


def test_a_cell_leads_to_its_customers(reader: Client) -> None:
    answered = clock.now().date() - timedelta(days=200)
    one, silent, curious = (world.customer(name) for name in ("อรุณี", "มาลี", "วรรณา"))
    late = world.customer("สมชาย")
    for customer, days in ((one, [-20, 30]), (silent, [-300]), (late, [-950])):
        for day in days:
            figures.order(customer, answered + timedelta(days=day))
    for number, customer in enumerate((one, curious)):
        Signal.objects.create(
            submission_kind="review", submission_id=number, field="nps", type="rating", scale="nps", score=3,
            source="test", customer=customer, occurred_at=figures.SPAN.starts_at(answered),
        )  # fmt: skip
    behind = "/insights/behaviour/customers/?attitude="
    Signal.objects.create(
        submission_kind="review", submission_id=7, field="nps", type="rating", scale="nps", score=9,
        source="test", customer=late, occurred_at=figures.SPAN.starts_at(answered - timedelta(days=900)),
    )  # fmt: skip
    listed = {
        "any&did=followed": "อรุณี", "any&did=pending": None, "any&did=earlier": "สมชาย",
        "detractor&did=back": "อรุณี", "detractor&did=never": "วรรณา", "none": "มาลี", "none&did=gone": "มาลี",
        "detractor&did=gone": None, "detractor&did=pending": None, "promoter": None, "none&did=back": None,
    }  # fmt: skip
    for cell, name in listed.items():
        shown = page(reader, behind + cell)
        assert {each for each in ("อรุณี", "มาลี", "วรรณา", "สมชาย") if each in shown} == ({name} if name else set()), cell
    assert reader.get(behind + "furious").status_code == 404


def test_who_answered_but_never_bought_is_counted_beside_the_cells_and_listed(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Answered, but have not bought yet:" in shown
    assert re.search(r'did=never">41</a>', shown)
    assert "Detractors –" in re.sub(r"\s+", " ", shown), "too few to show"
    figures.store(quadrants=figures.quadrants() | {"never_bought": {"promoter": 0, "passive": 0, "detractor": 0}})
    assert "have not bought yet:" not in page(reader, PATH)
