"""The measuring itself, imported by `screens.py` once the environment names the database."""

from datetime import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.backend import backend_pid  # noqa: E402
from bench.busy_desk import VIEWER, BusyDesk  # noqa: E402
from bench.costs import ROUNDS, Asked, Call, heading, measure, queries_of, report, send, timed  # noqa: E402
from samphan.accounts.models import Organisation, User  # noqa: E402
from samphan.automation.services import seed_installation  # noqa: E402
from samphan.cases.models import OPEN_STATES, Case  # noqa: E402
from samphan.config.wsgi import application  # noqa: E402
from samphan.customers.models import ContactPoint  # noqa: E402
from samphan.kit import clock  # noqa: E402

_PLUMBING = {"BEGIN", "COMMIT", "BEGIN IMMEDIATE"}


def run(*, cases: int, few: int) -> int:
    """Measure every screen with few cases (on a new desk) and with all; return 0 when all limits are kept."""
    viewer = _kept_viewer(cases)
    before: dict[str, int] = {}
    if viewer is None:
        viewer, before = _fill(cases=cases, few=few)
    cookie = _cookie(viewer)
    print(f"{connection.vendor}: {Case.objects.count():,} cases, {_open_count():,} open; cheapest of {ROUNDS} rounds")
    heading()
    many = measure(_asked(cookie), backend_pid=backend_pid())
    kept = [report(name, before.get(name), cost) for name, cost in many.items()]
    return 0 if all(kept) else 1


def _kept_viewer(cases: int) -> User | None:
    """Return who looks at the screens when a filled desk was kept, else nobody."""
    call_command("migrate", verbosity=0)
    return User.objects.filter(email=VIEWER).first() if Case.objects.count() >= cases else None


def _fill(*, cases: int, few: int) -> tuple[User, dict[str, int]]:
    """Fill a new desk; return its viewer and the queries of the screens while it was small."""
    now = clock.now()
    Organisation.objects.create(name="เรือนดี โฮม", created_at=now, quiet_from=time(20), quiet_until=time(9))
    seed_installation(now=now)
    desk = BusyDesk(seed=1, now=now)
    cookie = _cookie(desk.viewer)
    with timed(f"{few:,} cases"):
        desk.grow_to(few)
    before = {name: queries_of(one) for name, one in _asked(cookie).items()}
    with timed(f"{cases:,} cases"):
        desk.grow_to(cases)
    _refresh_statistics()
    return desk.viewer, before


def _calls() -> dict[str, Call]:
    case = Case.objects.filter(conversation__isnull=False, state="open").order_by("id").first()
    address = ContactPoint.objects.filter(kind="email").order_by("-id").first()
    if case is None or address is None:
        raise RuntimeError("the desk is empty")
    return {
        "list": Call("/cases/?view=open"),
        "inbox": Call(f"/inbox/?case={case.pk}"),  # the same kind of case beside the list, however many there are
        "case": Call(f"/cases/{case.pk}/"),
        "search": Call("/search/", {"q": address.value}),
        "today": Call("/"),
    }


def _asked(cookie: str) -> dict[str, Asked]:
    return {name: _request(call, cookie) for name, call in _calls().items()}


def _request(call: Call, cookie: str) -> Asked:
    def ask() -> int:
        return send(application, call, cookie)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask()
        return len([query for query in seen.captured_queries if query["sql"] not in _PLUMBING])

    return Asked(send=ask, count=count)


def _cookie(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _refresh_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _open_count() -> int:
    return Case.objects.filter(state__in=OPEN_STATES).count()
