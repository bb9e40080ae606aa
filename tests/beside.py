"""A connection to the test database that is not Django's: psycopg's own, as other processes have."""

import psycopg
from django.db import connection

_WHERE = ("dbname", "user", "password", "host", "port")


def connect_beside() -> psycopg.Connection:
    """Open one; each of its statements is a transaction of its own."""
    parameters = connection.get_connection_params()
    return psycopg.connect(**{key: parameters[key] for key in _WHERE if parameters.get(key)}, autocommit=True)
