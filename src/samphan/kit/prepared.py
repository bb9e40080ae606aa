"""One PostgreSQL statement in its cheapest form: planned once for a connection, one round trip, no cursor."""

import re
from collections.abc import Mapping
from typing import Any, cast
from weakref import WeakSet

from psycopg import Connection, OperationalError, RawCursor
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

_NAMED = re.compile(r"%\((\w+)\)s")
_UNKNOWN_STATEMENT = b"26000"

Value = str | None


class PreparedStatement:
    """A statement with parameters like `%(name)s`, returning at most one row with one value.

    All values are text, as PostgreSQL writes them: the statement casts those that are not. psycopg's cursor costs four
    times as much client CPU as the protocol's own call; what it would do for us (adapting values and rows) is not
    needed here. Outside a transaction the statement is its own, committed when this returns.
    """

    def __init__(self, name: str, text: str) -> None:
        self.source = text
        self.names = tuple(dict.fromkeys(_NAMED.findall(text)))
        places = {name: f"${place}" for place, name in enumerate(self.names, 1)}
        self.text = _NAMED.sub(lambda found: places[found[1]], text)
        self._name = name.encode()
        self._prepared: WeakSet[Connection[Any]] = WeakSet()

    def first_value(self, connection: Connection[Any], values: Mapping[str, Value]) -> Value:
        """Run it and return the only value of the row, None without a row. Raises psycopg's errors."""
        if not connection.autocommit:  # psycopg may have to begin the transaction first
            given = [values[name] for name in self.names]
            row = RawCursor(connection).execute(self.text, given).fetchone()
            return None if row is None or row[0] is None else str(row[0])
        self.prepare(connection)
        result = connection.pgconn.exec_prepared(self._name, self._encode(values))
        if result.error_field(DiagnosticField.SQLSTATE) == _UNKNOWN_STATEMENT:
            # After a rollback psycopg clears the session of every prepared statement, not only its own.
            self._prepared.discard(connection)
            self.prepare(connection)
            result = connection.pgconn.exec_prepared(self._name, self._encode(values))
        return only_value(connection, result)

    def prepare(self, connection: Connection[Any]) -> None:
        """Have the server plan it for this connection, once."""
        if connection not in self._prepared:
            result = connection.pgconn.prepare(self._name, self.text.encode())
            _check(connection, result, ExecStatus.COMMAND_OK)
            self._prepared.add(connection)

    def send(self, connection: Connection[Any], values: Mapping[str, Value]) -> None:
        """Hand it to a connection in pipeline mode; it is prepared there already."""
        connection.pgconn.send_query_prepared(self._name, self._encode(values))

    def _encode(self, values: Mapping[str, Value]) -> list[bytes]:
        # The protocol knows None for NULL; only its annotation does not.
        given = [None if (value := values[name]) is None else value.encode() for name in self.names]
        return cast("list[bytes]", given)


def only_value(connection: Connection[Any], result: PGresult) -> Value:
    """Return the value of a result of one row and one column, None without a row. Raises psycopg's errors."""
    _check(connection, result, ExecStatus.TUPLES_OK)
    found = result.get_value(0, 0) if result.ntuples else None
    return None if found is None else found.decode()


def _check(connection: Connection[Any], result: PGresult, wanted: ExecStatus) -> None:
    if result.status != wanted:
        if connection.pgconn.status != ConnStatus.OK:
            raise OperationalError("the connection to the database was lost")
        raise error_from_result(result)
