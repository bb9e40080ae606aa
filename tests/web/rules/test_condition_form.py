"""A condition survives its form, and a mistake stands beside its row."""

import json
from collections.abc import Mapping

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.automation.starter import FEEDBACK_TREE, MESSAGE_TREE
from samphan.kit.conditions import Field, Kind, parse, to_tree
from samphan.web.rules.condition_form import ConditionForm, change, form_of, posted_form, read_condition
from samphan.web.rules.edits import find_branch
from samphan.web.rules.operators import OPERATORS, Row
from samphan.web.rules.presenting import SCHEMA as RULES

SCHEMA = {
    "score": Field(Kind.NUMBER, "Score"),
    "city": Field(Kind.TEXT, "City"),
    "category": Field(Kind.TEXT, "Category", {"detractor": "Detractor", "promoter": "Promoter"}),
    "has_text": Field(Kind.BOOLEAN, "Has a comment"),
    "last_order_at": Field(Kind.MOMENT, "Last order"),
    "born_at": Field(Kind.MOMENT, "Born"),
    "topics": Field(Kind.TEXTS, "Topics"),
}


def posted(form: ConditionForm) -> QueryDict:
    """Return what a browser would post of a form."""
    post = QueryDict(mutable=True)
    post["groups"] = str(len(form.all_groups))
    for g, group in enumerate(form.all_groups):
        post[f"g{g}-mode"] = group.mode
        post[f"g{g}-rows"] = str(len(group.rows))
        for r, row in enumerate(group.rows):
            name = f"g{g}-r{r}"
            post[f"{name}-field"], post[f"{name}-operator"] = row.field, row.operator
            post[f"{name}-value"], post[f"{name}-value_to"] = row.value, row.value_to
            post.setlist(f"{name}-values", list(row.values))
    return post


def var(name: str) -> dict[str, str]:
    return {"var": name}


@pytest.mark.parametrize(
    "tree",
    [
        {"and": []},
        {"<=": [var("score"), 6]},
        {"<=": [0, var("score"), 6.5]},
        {"!=": [var("category"), "promoter"]},
        {"in": [var("category"), ["detractor", "promoter"]]},
        {"!": {"in": [var("city"), ["กรุงเทพ", "เชียงใหม่"]]}},
        {"!": {"contains": [var("city"), "เทพ"]}},
        {"starts_with": [var("city"), "กรุง"]},
        {"==": [var("has_text"), False]},
        {"has_been": ["order", 30]},
        {"!": {"has_been": ["order", 30]}},
        {"within_days": [var("born_at"), 30]},
        {"<": [var("last_order_at"), "2026-04-13T02:00:00+00:00"]},
        {"in": ["delivery", var("topics")]},
        {"!": {"in": ["delivery", var("topics")]}},
        {"missing": ["city"]},
        {"!": {"missing": ["city"]}},
        {"and": [{"<": [var("score"), 3]}, {"or": [{"missing": ["city"]}, {"==": [var("has_text"), True]}]}]},
        {"or": [{"<": [var("score"), 3]}, {"!": {"or": [{"missing": ["city"]}, {"missing": ["topics"]}]}}]},
    ],
)
def test_a_condition_survives_its_form(tree: object) -> None:
    condition = parse(tree, SCHEMA)
    with timezone.override("Asia/Bangkok"):
        form = form_of(condition, SCHEMA)
        assert not form.is_json
        assert read_condition(posted_form(posted(form), SCHEMA), SCHEMA)[0] == condition


@pytest.mark.parametrize(
    "tree",
    [
        {"and": [{"or": [{"and": [{"missing": ["city"]}, {"missing": ["score"]}]}, {"missing": ["topics"]}]}]},
        {"!": {"within_days": [var("last_order_at"), 30]}},
        {"missing": ["city", "score"]},
        {">": [var("last_order_at"), "2026-04-13T02:00:00+00:00"]},
        {"<": [var("last_order_at"), "2026-04-13T02:00:31+00:00"]},
    ],
)
def test_what_rows_cannot_say_is_edited_as_text_and_not_lost(tree: object) -> None:
    condition = parse(tree, SCHEMA)
    form = form_of(condition, SCHEMA)
    assert form.is_json
    post = QueryDict(mutable=True)
    post["as_json"], post["json"] = "1", form.json_text
    assert read_condition(posted_form(post, SCHEMA), SCHEMA)[0] == condition


@pytest.mark.parametrize("text", ["{", "[" * 5000, '{"==": [{"var": "age"}, 3]}', "null"])
def test_text_that_is_no_condition_is_refused_with_a_reason(text: str) -> None:
    condition, form = read_condition(ConditionForm(json_text=text, is_json=True), SCHEMA)
    assert condition is None
    assert form.errors["form"]
    assert form.json_text == text


def test_every_starter_branch_is_edited_in_rows() -> None:
    def branches(body: Mapping) -> list[Mapping]:
        return [found for b in body.get("branches", []) for found in (b, *branches(b))]

    for branch in [*branches(FEEDBACK_TREE), *branches(MESSAGE_TREE)]:
        condition = parse(branch["when"], RULES)
        form = form_of(condition, RULES)
        assert not form.is_json, branch["id"]
        assert read_condition(posted_form(posted(form), RULES), RULES)[0] == condition
    assert find_branch(FEEDBACK_TREE, "unhappy_loyal") is not None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("score", "le"), "Write a number"),
        (Row("score", "le", "หก"), "Write a number"),
        (Row("score", "le", "nan"), "Write a number"),
        (Row("score", "between", "7", "3"), "must not be larger"),
        (Row("city", "eq"), "Write what"),
        (Row("city", "one_of"), "at least one"),
        (Row("born_at", "within", "soon"), "whole number of days"),
        (Row("born_at", "within", "0"), "whole number of days"),
        (Row("born_at", "before", "yesterday"), "date and time"),
        (Row("topics", "includes"), "Write what"),
    ],
)
def test_a_mistake_stands_beside_its_row(row: Row, words: str) -> None:
    form = change(ConditionForm(), "add-row:0", SCHEMA)
    form = ConditionForm(top=type(form.top)("all", (form.top.rows[0], row)))
    _, shown = read_condition(form, SCHEMA)
    assert words in shown.errors["0-1"]


def test_rows_and_groups_come_and_go() -> None:
    form = change(change(change(ConditionForm(), "add-row:0", SCHEMA), "add-row:0", SCHEMA), "add-group", SCHEMA)
    assert [len(group.rows) for group in form.all_groups] == [2, 1]
    form = change(change(form, "add-row:1", SCHEMA), "remove-row:0-0", SCHEMA)
    assert [len(group.rows) for group in form.all_groups] == [1, 2]
    assert change(form, "remove-group:1", SCHEMA).groups == ()


@pytest.mark.parametrize("operation", ["", "add-row:9", "remove-row:0", "remove-row:x-y", "remove-group:0", "drop:1"])
def test_a_button_nobody_made_changes_nothing(operation: str) -> None:
    form = change(ConditionForm(), "add-row:0", SCHEMA)
    assert change(form, operation, SCHEMA) == form


values = st.text("0123456789.-,กaทT:+ ", max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.builds(
            Row,
            st.sampled_from(sorted(SCHEMA)),
            st.sampled_from(sorted({code for codes in OPERATORS.values() for code in codes})),
            values,
            values,
            st.lists(values, max_size=2).map(tuple),
        ),
        max_size=4,
    ),
    mode=st.sampled_from(["all", "any", "none", "x"]),
)
def test_whatever_is_posted_is_a_condition_or_a_marked_mistake(rows: list[Row], mode: str) -> None:
    group = type(ConditionForm().top)(mode, tuple(rows))
    with timezone.override("Asia/Bangkok"):
        condition, form = read_condition(posted_form(posted(ConditionForm(group, (group,))), SCHEMA), SCHEMA)
        assert (condition is None) == bool(form.errors)
        if condition is not None:
            assert parse(json.loads(json.dumps(to_tree(condition))), SCHEMA) == condition
