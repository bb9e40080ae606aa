"""A condition as a parametrised WHERE fragment for SQLite and PostgreSQL.

Values only ever travel as parameters. A question about a missing value is rendered so that it is not true, and so is
its negation; negations are pushed down to the questions, as in the Python predicate.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

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
from samphan.kit.conditions.predicate import lower_ascii
from samphan.kit.conditions.schema import Kind, Schema

Dialect = Literal["sqlite", "postgresql"]

_SQL_COMPARISON = {Comparison.EQUAL: "=", Comparison.NOT_EQUAL: "<>"}


@dataclass(frozen=True)
class Fragment:
    """SQL with %s placeholders, and its parameters in order."""

    sql: str
    params: tuple[object, ...]


def where(
    condition: Condition, *, schema: Schema, columns: Mapping[str, str], dialect: Dialect, now: datetime
) -> Fragment:
    """Return a WHERE fragment that is true for the rows the predicate matches.

    `columns` maps each field used to an SQL expression written by a developer (`"t"."score"`), never by a user. Lists
    are JSON columns, dates are what Django stores (on SQLite text in UTC). `schema` is the one the tree was parsed
    with: text columns need the empty text treated as missing.
    """
    renderer = _Renderer(schema, columns, dialect, now)
    return Fragment(renderer.render(condition, negated=False), tuple(renderer.params))


class _Renderer:
    def __init__(self, schema: Schema, columns: Mapping[str, str], dialect: Dialect, now: datetime) -> None:
        self.schema = schema
        self.columns = columns
        self.is_sqlite = dialect == "sqlite"
        self.now = now
        self.params: list[object] = []

    def render(self, condition: Condition, *, negated: bool) -> str:
        if isinstance(condition, Not):
            return self.render(condition.part, negated=not negated)
        if isinstance(condition, AllOf | AnyOf):
            is_and = isinstance(condition, AllOf) is not negated
            if not condition.parts:
                return "(1 = 1)" if is_and else "(1 = 0)"
            word = " AND " if is_and else " OR "
            return "(" + word.join(self.render(part, negated=negated) for part in condition.parts) + ")"
        if isinstance(condition, Missing):
            sql = "(" + " OR ".join(self.absent(name) for name in condition.fields) + ")"
            return f"(NOT {sql})" if negated else sql
        return self.question(condition, negated=negated)

    def question(self, leaf: Leaf, *, negated: bool) -> str:
        """Render a question about one value; negated, it still asks that there be a value."""
        if isinstance(leaf, Missing):
            raise TypeError("asked about several fields")
        sql = self.test(leaf)
        column = self.columns[leaf.field]
        if isinstance(leaf, Compare) and leaf.comparison is Comparison.NOT_EQUAL and not negated:
            return self.present(leaf.field, sql)
        if not negated:
            return sql
        if isinstance(leaf, HasBeen):
            return f"({column} IS NULL OR NOT {sql})"
        return self.present(leaf.field, f"(NOT {sql})")

    def present(self, name: str, sql: str) -> str:
        # NULL needs no help (NOT NULL is NULL, which is not true); the empty text and the JSON null do.
        kind, column = self.schema[name].kind, self.columns[name]
        if kind is Kind.TEXT:
            return f"({column} <> '' AND {sql})"
        if kind is Kind.TEXTS:
            return f"({self.is_list(column)} AND {sql})"
        return sql

    def is_list(self, column: str) -> str:
        return f"json_type({column}) = 'array'" if self.is_sqlite else f"jsonb_typeof({column}) = 'array'"

    def absent(self, name: str) -> str:
        kind, column = self.schema[name].kind, self.columns[name]
        if kind is Kind.TEXT:
            return f"({column} IS NULL OR {column} = '')"
        if kind is Kind.TEXTS:
            return f"({column} IS NULL OR NOT {self.is_list(column)})"
        return f"({column} IS NULL)"

    def test(self, leaf: Leaf) -> str:
        match leaf:
            case Compare(field, comparison, value):
                sign = _SQL_COMPARISON.get(comparison, comparison.value)
                return f"({self.columns[field]} {sign} {self.value(value)})"
            case Between(field, low, high):
                return f"({self.columns[field]} BETWEEN {self.value(low)} AND {self.value(high)})"
            case OneOf(field, values):
                listed = ", ".join(self.value(value) for value in values)
                return f"({self.columns[field]} IN ({listed}))"
            case Includes(field, value):
                return self.includes(self.columns[field], value)
            case Contains(field, text):
                return self.contains(self.columns[field], lower_ascii(text))
            case StartsWith(field, text):
                return self.starts_with(self.columns[field], lower_ascii(text))
            case WithinDays() | HasBeen():
                column, oldest = self.columns[leaf.field], self.now - timedelta(days=leaf.days)
                return f"({column} > {self.value(oldest)} AND {column} <= {self.value(self.now)})"
        raise TypeError(f"not a question about one value: {leaf!r}")

    def value(self, value: object) -> str:
        if isinstance(value, datetime) and self.is_sqlite:
            value = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        self.params.append(value)
        return "%s"

    def includes(self, column: str, value: str) -> str:
        if self.is_sqlite:
            wanted = self.value(value)
            return f"EXISTS (SELECT 1 FROM json_each({column}) AS listed WHERE listed.value = {wanted})"  # noqa: S608
        return f"({column} @> CAST({self.value(json.dumps([value]))} AS jsonb))"

    def contains(self, column: str, text: str) -> str:
        if self.is_sqlite:
            return f"(instr(lower({column}), {self.value(text)}) > 0)"
        return f'(strpos(lower({column} COLLATE "C"), {self.value(text)}) > 0)'

    def starts_with(self, column: str, text: str) -> str:
        if self.is_sqlite:
            return f"(instr(lower({column}), {self.value(text)}) = 1)"
        return f'(strpos(lower({column} COLLATE "C"), {self.value(text)}) = 1)'
