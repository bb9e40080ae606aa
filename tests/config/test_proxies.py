"""A proxy we trust says who the visitor is and that they came by https; nobody else can."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from samphan.accounts.policies import Role
from samphan.config.proxies import visitor_of, with_trusted_proxies
from tests import world

OURS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("203.0.113.9", "", ("203.0.113.9", 0)),  # straight to us
        ("203.0.113.9", "198.51.100.7", ("203.0.113.9", 0)),  # a stranger says to be somebody else
        ("127.0.0.1", "198.51.100.7", ("198.51.100.7", 1)),
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", ("198.51.100.7", 2)),  # two of ours
        ("127.0.0.1", "192.0.2.1, 198.51.100.7", ("198.51.100.7", 1)),  # the visitor made the first one up
        ("127.0.0.1", "10.0.0.5, 198.51.100.7", ("198.51.100.7", 1)),  # and would like to be one of ours
        ("127.0.0.1", "", ("127.0.0.1", 1)),  # the proxy itself: a health check
        ("127.0.0.1", "10.0.0.9", ("10.0.0.9", 2)),  # somebody inside
        ("127.0.0.1", "unknown", ("127.0.0.1", 1)),
        ("127.0.0.1", "198.51.100.7, nonsense", ("127.0.0.1", 1)),  # no further than what can be read
        ("127.0.0.1", "198.51.100.7:51234", ("198.51.100.7", 1)),
        ("fd00::1", "[2001:db8::7]:443", ("2001:db8::7", 1)),
        ("fd00::1", "2001:db8::7", ("2001:db8::7", 1)),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", ("198.51.100.7", 1)),
        ("", "198.51.100.7", ("", 0)),
        ("127.0.0.1", " , ,", ("127.0.0.1", 1)),
    ],
)
def test_the_visitor_is_whom_the_outermost_of_our_proxies_heard(
    peer: str, forwarded_for: str, expected: tuple[str, int]
) -> None:
    assert visitor_of(peer, forwarded_for, OURS) == expected


def test_where_no_proxy_is_named_nobody_is_believed() -> None:
    assert visitor_of("127.0.0.1", "198.51.100.7", ()) == ("127.0.0.1", 0)


def _met(peer: str, **headers: str) -> HttpRequest:
    """Return the request as the application behind meets it."""
    met: list[dict[str, object]] = []

    def inner(environ: dict[str, object], start_response: object) -> list[bytes]:
        met.append(environ)
        return [b""]

    environ = RequestFactory().get("/", REMOTE_ADDR=peer, **{f"HTTP_X_FORWARDED_{n}": v for n, v in headers.items()})
    with_trusted_proxies(inner, OURS)(environ.environ, lambda *_: None)  # type: ignore[arg-type]
    return RequestFactory().request(**met[0])


@pytest.mark.parametrize(
    ("peer", "for_", "proto", "is_secure"),
    [
        ("127.0.0.1", "198.51.100.7", "https", True),
        ("127.0.0.1", "198.51.100.7", "HTTPS", True),
        ("127.0.0.1", "198.51.100.7", "http", False),
        ("127.0.0.1", "198.51.100.7", "", False),
        ("127.0.0.1", "198.51.100.7", "javascript", False),
        ("203.0.113.9", "198.51.100.7", "https", False),
        ("127.0.0.1", "198.51.100.7", "https, http", False),  # the visitor's own word stands first
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", "https, http", True),  # https to the outer one of ours, http between
    ],
)
def test_the_scheme_is_believed_from_our_proxies_only(peer: str, for_: str, proto: str, is_secure: bool) -> None:
    assert _met(peer, FOR=for_, PROTO=proto).is_secure() is is_secure


@pytest.mark.parametrize("peer", ["127.0.0.1", "203.0.113.9"])
def test_nothing_further_in_can_read_what_was_said(peer: str) -> None:
    request = _met(peer, FOR="198.51.100.7", PROTO="https", HOST="evil.example", PORT="1")
    assert not [name for name in request.META if "FORWARDED" in name]


class _BehindProxy(Client):
    """A browser whose requests come to us through the proxy at 127.0.0.1."""

    def __init__(self, address: str, proto: str = "https") -> None:
        super().__init__(
            headers={"x-forwarded-for": address, "x-forwarded-proto": proto, "accept-language": "en"},
            REMOTE_ADDR="127.0.0.1",
        )
        answer = self.handler.get_response

        def get_response(request: HttpRequest) -> HttpResponse:
            def inner(environ: dict[str, object], _start: object) -> list[bytes]:
                request.META, request.environ = environ, environ  # type: ignore[attr-defined]
                return []

            with_trusted_proxies(inner, OURS)(request.environ, lambda *_: None)  # type: ignore[attr-defined, arg-type]
            return answer(request)

        self.handler.get_response = get_response  # type: ignore[method-assign]


@pytest.fixture
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh_limits")
def test_the_wrong_passwords_of_one_visitor_lock_no_other_out() -> None:
    world.organisation()
    agent = world.user(Role.AGENT)
    guesser = _BehindProxy("198.51.100.7")
    answers = [
        guesser.post("/sign-in/", {"login": f"guess{n}@example.com", "password": "nope nope"}).status_code
        for n in range(40)
    ]
    assert answers[-1] == 429, "one address has only so many tries"
    right = {"login": agent.email, "password": world.PASSWORD}
    assert _BehindProxy("198.51.100.7").post("/sign-in/", right).status_code == 429
    assert _BehindProxy("198.51.100.8").post("/sign-in/", right).status_code == 302


# A style sheet needs no database, and what stands before it (SecurityMiddleware) believes the scheme it is told.
INSTALLATION = """
import io, json, sys
from samphan.config.wsgi import application
from django.conf import settings
from django.test import RequestFactory
def header(peer):
    told = {}
    request = RequestFactory().get("/static/css/base.css", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")
    answer = application(request.environ, lambda status, headers, *_: told.update(headers))
    answer.close()
    return told.get("Strict-Transport-Security", "")
print(json.dumps({
    "proxy": header("127.0.0.1"), "stranger": header("203.0.113.9"),
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
}))
"""


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [("127.0.0.1", {"proxy": "max-age=31536000", "stranger": ""}), ("", {"proxy": "", "stranger": ""})],
)
def test_an_installation_believes_the_proxy_it_names(tmp_path: Path, proxies: str, expected: dict[str, object]) -> None:
    own = {
        "SAMPHAN_DATA_DIR": str(tmp_path),
        "SAMPHAN_BASE_URL": "https://testserver",
        "SAMPHAN_TRUSTED_PROXIES": proxies,
        "SAMPHAN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "samphan.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    said = subprocess.run(
        [sys.executable, "-c", INSTALLATION], env=os.environ | own, capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stderr[-800:]
    assert json.loads(said.stdout) == expected | {"cookies": [True, True]}
