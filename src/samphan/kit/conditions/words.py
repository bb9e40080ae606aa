"""A condition as a sentence, for screens and for "why was this opened"."""

from collections.abc import Callable
from datetime import datetime

from samphan.kit.conditions.nodes import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Comparison,
    Condition,
    Contains,
    HasBeen,
    Includes,
    Leaf,
    Missing,
    Not,
    OneOf,
    StartsWith,
    WithinDays,
)
from samphan.kit.conditions.schema import Field, Kind, Schema
from samphan.kit.errors import N_

Translate = Callable[[str], str]

COMPARISON_WORDS = {
    Comparison.EQUAL: N_("{field} is {value}"),
    Comparison.NOT_EQUAL: N_("{field} is not {value}"),
    Comparison.LESS: N_("{field} is less than {value}"),
    Comparison.AT_MOST: N_("{field} is {value} or less"),
    Comparison.MORE: N_("{field} is more than {value}"),
    Comparison.AT_LEAST: N_("{field} is {value} or more"),
}
_DATE_WORDS = {
    Comparison.LESS: N_("{field} is before {value}"),
    Comparison.AT_MOST: N_("{field} is not after {value}"),
    Comparison.MORE: N_("{field} is after {value}"),
    Comparison.AT_LEAST: N_("{field} is not before {value}"),
}


def describe(condition: Condition, schema: Schema, translate: Translate) -> str:
    """Return a sentence in the reader's language; groups inside groups are put in brackets."""
    match condition:
        case AllOf(()):
            return translate(N_("always"))
        case AnyOf(()):
            return translate(N_("never"))
        case AllOf(parts):
            return translate(N_(" and ")).join(_inside(part, schema, translate) for part in parts)
        case AnyOf(parts):
            return translate(N_(" or ")).join(_inside(part, schema, translate) for part in parts)
        case Not(part):
            return translate(N_("not ({condition})")).format(condition=describe(part, schema, translate))
        case _:
            return _question(condition, schema, translate)


def _inside(part: Condition, schema: Schema, translate: Translate) -> str:
    sentence = describe(part, schema, translate)
    return f"({sentence})" if isinstance(part, AllOf | AnyOf) and len(part.parts) > 1 else sentence


def _question(leaf: Leaf, schema: Schema, translate: Translate) -> str:
    if isinstance(leaf, Missing):
        named = translate(N_(" or ")).join(_label(schema[name], translate) for name in leaf.fields)
        return translate(N_("{field} is missing")).format(field=named)
    field = schema[leaf.field]
    msgid, values = _template(leaf, field, translate)
    return translate(msgid).format(field=_label(field, translate), **values)


def _template(leaf: Leaf, field: Field, translate: Translate) -> tuple[str, dict[str, object]]:
    match leaf:
        case Compare(_, comparison, value) if field.kind is Kind.BOOLEAN:
            is_wanted = value is (comparison is Comparison.EQUAL)
            return (N_("{field}: yes") if is_wanted else N_("{field}: no")), {}
        case Compare(_, comparison, value):
            words = _DATE_WORDS.get(comparison) if field.kind is Kind.MOMENT else None
            return words or COMPARISON_WORDS[comparison], {"value": _value(value, field, translate)}
        case Between(_, low, high):
            ends: dict[str, object] = {"low": _value(low, field, translate), "high": _value(high, field, translate)}
            return N_("{field} is from {low} to {high}"), ends
        case OneOf(_, values):
            listed = translate(N_(" or ")).join(_value(value, field, translate) for value in values)
            return N_("{field} is {value}"), {"value": listed}
        case Includes(_, value):
            return N_("{field} includes {value}"), {"value": _value(value, field, translate)}
        case Contains(_, text):
            return N_("{field} contains “{value}”"), {"value": text}
        case StartsWith(_, text):
            return N_("{field} starts with “{value}”"), {"value": text}
        case WithinDays(_, days) | HasBeen(_, days):
            return N_("{field} is in the last {days} days"), {"days": days}
    raise TypeError(f"not a question about one value: {leaf!r}")


def _label(field: Field, translate: Translate) -> str:
    return translate(field.label)


def _value(value: object, field: Field, translate: Translate) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    name = field.choices.get(str(value))
    return str(value) if name is None else translate(name)
