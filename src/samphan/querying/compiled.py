"""Querysets whose SQL is written once: writing it anew costs Django more than the database takes to answer.

Of a case page half the work was the building and compiling of twenty querysets that differ in their values alone
(ADR 15). A compiled one is built with stand-ins for its values; what Django then keeps for making rows (columns,
related objects) is kept with the SQL, and each call only puts its values in.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_args, get_origin

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Values = ParamSpec("Values")
Row = TypeVar("Row")
Convert = Callable[[Any], Any]
_WIDTHS = {"Int2": 2**15, "Int4": 2**31}  # psycopg's types by name: importing them costs whoever has SQLite
_WIDEST = 2**63
_FIRST_NUMBER = 2_000_000_011  # fits 32 bits; nobody's key, as a query with a stand-in never runs


def compiled(build: Callable[Values, QuerySet[Any, Row]]) -> Callable[Values, list[Row]]:
    """Make a function that returns a queryset into one that returns its rows, the SQL written at its first call.

    Its parameters are keywords of type int, str, date or datetime, or a sequence of one of them for `__in`. Each must
    stand in the query as it is, as a value or as the end of a slice: nothing may be decided by it or worked out of it.
    A call with an empty sequence, or a number that no column holds, finds nothing, so that they must be conditions of
    every row. The query must not depend on the language or time zone that is active, nor prefetch. Raises TypeError at
    the first call where a parameter does not stand in the query.
    """
    forms: dict[str, _Form] = {}
    declared = inspect.signature(build).parameters.values()
    usual = {one.name: one.default for one in declared if one.default is not one.empty}

    @wraps(build)
    def rows(*args: Values.args, **values: Values.kwargs) -> list[Row]:
        if args:
            raise TypeError(f"{build.__name__} takes keywords only")
        if connection.vendor not in forms:
            forms[connection.vendor] = _compile(build)
        return forms[connection.vendor].rows(usual | values)

    return rows


@dataclass(frozen=True)
class _Place:
    """Where a parameter stands in the SQL, and how its values are written there."""

    name: str
    convert: Convert
    is_many: bool
    bound: int  # numbers from here on fit no column of this kind; 0 for what is no number

    def fitting(self, given: Any) -> Sequence[Any]:
        """Return the values to look for: those that a column can hold."""
        many = given if self.is_many else (given,)
        return [one for one in many if -self.bound <= one < self.bound] if self.bound else many


@dataclass(frozen=True)
class _Form:
    """One compiled query for one kind of database: the SQL cut at its places, and what stands in each."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    pieces: list[str]
    standing: list[Any]  # a _Place, or a value of the query's own
    limits: dict[str, str]  # a limit as the SQL holds it -> the parameter: Django writes limits out

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """Run it with these values."""
        sql, params = [self.pieces[0]], []
        for piece, standing in zip(self.pieces[1:], self.standing, strict=True):
            if not isinstance(standing, _Place):
                params.append(standing)
                sql += ("%s", piece)
                continue
            looked_for = standing.fitting(values[standing.name])
            if not looked_for:
                return []
            params += map(standing.convert, looked_for)
            sql += (", ".join(["%s"] * len(looked_for)), piece)
        text = "".join(sql)
        for limit, name in self.limits.items():
            text = text.replace(limit, f"LIMIT {values[name]:d}")
        ready = _Ready(self.queryset, self.compiler, (text, tuple(params)))
        make_rows: Callable[[_Ready], Iterable[Any]] = self.queryset._iterable_class  # type: ignore[assignment]
        return list(make_rows(ready))


class _Ready:
    """What Django's row makers ask of a queryset and of its query, with a compiler that has its SQL already."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, queryset: QuerySet[Any, Any], compiler: SQLCompiler, sql: tuple[str, tuple[Any, ...]]) -> None:
        self._queryset = queryset
        ready = object.__new__(type(compiler))
        ready.__dict__.update(compiler.__dict__)
        ready.connection = connections[self.db]  # of this thread
        ready.as_sql = lambda *_args, **_kwargs: sql  # type: ignore[method-assign]
        self._compiler = ready

    @property
    def query(self) -> "_Ready":
        return self

    def get_compiler(self, using: str | None = None) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        queryset = self.__dict__["_queryset"]
        return getattr(queryset if hasattr(queryset, name) else queryset.query, name)


def _compile(build: Callable[..., QuerySet[Any, Any]]) -> _Form:
    kinds = {name: one.annotation for name, one in inspect.signature(build).parameters.items()}
    stand_ins = {name: _stand_in(kind, turn) for turn, (name, kind) in enumerate(kinds.items())}
    queryset = build(**stand_ins)
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise TypeError(f"{build.__name__}: a compiled query cannot prefetch")
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    compiler.connection = None  # each call has its thread's; this one is not kept open
    standing = [_standing(param, stand_ins) for param in params]
    limits = {text: name for name, value in stand_ins.items() if (text := f"LIMIT {value}") in sql}
    missing = kinds.keys() - {one.name for one in standing if isinstance(one, _Place)} - set(limits.values())
    if missing:
        raise TypeError(f"{build.__name__}: {', '.join(sorted(missing))} does not stand in the query")
    return _Form(queryset, compiler, sql.split("%s"), standing, limits)


def _stand_in(kind: Any, turn: int) -> Any:
    """Return a value of a type that no query holds by itself."""
    if get_origin(kind) is Sequence:
        return [_stand_in(get_args(kind)[0], turn)]
    if kind is int:
        return _FIRST_NUMBER + turn
    if kind is str:
        return f"stand-in {turn}"
    if kind is date:
        return date(1, 1, 1 + turn)
    if kind is datetime:
        return datetime(1, 1, 2 + turn, tzinfo=UTC)
    raise TypeError(f"a compiled query takes no {kind}")


def _standing(param: Any, stand_ins: dict[str, Any]) -> Any:
    """Return the place of the stand-in a parameter holds, or the parameter."""
    for name, given in stand_ins.items():
        is_many = isinstance(given, list)
        value = given[0] if is_many else given
        convert = _writer(value, param)
        if convert(value) == param:
            bound = _WIDTHS.get(type(param).__name__, _WIDEST) if isinstance(value, int) else 0
            return _Place(name, convert, is_many, bound)
    return param


def _writer(value: Any, param: Any) -> Convert:
    """Return how values like this one are written where Django wrote `param`."""
    if isinstance(value, datetime):
        return _written_instant
    if isinstance(value, date):
        return _written_day
    # psycopg is told the width of a number by its type.
    is_number = isinstance(value, int) and isinstance(param, int) and not isinstance(param, bool)
    return type(param) if is_number else _as_it_is


def _written_instant(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _written_day(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


def _as_it_is(value: Any) -> Any:
    return value
