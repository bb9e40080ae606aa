"""One condition, three engines: the Python predicate and the database give the same answer on every row."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samphan.kit.conditions import Field, Kind, Schema, parse, predicate, where

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SCHEMA: Schema = {
    "whole": Field(Kind.NUMBER, "Whole"),
    "real": Field(Kind.NUMBER, "Real"),
    "word": Field(Kind.TEXT, "Word"),
    "flag": Field(Kind.BOOLEAN, "Flag"),
    "last_seen_at": Field(Kind.MOMENT, "Seen"),
    "labels": Field(Kind.TEXTS, "Labels"),
}
COLUMNS = {name: f'probe."{name}"' for name in SCHEMA}
TYPES = {
    "sqlite": ("bigint", "real", "text", "bool", "datetime", "text"),
    "postgresql": ("bigint", "double precision", "text", "boolean", "timestamptz", "jsonb"),
}
ALPHABET = "aAbBéÉกิ่ำแ%_'\"\\ \n😀"

numbers = st.one_of(st.integers(-5, 12), st.sampled_from([0.5, -0.0, 6.0, 1e15, -(10**15), 2**53 - 1]))
words = st.text(ALPHABET, max_size=4)
moments = st.one_of(
    st.integers(-5, 40).map(lambda days: NOW - timedelta(days=days)),
    st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
rows = st.fixed_dictionaries(
    {
        "whole": st.none() | st.integers(-5, 12),
        "real": st.none() | numbers.map(float),
        "word": st.none() | words,
        "flag": st.none() | st.booleans(),
        "last_seen_at": st.none() | moments,
        "labels": st.none() | st.lists(words, max_size=3),
    }
)


def var(name: str) -> dict[str, str]:
    return {"var": name}


def some(field: st.SearchStrategy[str], operators: list[str], values: st.SearchStrategy[object]) -> st.SearchStrategy:
    return st.builds(lambda op, f, v: {op: [var(f), v]}, st.sampled_from(operators), field, values)


order = ["==", "!=", "<", "<=", ">", ">="]
literal_numbers = numbers.filter(lambda n: abs(n) <= 10**15)
literal_words = words.filter(bool)
literal_moments = moments.map(lambda moment: moment.isoformat())
number_fields = st.sampled_from(["whole", "real"])
questions = st.one_of(
    some(number_fields, order, literal_numbers),
    some(st.just("last_seen_at"), order, literal_moments),
    some(st.just("word"), ["==", "!=", "contains", "starts_with"], literal_words),
    some(st.just("flag"), ["==", "!="], st.booleans()),
    some(st.just("word"), ["in"], st.lists(literal_words, min_size=1, max_size=3)),
    some(number_fields, ["in"], st.lists(literal_numbers, min_size=1, max_size=3)),
    some(st.just("last_seen_at"), ["within_days"], st.integers(1, 40)),
    st.builds(lambda low, f, high: {"<=": [low, var(f), high]}, literal_numbers, number_fields, literal_numbers),
    st.builds(lambda low, high: {"<=": [low, var("last_seen_at"), high]}, literal_moments, literal_moments),
    st.builds(lambda v: {"in": [v, var("labels")]}, literal_words),
    st.builds(lambda n: {"has_been": ["seen", n]}, st.integers(1, 40)),
    st.builds(lambda f: {"missing": f}, st.lists(st.sampled_from(sorted(SCHEMA)), min_size=1, max_size=3)),
)
trees = st.recursive(
    questions,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"and": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda parts: {"or": parts}, st.lists(inner, max_size=4)),
        st.builds(lambda part: {"!": part}, inner),
    ),
    max_leaves=12,
)


@pytest.fixture
def probe() -> None:
    types = TYPES[connection.vendor]
    defined = ", ".join(f'"{name}" {kind}' for name, kind in zip(SCHEMA, types, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE probe (id integer PRIMARY KEY, {defined})")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE probe")


def stored(row: dict[str, object]) -> list[object]:
    moment, labels = row["last_seen_at"], row["labels"]
    if isinstance(moment, datetime) and connection.vendor == "sqlite":
        moment = str(moment.replace(tzinfo=None))  # as Django stores it
    return [
        row["whole"],
        row["real"],
        row["word"],
        row["flag"],
        moment,
        None if labels is None else json.dumps(labels),
    ]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees, sample=st.lists(rows, min_size=1, max_size=8))
def test_python_and_the_database_agree(probe: None, tree: object, sample: list[dict[str, object]]) -> None:
    condition = parse(tree, SCHEMA)
    matches = predicate(condition)
    fragment = where(condition, schema=SCHEMA, columns=COLUMNS, dialect=connection.vendor, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM probe")
        cursor.executemany(
            "INSERT INTO probe VALUES (%s, %s, %s, %s, %s, %s, %s)", [[i, *stored(row)] for i, row in enumerate(sample)]
        )
        cursor.execute(f"SELECT id FROM probe WHERE {fragment.sql} ORDER BY id", fragment.params)
        found = [row[0] for row in cursor.fetchall()]
    assert found == [i for i, row in enumerate(sample) if matches(row, NOW)]


def test_a_value_never_becomes_sql(probe: None) -> None:
    condition = parse({"==": [var("word"), "x'; DROP TABLE probe; --"]}, SCHEMA)
    fragment = where(condition, schema=SCHEMA, columns=COLUMNS, dialect=connection.vendor, now=NOW)
    assert "DROP" not in fragment.sql
    assert fragment.params == ("x'; DROP TABLE probe; --",)


def test_the_largest_tree_is_within_what_the_database_takes(probe: None) -> None:
    tree = {"or": [{"!": {"contains": [var("word"), f"w{i}"]}} for i in range(249)]}
    condition = parse(tree, SCHEMA)
    fragment = where(condition, schema=SCHEMA, columns=COLUMNS, dialect=connection.vendor, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe (id, word) VALUES (1, 'w1')")
        cursor.execute(f"SELECT id FROM probe WHERE {fragment.sql}", fragment.params)
        assert cursor.fetchall() == [(1,)]
