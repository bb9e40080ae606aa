"""Drivers name what matters, grey what is not sure, and say what stands in the way of an answer."""

import json
import re

import pytest
from django.test import Client

from samphan.web.drivers.drawings import fix_first
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/insights/drivers/"


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an owner who reads English, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in()


def test_drivers_are_ranked_with_their_sureness(reader: Client) -> None:
    shown = page(reader, PATH)
    assert "Together they explain 47% of the differences in NPS (n 812). Most of that: On-time delivery, 34%." in shown
    assert "Fix first: On-time delivery, Installation." in shown
    drawn = json.loads(re.findall(r'<script type="application/json">(.*?)</script>', shown)[0])
    faint = (
        {row["label"] for rows in drawn["wide"]["datasets"].values() for row in rows if row.get("faint")}
        if ("datasets" in drawn["wide"])
        else {row["label"] for layer in drawn["wide"]["layer"] for row in layer["data"]["values"] if row.get("faint")}
    )
    assert faint == {"Price and value", "Parking"}


@pytest.mark.parametrize(
    ("note", "words"),
    [("too_few", "Add two or three to the survey."), (None, "Only 12: too few for a rate; 30 are needed.")],
)
def test_too_few_answers_say_what_to_do(reader: Client, note: str | None, words: str) -> None:
    figures.store(drivers=figures.drivers(note=note, rows=False))
    shown = page(reader, PATH)
    assert words in shown
    assert "data-chart" not in shown


def test_touchpoints_that_move_together_are_drawn_with_a_warning(reader: Client) -> None:
    figures.store(drivers=figures.drivers(note="collinear"))
    shown = page(reader, PATH)
    assert "their shares cannot be told apart, only their sum" in shown
    assert "data-chart" in shown


def test_a_single_driver_has_nothing_to_be_compared_with(reader: Client) -> None:
    value = figures.drivers()
    value["rows"] = value["rows"][:1]
    figures.store(drivers=value)
    assert "Two touchpoints or topics are needed to compare." in page(reader, PATH)


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([(0.4, 3.0), (0.1, 4.0)], {0}),
        ([(0.4, 4.0), (0.1, 3.0)], set()),
        ([(0.2, 3.0), (0.2, 4.0)], {0}),
        ([(0.2, 3.0), (0.2, 3.0)], set()),
    ],
)
def test_fix_first_is_what_matters_more_and_goes_worse(rows: list[tuple[float, float]], first: set[int]) -> None:
    assert fix_first([{"code": at, "share": s, "mean": m} for at, (s, m) in enumerate(rows)]) == first
