"""A condition as a Python function.

Negations are pushed down to the questions first (De Morgan). Under Kleene's logic that changes no answer, and since a
question about a missing value is false both ways, plain booleans are then enough: no third value at run time.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

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

Facts = Mapping[str, object]
Predicate = Callable[[Facts, datetime], bool]
_Test = Callable[[object], bool]

_COMPARE: dict[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.NOT_EQUAL: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
}
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def predicate(condition: Condition) -> Predicate:
    """Return `matches(facts, now)`.

    A fact that is absent, None or "" is missing; every other must be of its field's kind, moments aware.
    """
    return _compile(condition, negated=False)


def lower_ascii(text: str) -> str:
    """Lower the case of A-Z only: the one folding that Python, SQLite and PostgreSQL do alike, and Thai needs none."""
    return text.translate(_ASCII_LOWER)


def _compile(condition: Condition, *, negated: bool) -> Predicate:
    if isinstance(condition, Not):
        return _compile(condition.part, negated=not negated)
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(_compile(part, negated=negated) for part in condition.parts)
        return _every(parts) if isinstance(condition, AllOf) is not negated else _some(parts)
    if isinstance(condition, Missing):
        return _missing(condition.fields, negated=negated)
    if isinstance(condition, WithinDays | HasBeen):
        return _recent(condition, negated=negated)
    return _about_value(condition.field, _test(condition), negated=negated)


def _every(parts: tuple[Predicate, ...]) -> Predicate:
    def matches(facts: Facts, now: datetime) -> bool:
        for part in parts:  # noqa: SIM110 (`all` with a generator costs half as much again)
            if not part(facts, now):
                return False
        return True

    return matches


def _some(parts: tuple[Predicate, ...]) -> Predicate:
    def matches(facts: Facts, now: datetime) -> bool:
        for part in parts:  # noqa: SIM110 (as above)
            if part(facts, now):
                return True
        return False

    return matches


def _missing(fields: tuple[str, ...], *, negated: bool) -> Predicate:
    def matches(facts: Facts, now: datetime) -> bool:
        return any(facts.get(name) in (None, "") for name in fields) is not negated

    return matches


def _recent(leaf: WithinDays | HasBeen, *, negated: bool) -> Predicate:
    name, length = leaf.field, timedelta(days=leaf.days)
    when_missing = negated and isinstance(leaf, HasBeen)

    def matches(facts: Facts, now: datetime) -> bool:
        value = facts.get(name)
        if not isinstance(value, datetime):
            return when_missing
        return (now - length < value <= now) is not negated

    return matches


def _about_value(name: str, test: _Test, *, negated: bool) -> Predicate:
    def matches(facts: Facts, now: datetime) -> bool:
        value = facts.get(name)
        return value is not None and value != "" and test(value) is not negated

    return matches


def _test(leaf: Leaf) -> _Test:
    match leaf:
        case Compare(_, comparison, expected):
            compare = _COMPARE[comparison]
            return lambda value: compare(value, expected)
        case Between(_, low, high):
            return lambda value: low <= value <= high  # type: ignore[operator]
        case OneOf(_, values):
            allowed = frozenset(values)
            return lambda value: value in allowed
        case Includes(_, wanted):
            return lambda value: wanted in value  # type: ignore[operator]
        case Contains(_, text):
            inside = lower_ascii(text)
            return lambda value: inside in lower_ascii(str(value))
        case StartsWith(_, text):
            start = lower_ascii(text)
            return lambda value: lower_ascii(str(value)).startswith(start)
    raise TypeError(f"not a question about one value: {leaf!r}")
