"""Which signals are about a touchpoint, how a score stands to its target, and what may be shown of it."""

import pytest

from samphan.analytics.intervals import Disclosure, Interval, NpsCounts
from samphan.journeys.rules import (
    Band,
    Feeling,
    Figures,
    Link,
    Origin,
    Rated,
    Segment,
    Submitted,
    band,
    differs,
    feeling,
    figures_of,
    redesign_weight,
)

ORIGIN = Origin(kind="response", survey_id=1, source="link", channel="email", branch_id=4)
ELSEWHERE = Origin(kind="review", survey_id=None, source="google", channel="web", branch_id=None)


@pytest.mark.parametrize(
    ("link", "takes"),
    [
        (Link(survey_id=1), True),
        (Link(survey_id=2), False),
        (Link(kind="response", channel="email", branch_id=4), True),
        (Link(kind="response", channel="line"), False),
        (Link(source="link", branch_id=5), False),
        (Link(kind="review"), False),
        (Link(), False),  # it asks for nothing: it is not measured, rather than about everything
    ],
)
def test_a_touchpoint_takes_what_agrees_with_all_it_asks_for(link: Link, takes: bool) -> None:
    assert link.takes(ORIGIN) is takes


@pytest.mark.parametrize(
    ("scale", "score", "felt"),
    [
        ("nps", 9, Feeling.SATISFIED),
        ("nps", 8, Feeling.NEUTRAL),
        ("nps", 6, Feeling.UNHAPPY),
        ("csat", 4, Feeling.SATISFIED),
        ("csat", 3, Feeling.NEUTRAL),
        ("csat", 2, Feeling.UNHAPPY),
        ("stars", 5, Feeling.SATISFIED),
        ("stars", 1, Feeling.UNHAPPY),
    ],
)
def test_how_a_rating_feels(scale: str, score: int, felt: Feeling) -> None:
    assert feeling(scale, score) is felt


def test_figures_are_summed_over_the_groups_that_are_about_it() -> None:
    rated = [
        Rated(origin=ORIGIN, field="csat", scale="csat", score=5, count=20),
        Rated(origin=ORIGIN, field="csat", scale="csat", score=3, count=5),
        Rated(origin=ORIGIN, field="csat", scale="csat", score=1, count=10),
        Rated(origin=ORIGIN, field="speed", scale="csat", score=1, count=99),  # another question
        Rated(origin=ORIGIN, field="nps", scale="nps", score=0, count=99),  # another scale
        Rated(origin=ELSEWHERE, field="csat", scale="csat", score=1, count=99),
    ]
    submitted = [
        Submitted(origin=ORIGIN, has_case=False, cause="", count=25),
        Submitted(origin=ORIGIN, has_case=True, cause="", count=3),
        Submitted(origin=ORIGIN, has_case=True, cause="b", count=2),
        Submitted(origin=ORIGIN, has_case=True, cause="c", count=6),
        Submitted(origin=ELSEWHERE, has_case=True, cause="b", count=99),
    ]
    found = figures_of(Link(survey_id=1, field="csat"), rated, submitted)
    assert (found.volume, found.cases, found.n) == (36, 11, 35)
    assert found.causes == (("c", 6), ("b", 2))
    assert found.score is not None
    assert found.score.estimate == pytest.approx(100 * (20 - 10) / 35)


@pytest.mark.parametrize(
    ("n", "shows"), [(4, Disclosure.SUPPRESSED), (5, Disclosure.COUNTS), (29, Disclosure.COUNTS), (30, Disclosure.FULL)]
)
def test_few_answers_show_counts_and_very_few_show_nothing(n: int, shows: Disclosure) -> None:
    figures = Figures(answers=NpsCounts(promoters=n, passives=0, detractors=0))
    assert figures.shows is shows
    assert (figures.score is not None) is (shows is Disclosure.FULL)


@pytest.mark.parametrize(
    ("score", "found"),
    [
        (None, Band.UNKNOWN),
        (Interval(estimate=10, low=0, high=20), Band.SURELY_BELOW),
        (Interval(estimate=10, low=0, high=50), Band.BELOW),
        (Interval(estimate=50, low=40, high=60), Band.ABOVE),
        (Interval(estimate=70, low=60, high=80), Band.SURELY_ABOVE),
    ],
)
def test_a_score_stands_surely_to_its_target_only_with_its_whole_interval(score: Interval | None, found: Band) -> None:
    assert band(score, 50) is found


def test_a_part_and_the_rest_are_everybody_once() -> None:
    part, rest = Segment(branch_id=4), Segment(branch_id=4, is_the_rest=True)
    assert (part.holds(ORIGIN), rest.holds(ORIGIN)) == (True, False)
    assert (part.holds(ELSEWHERE), rest.holds(ELSEWHERE)) == (False, True)


def test_two_parts_differ_only_beyond_chance() -> None:
    glad, sad = (
        Figures(answers=NpsCounts(promoters=80, passives=10, detractors=10)),
        Figures(answers=NpsCounts(promoters=20, passives=10, detractors=70)),
    )
    few = Figures(answers=NpsCounts(promoters=0, passives=0, detractors=20))
    assert differs(glad, sad)
    assert not differs(glad, glad)
    assert not differs(glad, few)


def test_a_redesign_gives_the_answers_that_would_have_to_turn_and_a_moment_of_truth_counts_double() -> None:
    figures = Figures(answers=NpsCounts(promoters=20, passives=20, detractors=60))  # -40 points
    # Turning 45 of the unhappy makes 65 - 15 = 50 points.
    assert redesign_weight(figures, target_points=50, is_moment_of_truth=False) == pytest.approx(45)
    assert redesign_weight(figures, target_points=50, is_moment_of_truth=True) == pytest.approx(90)
    assert redesign_weight(figures, target_points=-38, is_moment_of_truth=False) == 0  # may be chance
