"""Drivers are computed from answers alone: topics of comments, and touchpoints rated beside the same NPS answer."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from samphan.accounts.models import Branch
from samphan.insights.selectors.rows import answers_about
from samphan.insights.services.engine.drivers import _Column, driver_figures
from samphan.journeys.models import Journey, Stage, Touchpoint
from samphan.signals.models import Signal
from tests import world
from tests.insights.engine.buyers import UNTIL, noon
from tests.world import NOW

pytestmark = pytest.mark.django_db
N = 120
# Scores and what was said beside them repeat with different beats, so that only what is meant to goes with the score.
SCORES = [10 if number % 2 else 2 + number % 4 for number in range(N)]


@pytest.fixture(autouse=True)
def _firm() -> None:
    world.organisation()


def give(
    number: int,
    score: int,
    *,
    topics: dict[str, str] | None = None,
    branch: Branch | None = None,
    ratings: dict[str, int] | None = None,
) -> None:
    """Store an NPS answer with a comment where topics are named, and five-point ratings by their field."""
    given: dict[str, Any] = {
        "submission_kind": "response", "submission_id": number, "source": "till", "channel": "web", "branch": branch,
        "occurred_at": noon(UNTIL - timedelta(days=number % 200)),
    }  # fmt: skip
    rows = [Signal(field="nps", type="rating", scale="nps", score=score, **given)]
    rows += [
        Signal(field=field, type="rating", scale="csat", score=told, **given) for field, told in (ratings or {}).items()
    ]
    if topics is not None:
        spans = [{"code": code, "sentiment": tone} for code, tone in topics.items()]
        read = {"topics": list(topics), "topic_spans": spans, "sentiment": "neutral", "read_with": "test"}
        rows.append(Signal(field="why", type="text", text="…", **read, **given))
    Signal.objects.bulk_create(rows)


def touchpoint(name: str, **link: object) -> Touchpoint:
    """Store a touchpoint with what its ratings must agree with."""
    journey = Journey.objects.create(name_th="ซื้อ", name_en="Buying", created_at=NOW)
    stage = Stage.objects.create(journey=journey, position=1, name_th="ส่ง", name_en="Delivery")
    return Touchpoint.objects.create(stage=stage, position=1, name_th=f"{name} (ไทย)", name_en=name, **link)


def drivers(scope: str = "all", **scopes: list[int] | None) -> dict[str, Any]:
    """Return the drivers of the last twelve months."""
    made = driver_figures(scopes or {"all": None}, timezone="Asia/Bangkok", now=NOW)
    return next(figure.value for figure in made if (figure.scope, figure.period) == (scope, "12m"))


def rows(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in value["rows"]}


def test_a_topic_that_may_be_chance_keeps_its_share_inside_its_own_interval() -> None:
    for number, score in enumerate(SCORES):
        tone = "positive" if score > 6 else "negative"
        give(
            number,
            score,
            topics={"staff": tone} if number % 3 else {"parking": ("positive", "negative")[number % 4 > 1]},
        )
    found = rows(drivers())
    assert (found["staff"]["is_significant"], found["parking"]["is_significant"]) == (True, False)
    assert found["parking"]["share"] > 0
    for row in found.values():
        assert row["low"] <= row["share"] <= row["high"]


def test_the_shares_add_up_to_what_all_drivers_explain_together() -> None:
    for number, score in enumerate(SCORES):
        topics = {"staff": "positive" if score > 6 else "negative"} if number % 5 else {}
        give(number, score, topics=topics | ({"price": "negative"} if number % 7 == 0 else {}))
    value = drivers()
    assert sum(row["share"] for row in value["rows"]) == pytest.approx(value["r2"])
    assert value["n"] == N


def test_touchpoints_rated_beside_the_score_are_drivers_by_their_names() -> None:
    delivery, showroom = (
        touchpoint("Delivery", field="delivery", source="till"),
        touchpoint("Showroom", field="room", source="till"),
    )
    for number, score in enumerate(SCORES):
        told = {"delivery": 5 if score > 6 else 1 + number % 3, "room": 1 + number % 5}
        give(
            number,
            score,
            topics={"staff": "positive"} if number % 4 == 0 else None,
            ratings=told if number % 6 else None,
        )
    found = rows(drivers())
    assert set(found) == {"staff", f"touchpoint:{delivery.pk}", f"touchpoint:{showroom.pk}"}
    best = drivers()["rows"][0]
    assert (best["kind"], best["th"], best["en"]) == ("touchpoint", "Delivery (ไทย)", "Delivery")
    assert best["is_significant"]
    assert 1 <= best["mean"] <= 5
    behind = answers_about(driver=best["code"], since=NOW - timedelta(days=400), until=NOW)
    assert best["n"] == len(list(behind)) == N - N // 6
    every = answers_about(driver=None, since=NOW - timedelta(days=400), until=NOW)
    assert drivers()["n"] == len(list(every))


@pytest.mark.parametrize(
    "link",
    [
        {"field": "delivery"},
        {"source": "elsewhere"},
        {"source": "till", "scale": "stars"},
        {"source": "till", "scale": "nps"},
    ],
)
def test_a_touchpoint_that_nothing_is_about_is_no_driver(link: dict[str, Any]) -> None:
    touchpoint("Delivery", **link)
    for number, score in enumerate(SCORES):
        give(
            number,
            score,
            topics={"staff": "positive"} if number % 2 else {},
            ratings={"delivery": 5 if score > 6 else 1},
        )
    assert set(rows(drivers())) == {"staff"}


def test_touchpoints_with_the_same_ratings_are_one_driver_with_both_names() -> None:
    touchpoint("Delivery", source="till")
    touchpoint("Handover", source="till")
    for number, score in enumerate(SCORES):
        give(number, score, ratings={"delivery": 5 if score > 6 else 1 + number % 3})
    assert [row["en"] for row in drivers()["rows"]] == ["Delivery · Handover"]


def test_a_branch_has_the_drivers_of_its_own_answers() -> None:
    here, there = world.branch("A"), world.branch("B")
    for number, score in enumerate(SCORES):
        tone = "positive" if score > 6 else "negative"
        give(
            number,
            score,
            topics={"staff" if number % 4 < 2 else "price": tone},
            branch=here if number % 4 < 2 else there,
        )
    scopes = {"all": None, "here": [here.pk], "there": [there.pk], "none": []}
    assert set(rows(drivers("here", **scopes))) == {"staff"}
    assert set(rows(drivers("there", **scopes))) == {"price"}
    assert set(rows(drivers("all", **scopes))) == {"staff", "price"}
    assert drivers("none", **scopes)["note"] == "too_few"


@pytest.mark.parametrize(("scores", "note"), [([9] * N, "same_score"), (SCORES[:20], "too_few")])
def test_what_cannot_be_told_says_why(scores: list[int], note: str) -> None:
    for number, score in enumerate(scores):
        give(number, score, topics={"staff": "positive" if number % 2 else "negative"})
    assert (drivers()["rows"], drivers()["note"]) == ([], note)


def test_topics_that_are_always_spoken_of_together_are_not_divided() -> None:
    for number, score in enumerate(SCORES):
        tone = "positive" if number % 3 else "negative"
        give(number, score, topics={"staff": tone, "price": tone})
    assert drivers()["note"] == "collinear"


def test_a_touchpoint_rated_by_everybody_alike_is_no_driver() -> None:
    """Three questions of it, 4, 4 and 5: their average differs in the last bit from the average of all averages."""
    column = _Column(code="x", kind="touchpoint", th="", en="", values=np.array([13 / 3] * 77 + [np.nan] * 5))
    assert np.ptp(column.filled) > 0
    assert not column.differs
