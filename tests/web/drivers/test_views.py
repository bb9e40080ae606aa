"""Drivers name what matters, grey what is not sure, and say what stands in the way of an answer."""

import json
import re
from typing import Any

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
    assert (
        "Together they explain 47% of all differences in NPS (n 812). The largest part: On-time delivery, 34%." in shown
    )
    assert "Fix first: On-time delivery, Installation." in shown
    drawn = json.loads(re.findall(r'<script type="application/json">(.*?)</script>', shown)[0])
    faint = {row["label"]: row for row in rows_of(drawn["wide"]) if row.get("faint")}
    assert set(faint) == {"Price and value\nnot told from chance", "Parking\nnot told from chance"}
    for row in faint.values():
        assert row["low"] <= row["value"] <= row["high"], "a share lies in its own interval"


def rows_of(drawing: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the data of a drawing, of all its layers."""
    parts = [drawing, *drawing["layer"]]
    told = [part["data"]["values"] for part in parts if "values" in part.get("data", {})]
    return [row for rows in [*told, *drawing.get("datasets", {}).values()] for row in rows]


def test_what_may_be_chance_is_never_called_to_be_fixed_first(reader: Client) -> None:
    shown = page(reader, PATH)
    places = {row["label"]: row for drawn in re.findall(r'<script type="application/json">(.*?)</script>', shown)[1:]
              for row in rows_of(json.loads(drawn)["wide"]) if "hot" in row}  # fmt: skip
    assert {label for label, row in places.items() if row["hot"]} == {"On-time delivery", "Installation"}
    assert {label for label, row in places.items() if row["faint"]} == {"Price and value", "Parking"}


def test_a_share_is_saved_with_its_own_interval_and_whether_it_may_be_chance(reader: Client) -> None:
    saved = reader.get("/insights/charts/drivers/csv/").content.decode("utf-8-sig").splitlines()
    assert saved[0].split(",") == ["Driver", "Share", "Low (95%)", "High (95%)", "Told from chance", "Average", "n"]
    price = next(line for line in saved if line.startswith("Price")).split(",")
    assert [float(each) for each in price[1:4]] == pytest.approx([0.07, 0.0, 0.15])
    assert price[4] == "no"


def test_a_share_without_an_interval_is_drawn_alone(reader: Client) -> None:
    value = figures.drivers()
    value["rows"] = [row | {"low": None, "high": None} for row in value["rows"]]
    figures.store(drivers=value)
    assert "On-time delivery" in page(reader, PATH)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("too_few", "Ask for a comment after the NPS question"),
        ("same_score", "Everybody gave the same score"),
        (None, "Only 12: too few for a rate; 30 are needed."),
    ],
)
def test_too_few_answers_say_what_to_do(reader: Client, note: str | None, words: str) -> None:
    figures.store(drivers=figures.drivers(note=note, rows=False))
    shown = page(reader, PATH)
    assert words in shown
    assert "data-chart" not in shown


def test_touchpoints_that_move_together_are_drawn_with_a_warning(reader: Client) -> None:
    figures.store(drivers=figures.drivers(note="collinear"))
    shown = page(reader, PATH)
    assert "their shares cannot be told apart" in shown
    assert "data-chart" in shown


def test_a_single_driver_has_nothing_to_be_compared_with(reader: Client) -> None:
    value = figures.drivers()
    value["rows"] = value["rows"][:1]
    figures.store(drivers=value)
    assert "Two touchpoints or topics are needed to compare." in page(reader, PATH)


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([(0.4, 3.0, True), (0.1, 4.0, True)], {0}),
        ([(0.4, 3.0, False), (0.1, 4.0, True)], set()),
        ([(0.4, 4.0, True), (0.1, 3.0, True)], set()),
        ([(0.2, 3.0, True), (0.2, 4.0, True)], {0}),
        ([(0.2, 3.0, True), (0.2, 3.0, True)], set()),
    ],
)
def test_fix_first_is_what_matters_more_and_goes_worse(rows: list[tuple[float, float, bool]], first: set[int]) -> None:
    told = [{"code": at, "share": s, "mean": m, "is_significant": sure} for at, (s, m, sure) in enumerate(rows)]
    assert fix_first(told) == first
