import psycopg
import pytest
from django.db import connection
from psycopg.errors import DivisionByZero

from samphan.kit.prepared import PreparedStatement

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it is PostgreSQL's protocol"),
]
QUOTIENT = PreparedStatement(
    "test_quotient", "SELECT (%(a)s::int / %(b)s::int)::text WHERE %(a)s::int > 0 OR %(b)s::int IS NULL"
)


@pytest.fixture
def raw() -> psycopg.Connection:
    connection.ensure_connection()
    assert isinstance(connection.connection, psycopg.Connection)
    return connection.connection


@pytest.mark.parametrize("in_transaction", [False, True])
def test_it_returns_the_first_value_or_nothing(raw: psycopg.Connection, in_transaction: bool) -> None:
    connection.set_autocommit(not in_transaction)
    try:
        assert [QUOTIENT.first_value(raw, {"a": "9", "b": "2"}) for _ in range(3)] == ["4"] * 3
        assert QUOTIENT.first_value(raw, {"a": "-9", "b": "2"}) is None
        assert QUOTIENT.first_value(raw, {"a": "9", "b": None}) is None
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def test_an_error_of_the_statement_is_psycopgs_own_and_the_connection_stays_usable(raw: psycopg.Connection) -> None:
    with pytest.raises(DivisionByZero):
        QUOTIENT.first_value(raw, {"a": "9", "b": "0"})
    assert QUOTIENT.first_value(raw, {"a": "9", "b": "3"}) == "3"


def test_a_lost_connection_is_an_operational_error(raw: psycopg.Connection) -> None:
    QUOTIENT.first_value(raw, {"a": "9", "b": "3"})
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [raw.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        QUOTIENT.first_value(raw, {"a": "9", "b": "3"})
    connection.close()


def test_a_rollback_may_make_the_server_forget_it_and_it_is_prepared_again(raw: psycopg.Connection) -> None:
    assert QUOTIENT.first_value(raw, {"a": "9", "b": "3"}) == "3"
    raw.execute("SELECT 1", prepare=True)
    raw.execute("BEGIN")
    raw.execute("ROLLBACK")  # psycopg then clears the session of all prepared statements, not only its own
    raw.execute("SELECT 2")
    assert raw.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
    assert QUOTIENT.first_value(raw, {"a": "8", "b": "2"}) == "4"
