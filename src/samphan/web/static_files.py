"""Static addresses that change when the file does, without a collecting step: nothing to forget, nothing to run."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _version(path: str, changed_at_ns: int) -> str:
    """Return a short digest of a file; the time is only part of the key."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


@cache
def _lasting_address(name: str) -> str:
    """Return an address that holds as long as this process: outside development files do not change under it."""
    return _address(name)


def _address(name: str) -> str:
    path = _located(name)
    return f"{settings.STATIC_URL}{name}?v={_version(path, Path(path).stat().st_mtime_ns)}"


@cache
def _located(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name!r}")
    return found


class VersionedStaticFiles(StaticFilesStorage):
    """Names each file by its content (`tokens.css?v=0a1b...`), so that browsers may keep it for long."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file; an unknown one raises, because a broken page is worse."""
        return _address(str(name)) if settings.DEBUG else _lasting_address(str(name))
