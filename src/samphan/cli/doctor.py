"""`samphan doctor`: is this installation set up right, and if not, what to do."""

import json
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from samphan.cli.console import out, print_table
from samphan.cli.preparation import waiting_migrations
from samphan.jobs import selectors as jobs

_LOW_DISK_BYTES = 1_000_000_000


class Verdict(StrEnum):
    """How a check ended."""

    GOOD = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One thing looked at, and what to do when it is not right."""

    subject: str
    verdict: Verdict
    detail: str


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check this installation; exit code 1 when something must be put right."""
    findings = [finding for check in _CHECKS for finding in check()]
    if as_json:
        out.print_json(json.dumps([asdict(finding) for finding in findings]))
    else:
        marks = {Verdict.GOOD: "✓", Verdict.WARNING: "!", Verdict.FAILED: "✗"}
        print_table(["", _("Check"), _("Found")], [[marks[f.verdict], f.subject, f.detail] for f in findings])
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise typer.Exit(1)


def _check_python() -> Iterator[Finding]:
    yield Finding(_("Python"), Verdict.GOOD, sys.version.split()[0])


def _check_data_folder() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    if not folder.is_dir():
        yield Finding(_("Data folder"), Verdict.FAILED, _("{folder} is missing: run samphan up.").format(folder=folder))
        return
    yield Finding(_("Data folder"), Verdict.GOOD, str(folder))
    free = shutil.disk_usage(folder).free
    yield Finding(
        _("Free disk space"),
        Verdict.GOOD if free > _LOW_DISK_BYTES else Verdict.WARNING,
        f"{free / 1e9:.1f} GB",
    )
    key = folder / "secret_key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding(
            _("Signing key"), Verdict.WARNING, _("Others can read {file}: chmod 600 it.").format(file=key.name)
        )


def _check_database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        waiting = waiting_migrations()
    except DatabaseError:
        yield Finding(
            _("Database"), Verdict.FAILED, _("It cannot be reached: check SAMPHAN_DATABASE_URL and that it runs.")
        )
        return
    yield Finding(_("Database"), Verdict.GOOD, connection.display_name)
    if waiting:
        yield Finding(_("Tables"), Verdict.FAILED, _("{count} migrations wait: run samphan up.").format(count=waiting))
        return
    yield Finding(_("Tables"), Verdict.GOOD, _("up to date"))
    dead = jobs.dead_count()
    if dead:
        yield Finding(_("Jobs"), Verdict.WARNING, _("{count} gave up: see Settings, dead letters.").format(count=dead))


def _check_outside_world() -> Iterator[Finding]:
    is_local = settings.BASE_URL.startswith(("http://127.0.0.1", "http://localhost"))
    if is_local:
        detail = _("{url}: customers elsewhere cannot open survey links; set SAMPHAN_BASE_URL.")
        yield Finding(_("Address"), Verdict.WARNING, detail.format(url=settings.BASE_URL))
    elif not settings.IS_HTTPS:
        yield Finding(_("Address"), Verdict.WARNING, _("{url} is not https.").format(url=settings.BASE_URL))
    else:
        yield Finding(_("Address"), Verdict.GOOD, settings.BASE_URL)
        yield from _check_proxies()
    if not settings.ENVIRONMENT.smtp_url:
        yield Finding(_("Mail out"), Verdict.WARNING, _("Mail goes to files in the data folder; set SAMPHAN_SMTP_URL."))
    if not settings.ENVIRONMENT.imap_url:
        yield Finding(_("Mail in"), Verdict.WARNING, _("Replies by mail are not fetched; set SAMPHAN_IMAP_URL."))


def _check_proxies() -> Iterator[Finding]:
    """Look at who may say who the visitor is; we speak no TLS ourselves, so https means that a proxy does."""
    networks = settings.TRUSTED_PROXIES
    if not networks:
        detail = _(
            "SAMPHAN_TRUSTED_PROXIES is empty: every visitor seems to come from the proxy, and the wrong passwords of "
            "one lock all out. Name the proxy, for example 127.0.0.1."
        )
        yield Finding(_("Proxy"), Verdict.WARNING, detail)
    elif any(network.prefixlen == 0 for network in networks):
        detail = _("SAMPHAN_TRUSTED_PROXIES holds every address: anybody can say to be anybody. Name the proxy only.")
        yield Finding(_("Proxy"), Verdict.WARNING, detail)
    else:
        yield Finding(_("Proxy"), Verdict.GOOD, ", ".join(map(str, networks)))


_CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _check_python,
    _check_data_folder,
    _check_database,
    _check_outside_world,
)
