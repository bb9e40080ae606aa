"""A segment as the database reads it: the customers a condition over `CUSTOMER_SCHEMA` fits, none of them loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import BooleanField, Expression, F, QuerySet

from samphan.customers.models import Customer
from samphan.kit.conditions import Condition, parse, where
from samphan.promises.rules import CUSTOMER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

# Where each fact stands, in the order of `_FACTS`; what `customer_facts` makes of a customer in Python.
_COLUMNS = ("order_count", "spend_satang", "first_order_at", "last_order_at", "language")
_FACTS = {
    "order_count": "{0}",
    "spend_baht": "({1} / 100.0)",
    "first_order_at": "{2}",
    "last_order_at": "{3}",
    "language": "{4}",
}


def customers_in_segment(*, segment: object, now: datetime) -> QuerySet[Customer]:
    """Return the customers a stored condition fits now, as a query to narrow others by; nothing is asked yet.

    The same customers `predicate` over `customer_facts` finds. Raises InvalidCondition for what cannot be read.
    """
    return Customer.objects.filter(_Fits(parse(segment, CUSTOMER_SCHEMA), now))


class _Fits(Expression):
    """Whether a customer fits a condition. The columns are Django's own names: within another query they are others."""

    def __init__(self, condition: Condition, now: datetime) -> None:
        super().__init__(output_field=BooleanField())
        self.condition, self.now = condition, now
        self.columns: list[Any] = [F(column) for column in _COLUMNS]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.columns = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        names = [compiler.compile(column)[0] for column in self.columns]
        fragment = where(
            self.condition,
            schema=CUSTOMER_SCHEMA,
            columns={fact: written.format(*names) for fact, written in _FACTS.items()},
            dialect="postgresql" if connection.vendor == "postgresql" else "sqlite",
            now=self.now,
        )
        return fragment.sql, cast("tuple[str | int, ...]", fragment.params)
