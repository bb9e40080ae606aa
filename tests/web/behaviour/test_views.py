"""Saying and doing stand side by side, each cell with what it calls for and its customers."""

from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.kit import clock
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
    assert "2,301 have answered; 2,803 never did: 1,203 of those ordered again, 1,600 did not." in shown


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
    lately = clock.now().date() - timedelta(days=100)
    figures.score(world.customer("อรุณี"), attitude="detractor", behaviour="back", answered_date=lately)
    figures.score(world.customer("มาลี"), attitude="", age_days=400, recency_days=0)
    behind = "/insights/behaviour/customers/?attitude="
    assert "อรุณี" in page(reader, behind + "detractor&did=back")
    assert "อรุณี" not in page(reader, behind + "detractor&did=gone")
    assert "อรุณี" in page(reader, behind + "detractor")
    assert "มาลี" in page(reader, behind + "none")
    assert reader.get(behind + "furious").status_code == 404
