"""Conditions: what each operator answers, what parsing refuses, and how a condition reads as a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.kit.conditions import (
    Field,
    InvalidCondition,
    Kind,
    describe,
    fields_used,
    parse,
    predicate,
    to_tree,
)
from tests.pace import costs_at_most

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SCHEMA = {
    "score": Field(Kind.NUMBER, "Score"),
    "city": Field(Kind.TEXT, "City"),
    "category": Field(Kind.TEXT, "Category", {"detractor": "Detractor", "promoter": "Promoter"}),
    "has_text": Field(Kind.BOOLEAN, "Has a comment"),
    "last_order_at": Field(Kind.MOMENT, "Last order"),
    "last_detractor_at": Field(Kind.MOMENT, "Was a detractor"),
    "topics": Field(Kind.TEXTS, "Topics"),
}


def var(name: str) -> dict[str, str]:
    return {"var": name}


def holds(tree: object, **facts: object) -> bool:
    return predicate(parse(tree, SCHEMA))(facts, NOW)


@pytest.mark.parametrize(
    ("tree", "facts", "expected"),
    [
        (True, {}, True),
        ({"and": []}, {}, True),
        ({"or": []}, {}, False),
        ({"<=": [var("score"), 6]}, {"score": 6}, True),
        ({"<": [var("score"), 6]}, {"score": 6}, False),
        ({"<=": [0, var("score"), 6]}, {"score": 0}, True),
        ({"<=": [0, var("score"), 6]}, {"score": 6}, True),
        ({"<=": [0, var("score"), 6]}, {"score": 7}, False),
        ({"==": [var("score"), 0]}, {"score": 0}, True),
        ({"==": [var("has_text"), False]}, {"has_text": False}, True),
        ({"in": [var("category"), ["detractor", "passive"]]}, {"category": "passive"}, True),
        ({"in": ["delivery", var("topics")]}, {"topics": ["staff", "delivery"]}, True),
        ({"in": ["delivery", var("topics")]}, {"topics": []}, False),
        ({"!": {"in": ["delivery", var("topics")]}}, {"topics": []}, True),
        ({"contains": [var("city"), "BANG"]}, {"city": "Old Bangkok"}, True),
        ({"contains": [var("city"), "เทพ"]}, {"city": "กรุงเทพมหานคร"}, True),
        ({"starts_with": [var("city"), "เทพ"]}, {"city": "กรุงเทพมหานคร"}, False),
        ({"contains": [var("city"), "É"]}, {"city": "café"}, False),
        ({"<": [var("last_order_at"), "2026-11-20T10:00:00+07:00"]}, {"last_order_at": NOW}, False),
        ({"<=": [var("last_order_at"), "2026-11-20T10:00:00+07:00"]}, {"last_order_at": NOW}, True),
        ({"within_days": [var("last_order_at"), 30]}, {"last_order_at": NOW}, True),
        ({"within_days": [var("last_order_at"), 30]}, {"last_order_at": NOW - timedelta(days=30)}, False),
        ({"within_days": [var("last_order_at"), 30]}, {"last_order_at": NOW - timedelta(days=29, hours=23)}, True),
        ({"within_days": [var("last_order_at"), 30]}, {"last_order_at": NOW + timedelta(seconds=1)}, False),
        ({"has_been": ["detractor", 90]}, {"last_detractor_at": NOW - timedelta(days=89)}, True),
        ({"missing": ["score"]}, {"score": 0}, False),
        ({"missing": ["city"]}, {"city": ""}, True),
        ({"missing": ["topics"]}, {"topics": []}, False),
        ({"missing": ["score", "city"]}, {"score": 3}, True),
    ],
)
def test_an_operator_answers_as_documented(tree: object, facts: dict[str, object], expected: bool) -> None:
    assert holds(tree, **facts) is expected


@pytest.mark.parametrize(
    "question",
    [
        {"==": [var("score"), 3]},
        {"!=": [var("score"), 3]},
        {"<=": [0, var("score"), 6]},
        {"in": [var("category"), ["promoter"]]},
        {"in": ["delivery", var("topics")]},
        {"contains": [var("city"), "bang"]},
        {"within_days": [var("last_order_at"), 30]},
    ],
)
def test_a_missing_value_answers_neither_a_question_nor_its_negation(question: object) -> None:
    assert not holds(question)
    assert not holds({"!": question})
    assert not holds({"!": {"!": question}})
    assert holds({"or": [question, {"!": question}, {"missing": [*fields_used(parse(question, SCHEMA))]}]})


def test_what_never_happened_has_not_been() -> None:
    assert not holds({"has_been": ["detractor", 90]})
    assert holds({"!": {"has_been": ["detractor", 90]}})


@pytest.mark.parametrize(
    ("tree", "code", "path"),
    [
        ("score", "wrong_shape", "when"),
        (False, "wrong_shape", "when"),
        ({"and": [], "or": []}, "wrong_shape", "when"),
        ({"and": {}}, "wrong_shape", "when.and"),
        ({"and": [{"xor": []}]}, "unknown_operator", "when.and[0].xor"),
        ({"==": [var("age"), 3]}, "unknown_field", "when.=="),
        ({"==": [{"var": 3}, 3]}, "unknown_field", "when.=="),
        ({"==": [3, var("score")]}, "wrong_shape", "when.=="),
        ({"==": [var("score")]}, "wrong_shape", "when.=="),
        ({"<": [var("city"), "a"]}, "wrong_kind", "when.<"),
        ({"<": [0, var("score"), 6]}, "wrong_shape", "when.<"),
        ({"contains": [var("score"), "3"]}, "wrong_kind", "when.contains"),
        ({"in": [var("has_text"), [True]]}, "wrong_kind", "when.in"),
        ({"in": [var("category"), []]}, "wrong_value", "when.in"),
        ({"in": [var("category"), ["a", 3]]}, "wrong_value", "when.in[1]"),
        ({"in": ["a", var("city")]}, "wrong_kind", "when.in"),
        ({"==": [var("score"), "3"]}, "wrong_value", "when.=="),
        ({"==": [var("score"), True]}, "wrong_value", "when.=="),
        ({"==": [var("score"), float("nan")]}, "wrong_value", "when.=="),
        ({"==": [var("score"), 10**16]}, "wrong_value", "when.=="),
        ({"==": [var("city"), ""]}, "wrong_value", "when.=="),
        ({"==": [var("city"), "a\x00"]}, "wrong_value", "when.=="),
        ({"==": [var("city"), "\ud800"]}, "wrong_value", "when.=="),
        ({"==": [var("city"), "ก" * 501]}, "wrong_value", "when.=="),
        ({"<": [var("last_order_at"), "2026-11-20"]}, "wrong_value", "when.<"),
        ({"<": [var("last_order_at"), "yesterday"]}, "wrong_value", "when.<"),
        ({"within_days": [var("last_order_at"), 0]}, "wrong_value", "when.within_days"),
        ({"has_been": ["vip", 3]}, "unknown_field", "when.has_been"),
        ({"missing": []}, "wrong_shape", "when.missing"),
        ({"missing": ["age"]}, "unknown_field", "when.missing"),
        ({"or": [{"missing": ["score"]}] * 500}, "too_large", "when.or[249].missing"),
    ],
)
def test_a_tree_that_cannot_be_read_is_refused_by_its_place(tree: object, code: str, path: str) -> None:
    with pytest.raises(InvalidCondition) as refused:
        parse(tree, SCHEMA)
    assert (refused.value.code, refused.value.facts["path"]) == (f"conditions.{code}", path)
    assert path in refused.value.explain(str)


def test_a_tree_too_deep_is_refused() -> None:
    tree: object = {"missing": ["score"]}
    for _ in range(3000):
        tree = {"!": tree}
    with pytest.raises(InvalidCondition, match="too_large"):
        parse(tree, SCHEMA)


def test_a_condition_goes_back_to_its_tree() -> None:
    tree = {
        "and": [
            {"<=": [0, var("score"), 6]},
            {"or": [{"in": ["delivery", var("topics")]}, {"!": {"contains": [var("city"), "bang"]}}]},
            {"<": [var("last_order_at"), "2026-01-01T00:00:00+00:00"]},
            {"has_been": ["detractor", 90]},
            {"missing": ["category"]},
        ]
    }
    assert to_tree(parse(tree, SCHEMA)) == tree
    assert fields_used(parse(tree, SCHEMA)) == {
        "score",
        "topics",
        "city",
        "last_order_at",
        "last_detractor_at",
        "category",
    }


def test_a_condition_reads_as_a_sentence() -> None:
    tree = {
        "and": [
            {"<=": [var("score"), 6]},
            {"or": [{"in": [var("category"), ["detractor", "passive"]]}, {"==": [var("has_text"), False]}]},
            {"!": {"has_been": ["detractor", 90]}},
        ]
    }
    assert describe(parse(tree, SCHEMA), SCHEMA, str) == (
        "Score is 6 or less and (Category is Detractor or passive or Has a comment: no) "
        "and not (Was a detractor is in the last 90 days)"
    )
    assert describe(parse(True, SCHEMA), SCHEMA, str) == "always"


def test_a_tree_of_200_questions_is_answered_20_000_times_a_second() -> None:
    branch = {"and": [{">=": [var("score"), 0]}, {"in": ["delivery", var("topics")]}, {"==": [var("has_text"), True]}]}
    matches = predicate(parse({"or": [branch] * 66}, SCHEMA))
    facts = {"score": 3, "topics": ["staff", "price"], "has_text": True}  # every branch is tried, none matches
    with costs_at_most(seconds=0.4):  # four times the aim: what else runs in this process is counted too
        for _ in range(2_000):
            matches(facts, NOW)
