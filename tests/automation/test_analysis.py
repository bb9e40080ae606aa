"""Warnings about a tree: each is provable, and a sensible tree has none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from samphan.automation import analysis
from samphan.automation.analysis import UNREACHABLE, Flaw, Warned, find_kept, kept, warnings_of
from samphan.automation.recipes import RECIPES, branch_of
from samphan.automation.rules import parse_tree
from samphan.automation.starter import FEEDBACK_TREE, MESSAGE_TREE

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LOW, LOWEST, HIGH = {"<=": [{"var": "score"}, 6]}, {"<=": [{"var": "score"}, 2]}, {">": [{"var": "score"}, 6]}
SILENT, NPS = {"missing": ["score"]}, {"==": [{"var": "scale"}, "nps"]}
URGENT, NORMAL = {"do": "open_case", "priority": 1}, {"do": "open_case", "priority": 3}


def branch(branch_id: str, when: object, *then: dict[str, object], inside: list[Any] | None = None) -> dict[str, Any]:
    return {"id": branch_id, "when": when, "then": list(then), "branches": inside or []}


def flaws(*branches: dict[str, Any]) -> list[Warned]:
    return warnings_of(parse_tree({"branches": list(branches)}), now=NOW)


def one(branch_id: str, flaw: Flaw, *by: str, settings: tuple[str, ...] = ()) -> list[Warned]:
    return [Warned(branch_id=branch_id, flaw=flaw, by=by, settings=settings)]


FOUND: dict[str, tuple[list[dict[str, Any]], list[Warned]]] = {
    "a contradiction": ([branch("a", {"and": [LOW, HIGH]})], one("a", Flaw.CONTRADICTION)),
    "a twin": ([branch("a", LOW), branch("b", LOW)], one("b", Flaw.TAKEN, "a")),
    "a special one after the general": ([branch("a", LOW), branch("b", LOWEST)], one("b", Flaw.TAKEN, "a")),
    "a general one after the special": ([branch("a", LOWEST), branch("b", LOW)], []),
    "after always": ([branch("a", True), branch("b", LOW)], one("b", Flaw.TAKEN, "a")),
    "taken by several together": (
        [branch("x", NPS), branch("a", LOW), branch("b", HIGH), branch("c", SILENT), branch("d", True)],
        one("d", Flaw.TAKEN, "a", "b", "c"),
    ),
    "several leave some": ([branch("a", LOW), branch("b", HIGH), branch("c", True)], []),
    "ruled out by what it is inside of": (
        [branch("a", LOW, inside=[branch("b", HIGH)])],
        one("b", Flaw.RULED_OUT, "a"),
    ),
    "taken by a branch asked before its parent": (
        [branch("a", LOWEST), branch("b", LOW, inside=[branch("c", {"<=": [{"var": "score"}, 1]})])],
        one("c", Flaw.TAKEN, "a"),
    ),
    "of a dead branch not also those inside": (
        [branch("a", LOW), branch("b", LOWEST, inside=[branch("c", LOWEST)])],
        one("b", Flaw.TAKEN, "a"),
    ),
    "people told of no case": (
        [branch("a", LOW, {"do": "notify", "who": "managers"})],
        one("a", Flaw.IDLE),
    ),
    "a tag for the case of a branch inside": (
        [branch("a", LOW, {"do": "tag", "tag": "x"}, inside=[branch("b", LOWEST, NORMAL)])],
        [],
    ),
    "a tag for the case of the branch above": (
        [branch("a", LOW, NORMAL, inside=[branch("b", LOWEST, {"do": "tag", "tag": "x"})])],
        [],
    ),
    "a priority that is always set anew": (
        [branch("a", LOW, NORMAL, inside=[branch("b", LOWEST, URGENT), branch("c", True, {**NORMAL, "priority": 2})])],
        one("a", Flaw.OVERRIDDEN, "b", "c", settings=("priority",)),
    ),
    "a priority that some keep": (
        [branch("a", LOW, NORMAL, inside=[branch("b", LOWEST, URGENT)])],
        [],
    ),
    "less urgent by the order": (
        [branch("a", {"==": [{"var": "wants_contact"}, True]}, NORMAL), branch("b", LOW, URGENT)],
        one("b", Flaw.LESS_URGENT, "a"),
    ),
    "more urgent first is as it should be": (
        [branch("a", {"==": [{"var": "wants_contact"}, True]}, URGENT), branch("b", LOW, NORMAL)],
        [],
    ),
    "what fits one never fits the other": ([branch("a", HIGH, NORMAL), branch("b", LOW, URGENT)], []),
    "made urgent again inside": (
        [
            branch("a", {"==": [{"var": "wants_contact"}, True]}, NORMAL, inside=[branch("c", LOW, URGENT)]),
            branch("b", LOW, URGENT),
        ],
        [],
    ),
}


@pytest.mark.parametrize(("branches", "expected"), FOUND.values(), ids=FOUND)
def test_the_flaws_of_a_tree(branches: list[dict[str, Any]], expected: list[Warned]) -> None:
    assert flaws(*branches) == expected


@pytest.mark.parametrize("body", [FEEDBACK_TREE, MESSAGE_TREE], ids=["feedback", "message"])
def test_a_starter_tree_has_none(body: dict[str, Any]) -> None:
    assert warnings_of(parse_tree(body), now=NOW) == []


def test_the_five_recipes_stand_together_and_before_the_starter_tree() -> None:
    made = {one.code: branch_of(one, promise_codes=["feedback_resolve"]) for one in RECIPES}

    assert len(made) == 5
    assert flaws(*({"id": code, **body} for code, body in made.items())) == []
    twins = {"danger": ["urgent"], "loyal": ["unhappy_loyal"], "mixed": ["mixed"]}
    for code, body in made.items():
        found = flaws({"id": "recipe", **body}, *FEEDBACK_TREE["branches"])
        assert [one.branch_id for one in found if one.flaw in UNREACHABLE] == twins.get(code, [])


def test_kept_warnings_come_back_as_they_were_until_the_analysis_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        Warned(branch_id="b", flaw=Flaw.TAKEN, by=("a",)),
        Warned(branch_id="c", flaw=Flaw.OVERRIDDEN, by=("d",), settings=("priority", "kind")),
    ]
    stored = json.loads(json.dumps(kept(found)))
    assert find_kept(stored) == found
    assert find_kept(None) is None
    monkeypatch.setattr(analysis, "EDITION", analysis.EDITION + 1)
    assert find_kept(stored) is None
