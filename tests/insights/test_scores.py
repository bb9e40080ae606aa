"""Scores are read by key: one person, a ranked list that costs the same on every page, the rows behind a bin."""

import pytest

from samphan.insights.models import CustomerScore
from samphan.insights.selectors.scores import (
    count_at_risk,
    economics_assumption,
    every_score_at_risk,
    find_score,
    latest_model,
    most_valuable_tenth,
    scores_at_risk,
    scores_between,
    scores_with_reason,
)
from tests import world
from tests.budget import count_queries
from tests.web.figures import fitted, order, score

pytestmark = pytest.mark.django_db


def test_a_customer_without_a_score_has_none() -> None:
    assert find_score(customer_id=world.customer().pk) is None
    assert latest_model(purpose="attrition") is None
    assert economics_assumption() is None


def test_pages_of_the_list_hold_everybody_once_highest_first() -> None:
    losses = [100, 300, 300, 300, 200, 0]
    made = [score(world.customer(), expected_loss_satang=loss) for loss in losses]
    seen: list[CustomerScore] = []
    after: int | None = None
    while True:
        page = scores_at_risk(after=after, limit=2)
        seen += page.scores
        after = page.next_after
        if after is None:
            break
    assert [one.expected_loss_satang for one in seen] == [300, 300, 300, 200, 100]
    assert len({one.pk for one in seen}) == 5
    assert made[-1] not in seen, "nothing is at risk where nothing would be lost"


def test_a_page_costs_the_same_whatever_its_place() -> None:
    made = [score(world.customer(), expected_loss_satang=100 + n) for n in range(6)]

    def first() -> None:
        assert [one.customer.first_name for one in scores_at_risk(limit=3).scores]

    def second() -> None:
        assert [one.customer.branch for one in scores_at_risk(after=made[3].pk, limit=3).scores] == [None] * 3

    assert count_queries(first) == 1
    assert count_queries(second) == 2


@pytest.mark.parametrize("after", [999_999, 0, None])
def test_an_unknown_place_is_the_beginning(after: int | None) -> None:
    one = score(world.customer())
    assert scores_at_risk(after=after).scores == [one]


@pytest.mark.parametrize(
    ("measure", "low", "high", "found"),
    [
        ("clv", 0, 100, [0, 99]),
        ("clv", 100, 200, [100]),
        ("clv", 200, None, [200, 5000]),
        ("clv", 101, 200, []),
    ],
)
def test_a_bin_holds_its_lower_edge_and_not_its_upper(
    measure: str, low: float, high: float | None, found: list[int]
) -> None:
    for value in (0, 99, 100, 200, 5000):
        score(world.customer(), clv_satang=value)
    rows = scores_between(measure=measure, low=low, high=high)
    assert [row.clv_satang for row in rows] == sorted(found, reverse=True)


def test_an_unknown_risk_is_in_no_bin() -> None:
    score(world.customer(), churn_risk=None)
    certain = score(world.customer(), churn_risk=1.0)
    assert list(scores_between(measure="risk", low=0.9, high=None)) == [certain]
    assert list(scores_between(measure="risk", low=0.0, high=0.9)) == []


@pytest.mark.parametrize(("people", "tenth"), [(0, 0), (1, 1), (10, 1), (11, 2)])
def test_the_most_valuable_tenth_is_rounded_up(people: int, tenth: int) -> None:
    for value in range(people):
        score(world.customer(), clv_satang=value)
    found = most_valuable_tenth().page()
    assert [row.clv_satang for row in found.rows] == [people - 1 - at for at in range(tenth)]
    assert found.total == tenth


def test_the_whole_list_at_risk_is_that_of_its_pages() -> None:
    for loss in (0, 5, 7, 7):
        score(world.customer(), expected_loss_satang=loss)
    whole = list(every_score_at_risk())
    assert whole == scores_at_risk().scores
    assert count_at_risk() == len(whole) == 3


def test_who_is_listed_for_a_fact_has_it_as_something_that_goes_along() -> None:
    one, two = (world.customer() for _ in range(2))
    score(one, reasons=[{"code": "gap_ratio", "kind": "association", "weight": 0.6}])
    score(two, reasons=[{"code": "gap_ratio", "kind": "stated"}, {"code": "spend", "kind": "association"}])
    assert [row.customer for row in scores_with_reason(code="gap_ratio")] == [one]
    assert [row.customer for row in scores_with_reason(code="spend")] == [two]


def test_the_list_of_a_branch_holds_whom_it_won() -> None:
    here = world.branch("LPR")
    ours, theirs = world.customer(), world.customer()
    order(ours, world.NOW.date(), branch=here)
    order(theirs, world.NOW.date())
    one = score(ours)
    score(theirs)
    assert scores_at_risk(branch_ids=[here.pk]).scores == [one]
    assert list(scores_between(measure="clv", low=0, high=None, branch_ids=[here.pk])) == [one]


def test_the_newest_model_speaks() -> None:
    fitted(version=2)
    fitted(version=3, chosen="bg_nbd")
    fitted(version=9, purpose="spend")
    model = latest_model(purpose="attrition")
    assert model is not None
    assert (model.chosen, model.version) == ("bg_nbd", 3)
