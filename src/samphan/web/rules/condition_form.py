"""A condition as a form: rows under "all" or "any", and groups of rows inside; deeper trees are edited as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext

from samphan.kit.conditions import Condition, InvalidCondition, Schema, parse, to_tree
from samphan.kit.conditions.nodes import AllOf, AnyOf, Not
from samphan.kit.errors import N_
from samphan.web.numbers import whole
from samphan.web.rules.operators import OPERATORS, Row, RowMistake, question, row_of

MODES = {"all": N_("all of these are true"), "any": N_("one of these is true")}
GROUP_MODES = {**MODES, "none": N_("none of these is true")}
MOST_ROWS = 60
MOST_GROUPS = 12


@dataclass(frozen=True)
class Group:
    """Rows that belong together."""

    mode: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class ConditionForm:
    """The rows of the top, the groups inside, or, where rows cannot say it, the JSON text."""

    top: Group = Group("all")
    groups: tuple[Group, ...] = ()
    json_text: str = ""
    is_json: bool = False
    # "0-2" (group 0 is the top, row 2) -> msgid; "form" -> text in the reader's language
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """Return the top and the groups inside, numbered as their names in the form."""
        return (self.top, *self.groups)


def form_of(condition: Condition, schema: Schema) -> ConditionForm:
    """Return the form that shows a condition."""
    text = json.dumps(to_tree(condition), ensure_ascii=False, indent=2)
    top_mode, parts = _mode_and_parts(condition)
    rows: list[Row] = []
    groups: list[Group] = []
    for part in parts:
        row = row_of(part, schema)
        group = _group(part, schema) if row is None else None
        if row is not None:
            rows.append(row)
        elif group is not None:
            groups.append(group)
        else:
            return ConditionForm(json_text=text, is_json=True)
    return ConditionForm(Group(top_mode, tuple(rows)), tuple(groups), json_text=text)


def posted_form(post: QueryDict, schema: Schema) -> ConditionForm:
    """Return the form as the reader left it; unknown fields and operators fall back to the first of the list."""
    if post.get("as_json", ""):
        return ConditionForm(json_text=post.get("json", ""), is_json=True)
    groups = [
        Group(
            _known(post.get(f"g{g}-mode", ""), MODES if g == 0 else GROUP_MODES), tuple(_posted_rows(post, g, schema))
        )
        for g in range(_count(post.get("groups", ""), MOST_GROUPS + 1))
    ] or [Group("all")]
    return ConditionForm(groups[0], tuple(groups[1:]))


def read_condition(form: ConditionForm, schema: Schema) -> tuple[Condition | None, ConditionForm]:
    """Return the condition, or None and the form with the mistakes beside their rows."""
    if form.is_json:
        return _read_json(form, schema)
    errors: dict[str, str] = {}
    made: list[list[Condition]] = []
    for g, group in enumerate(form.all_groups):
        made.append([])
        for r, row in enumerate(group.rows):
            try:
                made[g].append(question(row, schema))
            except RowMistake as mistake:
                errors[f"{g}-{r}"] = str(mistake)
    if errors:
        return None, replace(form, errors=errors)
    inner = [_joined(group.mode, parts) for group, parts in zip(form.groups, made[1:], strict=True) if parts]
    parts = [*made[0], *inner]
    whole = parts[0] if len(parts) == 1 else _joined(form.top.mode, parts)
    return _checked(whole, form, schema)


def _checked(condition: Condition, form: ConditionForm, schema: Schema) -> tuple[Condition | None, ConditionForm]:
    """Let the parser have the last word on sizes and limits."""
    try:
        return parse(to_tree(condition), schema), form
    except InvalidCondition as refused:
        return None, replace(form, errors={"form": refused.explain(gettext)})


def _read_json(form: ConditionForm, schema: Schema) -> tuple[Condition | None, ConditionForm]:
    try:
        return parse(json.loads(form.json_text), schema), form
    except (ValueError, RecursionError):
        return None, replace(form, errors={"form": gettext("This is not valid JSON. Check brackets and quotes.")})
    except InvalidCondition as refused:
        return None, replace(form, errors={"form": refused.explain(gettext)})


def change(form: ConditionForm, operation: str, schema: Schema) -> ConditionForm:
    """Return the form after a button such as "add-row:1", "remove-row:0-2", "add-group" or "remove-group:2"."""
    name, _, place = operation.partition(":")
    numbers = [number for part in place.split("-") if (number := whole(part)) is not None]
    groups = list(form.all_groups)
    if name == "add-group" and len(groups) <= MOST_GROUPS:
        groups.append(Group("any", (_first_row(schema),)))
    elif name == "remove-group" and len(numbers) == 1 and 1 <= numbers[0] < len(groups):
        del groups[numbers[0]]
    elif name == "add-row" and len(numbers) == 1 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        groups[numbers[0]] = replace(group, rows=(*group.rows, _first_row(schema))[:MOST_ROWS])
    elif name == "remove-row" and len(numbers) == 2 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        kept = tuple(row for r, row in enumerate(group.rows) if r != numbers[1])
        groups[numbers[0]] = replace(group, rows=kept)
    return replace(form, top=groups[0], groups=tuple(groups[1:]))


def _posted_rows(post: QueryDict, group: int, schema: Schema) -> list[Row]:
    rows = []
    for r in range(_count(post.get(f"g{group}-rows", ""), MOST_ROWS)):
        name = f"g{group}-r{r}"
        chosen = _known(post.get(f"{name}-field", ""), schema)
        operator = _known(post.get(f"{name}-operator", ""), OPERATORS[schema[chosen].kind])
        values = [value.strip() for value in post.getlist(f"{name}-values") if value.strip()]
        if len(values) == 1 and not schema[chosen].choices:  # a list without known values is typed with commas
            values = [value.strip() for value in values[0].split(",") if value.strip()]
        value, value_to = post.get(f"{name}-value", "").strip(), post.get(f"{name}-value_to", "").strip()
        rows.append(Row(chosen, operator, value, value_to, tuple(values)))
    return rows


def _group(part: Condition, schema: Schema) -> Group | None:
    if isinstance(part, Not) and isinstance(part.part, AnyOf):
        mode, parts = "none", part.part.parts
    elif isinstance(part, AllOf | AnyOf):
        mode, parts = _mode_and_parts(part)
    else:
        return None
    rows = [row_of(inner, schema) for inner in parts]
    found = tuple(row for row in rows if row is not None)
    return Group(mode, found) if found and len(found) == len(rows) else None


def _mode_and_parts(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    if isinstance(condition, AnyOf):
        return "any", condition.parts
    return "all", condition.parts if isinstance(condition, AllOf) else (condition,)


def _joined(mode: str, parts: Sequence[Condition]) -> Condition:
    if mode == "all":
        return AllOf(tuple(parts))
    return Not(AnyOf(tuple(parts))) if mode == "none" else AnyOf(tuple(parts))


def _first_row(schema: Schema) -> Row:
    first = next(iter(schema))
    return Row(first, next(iter(OPERATORS[schema[first].kind])))


def _known(code: str, known: Mapping[str, object]) -> str:
    return code if code in known else next(iter(known))


def _count(text: str, most: int) -> int:
    return min(whole(text) or 0, most)
