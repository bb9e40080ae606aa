"""Which database, and the settings each needs to be safe and fast (measured; see docs/adr)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_settings(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for a URL; an empty one is SQLite in the data folder.

    Raises ValueError for a scheme we do not run on.
    """
    if not url:
        return _sqlite(data_dir / "samphan.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", "") or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # A statement met five times is planned once for the connection (behind PgBouncer this needs 1.21).
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **query},
        }
    raise ValueError(f"SAMPHAN_DATABASE_URL: unknown scheme {parts.scheme!r}; use postgresql:// or sqlite:///")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "samphan.config.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Django's default (deferred) failed 80 % of concurrent read-then-write transactions; IMMEDIATE none.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
        },
    }
