"""The database's side of a measured connection; knows Django, whose settings must stand before it is imported."""

from django.db import connection


def backend_pid() -> int | None:
    """Return the database process that serves this connection; SQLite has none, its work is ours."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
