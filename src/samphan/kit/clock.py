"""The one place that reads the wall clock; below the faces `now` is always a parameter."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.now(UTC)
