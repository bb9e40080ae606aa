"""Reading a stored tree: every operator, field, kind and limit is checked, and a mistake is named by its place."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

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
    Missing,
    Not,
    OneOf,
    Scalar,
    StartsWith,
    WithinDays,
)
from samphan.kit.conditions.schema import Kind, Schema
from samphan.kit.errors import N_, Refused

LARGEST_DEPTH = 12
LARGEST_SIZE = 500  # questions and listed values together; SQLite refuses expressions deeper than 1000
LONGEST_TEXT = 500
LARGEST_NUMBER = 10**15  # whole numbers up to here are exact as floats, so every database compares them alike
LARGEST_DAYS = 36_500

_ORDERED = (Kind.NUMBER, Kind.MOMENT)


class InvalidCondition(Refused):
    """A tree that cannot be read; `facts["path"]` says where, the message what to do about it."""

    code = "conditions.invalid"
    message = N_("At {path}: this condition cannot be read.")


class UnknownOperator(InvalidCondition):
    code = "conditions.unknown_operator"
    message = N_("At {path}: there is no operator “{operator}”. Use one of: {known}.")


class WrongShape(InvalidCondition):
    code = "conditions.wrong_shape"
    message = N_("At {path}: write this as {expected}.")


class UnknownField(InvalidCondition):
    code = "conditions.unknown_field"
    message = N_("At {path}: there is no field “{field}”. Choose one of the listed fields.")


class WrongKind(InvalidCondition):
    code = "conditions.wrong_kind"
    message = N_("At {path}: “{operator}” does not fit the field “{field}” ({kind}). Choose another operator.")


class WrongValue(InvalidCondition):
    code = "conditions.wrong_value"
    message = N_("At {path}: the value does not fit. Expected: {expected}.")
    worded = ("expected",)


class TooLarge(InvalidCondition):
    code = "conditions.too_large"
    message = N_("At {path}: this condition is too large (at most {limit}). Split it into several branches.")


def parse(tree: object, schema: Schema) -> Condition:
    """Read a JSON tree into a condition.

    Raises a subclass of `InvalidCondition` naming the place ("when.and[1]") and the remedy, so that a form or an API
    can show it beside the right row.
    """
    return _Parser(schema).condition(tree, "when", 1)


class _Parser:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.size = 0

    def condition(self, tree: object, path: str, depth: int) -> Condition:
        if depth > LARGEST_DEPTH:
            raise TooLarge(path=path, limit=LARGEST_DEPTH)
        self.count(1, path)
        if tree is True:
            return AllOf(())
        if not isinstance(tree, Mapping) or len(tree) != 1:
            raise WrongShape(path=path, expected='{"operator": [...]}')
        ((operator, arguments),) = tree.items()
        path = f"{path}.{operator}"
        if operator in ("and", "or"):
            parts = tuple(
                self.condition(part, f"{path}[{i}]", depth + 1) for i, part in enumerate(_list(arguments, path))
            )
            return AllOf(parts) if operator == "and" else AnyOf(parts)
        if operator == "!":
            single = isinstance(arguments, list) and len(arguments) == 1
            return Not(self.condition(arguments[0] if single else arguments, path, depth + 1))
        read = _LEAVES.get(operator) if isinstance(operator, str) else None
        if read is None:
            raise UnknownOperator(path=path, operator=str(operator)[:40], known=", ".join(["and", "or", "!", *_LEAVES]))
        return read(self, operator, _list(arguments, path), path)

    def count(self, n: int, path: str) -> None:
        self.size += n
        if self.size > LARGEST_SIZE:
            raise TooLarge(path=path, limit=LARGEST_SIZE)

    def kind(self, name: object, path: str) -> Kind:
        if not isinstance(name, str) or name not in self.schema:
            raise UnknownField(path=path, field=str(name)[:60])
        return self.schema[name].kind

    def field(self, argument: object, operator: str, path: str, kinds: tuple[Kind, ...]) -> tuple[str, Kind]:
        if not _is_field(argument):
            raise WrongShape(path=path, expected=_SHAPES[operator])
        assert isinstance(argument, Mapping)  # noqa: S101 (narrows for the type checker; _is_field has just said so)
        name = argument["var"]
        kind = self.kind(name, path)
        if kind not in kinds:
            raise WrongKind(path=path, operator=operator, field=name, kind=kind.value)
        return name, kind

    def compare(self, operator: str, arguments: list[object], path: str) -> Condition:
        if operator == "<=" and len(arguments) == 3:
            name, kind = self.field(arguments[1], operator, path, _ORDERED)
            low, high = _value(arguments[0], kind, path), _value(arguments[2], kind, path)
            return Between(name, low, high)  # type: ignore[arg-type]  # numbers or datetimes, by the kind
        _arity(arguments, 2, operator, path)
        kinds = (*_ORDERED, Kind.TEXT, Kind.BOOLEAN) if operator in ("==", "!=") else _ORDERED
        name, kind = self.field(arguments[0], operator, path, kinds)
        return Compare(name, Comparison(operator), _value(arguments[1], kind, path))

    def member(self, operator: str, arguments: list[object], path: str) -> Condition:
        _arity(arguments, 2, operator, path)
        if _is_field(arguments[1]):
            name, _ = self.field(arguments[1], operator, path, (Kind.TEXTS,))
            return Includes(name, _text(arguments[0], path))
        name, kind = self.field(arguments[0], operator, path, (Kind.NUMBER, Kind.TEXT))
        values = _list(arguments[1], path)
        if not values:
            raise WrongValue(path=path, expected=N_("at least one value"))
        self.count(len(values), path)
        read = tuple(_value(value, kind, f"{path}[{i}]") for i, value in enumerate(values))
        return OneOf(name, read)  # type: ignore[arg-type]  # numbers or texts, by the kind

    def words(self, operator: str, arguments: list[object], path: str) -> Condition:
        _arity(arguments, 2, operator, path)
        name, _ = self.field(arguments[0], operator, path, (Kind.TEXT,))
        text = _text(arguments[1], path)
        return Contains(name, text) if operator == "contains" else StartsWith(name, text)

    def within(self, operator: str, arguments: list[object], path: str) -> Condition:
        _arity(arguments, 2, operator, path)
        name, _ = self.field(arguments[0], operator, path, (Kind.MOMENT,))
        return WithinDays(name, _days(arguments[1], path))

    def has_been(self, operator: str, arguments: list[object], path: str) -> Condition:
        _arity(arguments, 2, operator, path)
        leaf = HasBeen(str(arguments[0]), _days(arguments[1], path))
        if self.kind(leaf.field, path) is not Kind.MOMENT:
            raise WrongKind(path=path, operator=operator, field=leaf.field, kind=self.schema[leaf.field].kind.value)
        return leaf

    def missing(self, operator: str, arguments: list[object], path: str) -> Condition:
        if not arguments:
            raise WrongShape(path=path, expected=_SHAPES[operator])
        self.count(len(arguments), path)
        for name in arguments:
            self.kind(name, path)
        return Missing(tuple(str(name) for name in arguments))


_Reader = Callable[[_Parser, str, list[object], str], Condition]
_LEAVES: dict[str, _Reader] = {
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _Parser.compare),
    "in": _Parser.member,
    "contains": _Parser.words,
    "starts_with": _Parser.words,
    "within_days": _Parser.within,
    "has_been": _Parser.has_been,
    "missing": _Parser.missing,
}
_SHAPES: dict[str, str] = {
    **{op: f'{{"{op}": [{{"var": "field"}}, value]}}' for op in _LEAVES},
    "in": '{"in": [{"var": "field"}, [values]]} | {"in": [value, {"var": "list field"}]}',
    "within_days": '{"within_days": [{"var": "field"}, days]}',
    "has_been": '{"has_been": ["thing", days]}',
    "missing": '{"missing": ["field"]}',
}


def _is_field(argument: object) -> bool:
    return isinstance(argument, Mapping) and set(argument) == {"var"}


def _list(arguments: object, path: str) -> list[object]:
    if not isinstance(arguments, list):
        raise WrongShape(path=path, expected="[...]")
    return arguments


def _arity(arguments: list[object], n: int, operator: str, path: str) -> None:
    if len(arguments) != n:
        raise WrongShape(path=path, expected=_SHAPES[operator])


def _value(value: object, kind: Kind, path: str) -> Scalar:
    if kind is Kind.NUMBER:
        return _number(value, path)
    if kind is Kind.TEXT:
        return _text(value, path)
    if kind is Kind.MOMENT:
        return _moment(value, path)
    if not isinstance(value, bool):
        raise WrongValue(path=path, expected=N_("true or false"))
    return value


def _number(value: object, path: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongValue(path=path, expected=N_("a number"))
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise WrongValue(path=path, expected=N_("a number of at most 15 digits"))
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise WrongValue(path=path, expected=N_("a text (to ask whether it is empty, use “missing”)"))
    if len(value) > LONGEST_TEXT or "\x00" in value or not _is_storable(value):
        raise WrongValue(path=path, expected=N_("a text of at most 500 characters"))
    return value


def _is_storable(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _moment(value: object, path: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongValue(path=path, expected=N_("a date and time with its offset, such as 2026-04-13T09:00:00+07:00"))
    return moment.astimezone(UTC)


def _days(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_DAYS:
        raise WrongValue(path=path, expected=N_("a whole number of days from 1 to 36500"))
    return value
