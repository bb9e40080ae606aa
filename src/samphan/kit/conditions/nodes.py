"""The parsed tree: frozen nodes, one a kind of question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Scalar = bool | int | float | str | datetime


class Comparison(StrEnum):
    """The six comparisons, spelt as in JSONLogic."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True)
class AllOf:
    """True when every part is; with no parts, always true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """True when some part is; with no parts, never."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """True when the part is false; a comparison with a missing value is neither."""

    part: "Condition"


@dataclass(frozen=True)
class Compare:
    """A field against a fixed value."""

    field: str
    comparison: Comparison
    value: Scalar


@dataclass(frozen=True)
class Between:
    """A number or a date from low to high, both included."""

    field: str
    low: int | float | datetime
    high: int | float | datetime


@dataclass(frozen=True)
class OneOf:
    """A number or a text that is one of the given."""

    field: str
    values: tuple[int | float | str, ...]


@dataclass(frozen=True)
class Includes:
    """A list that holds the given text."""

    field: str
    value: str


@dataclass(frozen=True)
class Contains:
    """A text that has the given words somewhere, ignoring the case of A-Z."""

    field: str
    text: str


@dataclass(frozen=True)
class StartsWith:
    """A text that begins so, ignoring the case of A-Z."""

    field: str
    text: str


@dataclass(frozen=True)
class WithinDays:
    """A date in the last n days, not in the future."""

    field: str
    days: int


@dataclass(frozen=True)
class HasBeen:
    """Something that happened in the last n days; what never happened has not been (false, never unknown)."""

    thing: str
    days: int

    @property
    def field(self) -> str:
        """Return the date field that says when it last happened."""
        return f"last_{self.thing}_at"


@dataclass(frozen=True)
class Missing:
    """True when any of the fields has no value."""

    fields: tuple[str, ...]


Leaf = Compare | Between | OneOf | Includes | Contains | StartsWith | WithinDays | HasBeen | Missing
Condition = AllOf | AnyOf | Not | Leaf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every question of a condition, in reading order."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


def fields_used(condition: Condition) -> frozenset[str]:
    """Return the names of the fields a condition looks at, so that a trace stores those facts and no others."""
    names: set[str] = set()
    for leaf in leaves(condition):
        names.update(leaf.fields if isinstance(leaf, Missing) else (leaf.field,))
    return frozenset(names)


def to_tree(condition: Condition) -> object:
    """Return the JSON tree of a condition; `parse(to_tree(c), schema) == c`."""
    match condition:
        case AllOf(parts):
            return {"and": [to_tree(part) for part in parts]}
        case AnyOf(parts):
            return {"or": [to_tree(part) for part in parts]}
        case Not(part):
            return {"!": to_tree(part)}
        case Compare(field, comparison, value):
            return {comparison.value: [{"var": field}, _literal(value)]}
        case Between(field, low, high):
            return {"<=": [_literal(low), {"var": field}, _literal(high)]}
        case OneOf(field, values):
            return {"in": [{"var": field}, list(values)]}
        case Includes(field, value):
            return {"in": [value, {"var": field}]}
        case Contains(field, text):
            return {"contains": [{"var": field}, text]}
        case StartsWith(field, text):
            return {"starts_with": [{"var": field}, text]}
        case WithinDays(field, days):
            return {"within_days": [{"var": field}, days]}
        case HasBeen(thing, days):
            return {"has_been": [thing, days]}
        case Missing(fields):
            return {"missing": list(fields)}


def _literal(value: Scalar) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
