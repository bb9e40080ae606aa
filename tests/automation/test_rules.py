from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from samphan.automation.rules import InvalidTree, evaluate, parse_tree
from samphan.automation.starter import FEEDBACK_TREE
from samphan.kit.conditions import InvalidCondition

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def heard(**facts: object) -> dict[str, object]:
    return {"category": "none", "sentiment": "", "urgency": 0, "wants_contact": False, **facts}


PATHS = {
    "a promoter opens nothing": (heard(category="promoter", score=9, scale="nps", sentiment="positive"), (), None),
    "a detractor": (heard(category="detractor", score=5, scale="nps"), ("unhappy",), 3),
    "a very unhappy one": (heard(category="detractor", score=2, scale="nps"), ("unhappy", "unhappy_very"), 2),
    "one star": (heard(category="detractor", score=1, scale="stars"), ("unhappy", "unhappy_very"), 2),
    "two stars are unhappy, not very": (heard(category="detractor", score=2, scale="stars"), ("unhappy",), 3),
    "a loyal one goes first": (
        heard(category="detractor", score=1, scale="nps", order_count=7),
        ("unhappy", "unhappy_loyal"),
        1,
    ),
    "urgent words beat all": (heard(category="detractor", score=0, scale="nps", urgency=3), ("urgent",), 1),
    "unhappy words without a score": (heard(sentiment="negative"), ("unhappy",), 3),
    "a passive with unhappy words": (
        heard(category="passive", score=7, scale="nps", sentiment="negative"),
        ("mixed",),
        4,
    ),
    "a happy one who asks for a call": (heard(category="promoter", score=10, wants_contact=True), ("asks_contact",), 3),
}


@pytest.mark.parametrize(("facts", "path", "priority"), PATHS.values(), ids=PATHS)
def test_the_starter_tree_leads(facts: dict[str, object], path: tuple[str, ...], priority: int | None) -> None:
    outcome = evaluate(parse_tree(FEEDBACK_TREE), facts, NOW)

    assert outcome.path == path
    assert (outcome.open_case.priority if outcome.open_case else None) == priority


def test_a_deeper_branch_keeps_what_it_does_not_say() -> None:
    outcome = evaluate(parse_tree(FEEDBACK_TREE), heard(category="detractor", score=1, scale="nps"), NOW)

    assert outcome.open_case is not None
    assert outcome.open_case.kind == "feedback"
    assert outcome.open_case.promises == ("feedback_follow_up", "feedback_resolve")


def tree(*branches: dict[str, Any]) -> dict[str, Any]:
    return {"branches": list(branches)}


def test_history_counts_from_now() -> None:
    body = tree({"id": "again", "when": {"has_been": ["unhappy", 90]}})
    parsed = parse_tree(body)

    assert evaluate(parsed, {"last_unhappy_at": NOW - timedelta(days=89)}, NOW).path == ("again",)
    assert evaluate(parsed, {"last_unhappy_at": NOW - timedelta(days=91)}, NOW).path == ()
    assert evaluate(parsed, {}, NOW).path == ()


BROKEN: dict[str, object] = {
    "not an object": [],
    "no branches": {},
    "no id": tree({"when": True}),
    "two of one id": tree({"id": "a", "when": True}, {"id": "a", "when": True}),
    "unknown action": tree({"id": "a", "when": True, "then": [{"do": "explode"}]}),
    "unknown kind": tree({"id": "a", "when": True, "then": [{"do": "open_case", "kind": "lawsuit"}]}),
    "unknown priority": tree({"id": "a", "when": True, "then": [{"do": "open_case", "priority": 9}]}),
    "nobody to notify": tree({"id": "a", "when": True, "then": [{"do": "notify", "who": "everybody"}]}),
    "actions are not a list": tree({"id": "a", "when": True, "then": "open_case"}),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_tree_is_refused(body: object) -> None:
    with pytest.raises(InvalidTree):
        parse_tree(body)


def test_a_broken_condition_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidCondition):
        parse_tree(tree({"id": "a", "when": {"==": [{"var": "shoe_size"}, 42]}}))


def test_too_deep_a_tree_is_refused() -> None:
    body: dict[str, Any] = {"id": "leaf", "when": True}
    for level in range(10):
        body = {"id": f"level{level}", "when": True, "branches": [body]}

    with pytest.raises(InvalidTree):
        parse_tree(tree(body))
