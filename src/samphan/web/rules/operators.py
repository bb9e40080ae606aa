"""One row of a condition form: field, operator, value. Each operator knows how it becomes a question and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from samphan.kit.conditions import Condition, Kind, Schema
from samphan.kit.conditions.nodes import (
    Between,
    Compare,
    Comparison,
    Contains,
    HasBeen,
    Includes,
    Missing,
    Not,
    OneOf,
    StartsWith,
    WithinDays,
)
from samphan.kit.errors import N_
from samphan.web.numbers import whole


@dataclass(frozen=True)
class Row:
    """What one row of the form holds, as text; `values` are the chosen ones of a list."""

    field: str
    operator: str
    value: str = ""
    value_to: str = ""
    values: tuple[str, ...] = ()


class RowMistake(Exception):
    """A row that makes no question; the message is an English msgid for the reader."""


NEEDS_NUMBER = N_("Write a number, for example 6 or 2.5.")
NEEDS_DAYS = N_("Write a whole number of days, from 1 to 36500.")
NEEDS_TEXT = N_("Write what to compare with.")
NEEDS_DATE = N_("Choose a date and time.")
NEEDS_CHOICE = N_("Choose at least one.")
NEEDS_ORDER = N_("The first number must not be larger than the second.")
NEEDS_OPERATOR = N_("This comparison does not fit the field. Choose one from the list.")

_COMPARISONS = {
    "lt": Comparison.LESS, "le": Comparison.AT_MOST, "gt": Comparison.MORE, "ge": Comparison.AT_LEAST,
    "eq": Comparison.EQUAL, "ne": Comparison.NOT_EQUAL,
}  # fmt: skip
_CODES = {comparison: code for code, comparison in _COMPARISONS.items()}
_ALWAYS = {"present": N_("is known"), "missing": N_("is missing")}

# For each kind of field, what may be asked, in the order of the list.
OPERATORS: Mapping[Kind, Mapping[str, str]] = {
    Kind.NUMBER: {
        "le": N_("is at most"),
        "lt": N_("is less than"),
        "ge": N_("is at least"),
        "gt": N_("is more than"),
        "between": N_("is from … to …"),
        "eq": N_("is exactly"),
        "ne": N_("is not"),
        **_ALWAYS,
    },
    Kind.TEXT: {
        "eq": N_("is"),
        "ne": N_("is not"),
        "one_of": N_("is one of"),
        "none_of": N_("is none of"),
        "contains": N_("contains"),
        "lacks": N_("does not contain"),
        "starts": N_("starts with"),
        **_ALWAYS,
    },
    Kind.BOOLEAN: {"yes": N_("yes"), "no": N_("no"), **_ALWAYS},
    Kind.MOMENT: {
        "within": N_("was in the last … days"),
        "not_within": N_("was not in the last … days"),
        "before": N_("was before"),
        "after": N_("was at or after"),
        **_ALWAYS,
    },
    Kind.TEXTS: {"includes": N_("includes"), "excludes": N_("does not include"), **_ALWAYS},
}

# What the value of a row is typed into.
NO_VALUE = frozenset({"yes", "no", *_ALWAYS})
LIST_VALUE = frozenset({"one_of", "none_of"})
DAYS_VALUE = frozenset({"within", "not_within"})
MOMENT_VALUE = frozenset({"before", "after"})


def question(row: Row, schema: Schema) -> Condition:
    """Return the question a row asks; raises RowMistake with what to do."""
    kind = schema[row.field].kind
    if row.operator not in OPERATORS[kind]:
        raise RowMistake(NEEDS_OPERATOR)
    if row.operator in _ALWAYS:
        missing = Missing((row.field,))
        return missing if row.operator == "missing" else Not(missing)
    return _READERS[kind](row)


def row_of(condition: Condition, schema: Schema) -> Row | None:
    """Return the row that asks a question, or None when no row can; `question(row_of(c)) == c`."""
    row = _row(condition, schema)
    if row is None:
        return None
    try:
        return row if question(row, schema) == condition else None
    except RowMistake:
        return None


def _number_question(row: Row) -> Condition:
    low = _number(row.value)
    if row.operator != "between":
        return Compare(row.field, _COMPARISONS[row.operator], low)
    high = _number(row.value_to)
    if low > high:
        raise RowMistake(NEEDS_ORDER)
    return Between(row.field, low, high)


def _text_question(row: Row) -> Condition:
    if row.operator in LIST_VALUE:
        if not row.values:
            raise RowMistake(NEEDS_CHOICE)
        listed = OneOf(row.field, row.values)
        return listed if row.operator == "one_of" else Not(listed)
    if not row.value:
        raise RowMistake(NEEDS_TEXT)
    if row.operator in _COMPARISONS:
        return Compare(row.field, _COMPARISONS[row.operator], row.value)
    if row.operator == "starts":
        return StartsWith(row.field, row.value)
    contains = Contains(row.field, row.value)
    return contains if row.operator == "contains" else Not(contains)


def _boolean_question(row: Row) -> Condition:
    return Compare(row.field, Comparison.EQUAL, row.operator == "yes")


def _moment_question(row: Row) -> Condition:
    if row.operator in DAYS_VALUE:
        recent = _recent(row.field, _days(row.value))
        return recent if row.operator == "within" else Not(recent)
    moment = parse_datetime(row.value) if row.value else None
    if moment is None:
        raise RowMistake(NEEDS_DATE)
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    comparison = Comparison.LESS if row.operator == "before" else Comparison.AT_LEAST
    return Compare(row.field, comparison, aware.astimezone(timezone.get_fixed_timezone(timedelta(0))))


def _list_question(row: Row) -> Condition:
    if not row.value:
        raise RowMistake(NEEDS_TEXT)
    includes = Includes(row.field, row.value)
    return includes if row.operator == "includes" else Not(includes)


_READERS: Mapping[Kind, Callable[[Row], Condition]] = {
    Kind.NUMBER: _number_question,
    Kind.TEXT: _text_question,
    Kind.BOOLEAN: _boolean_question,
    Kind.MOMENT: _moment_question,
    Kind.TEXTS: _list_question,
}


def _row(condition: Condition, schema: Schema) -> Row | None:
    match condition:
        case Missing((field,)):
            return Row(field, "missing")
        case Not(Missing((field,))):
            return Row(field, "present")
        case Compare(field, comparison, bool(value)):
            return Row(field, "yes" if value is (comparison is Comparison.EQUAL) else "no")
        case Compare(field, comparison, datetime() as moment):
            local = timezone.localtime(moment).replace(tzinfo=None)
            return Row(field, "before" if comparison is Comparison.LESS else "after", local.isoformat("T", "minutes"))
        case Compare(field, comparison, value):
            return Row(field, _CODES[comparison], str(value))
        case Between(field, low, high):
            return Row(field, "between", str(low), str(high))
        case OneOf(field, values) | Not(OneOf(field, values)):
            words = tuple(str(value) for value in values)
            return Row(field, "none_of" if isinstance(condition, Not) else "one_of", values=words)
        case Includes(field, value) | Not(Includes(field, value)):
            return Row(field, "excludes" if isinstance(condition, Not) else "includes", value)
        case Contains(field, text) | Not(Contains(field, text)):
            return Row(field, "lacks" if isinstance(condition, Not) else "contains", text)
        case StartsWith(field, text):
            return Row(field, "starts", text)
        case WithinDays() | HasBeen():
            return Row(condition.field, "within", str(condition.days))
        case Not(WithinDays() | HasBeen() as recent):
            return Row(recent.field, "not_within", str(recent.days))
    return None


def _recent(field: str, days: int) -> Condition:
    """Return the question about the last days; of a thing that may never have happened, "has it been"."""
    if field.startswith("last_") and field.endswith("_at"):
        return HasBeen(field.removeprefix("last_").removesuffix("_at"), days)
    return WithinDays(field, days)


def _number(text: str) -> int | float:
    try:
        number = float(text.replace(",", ""))
    except ValueError as error:
        raise RowMistake(NEEDS_NUMBER) from error
    if not abs(number) <= 10**15:
        raise RowMistake(NEEDS_NUMBER)
    return int(number) if number.is_integer() else number


def _days(text: str) -> int:
    days = whole(text)
    if days is None or not 1 <= days <= 36_500:
        raise RowMistake(NEEDS_DAYS)
    return days
