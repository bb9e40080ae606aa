"""What one request costs and how it is reported: CPU of this process and of the database; knows no Django."""

import io
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP, ROUNDS, RUNS = 8, 15, 24
TOKEN = "b" * 32  # of forms: the cookie and what is sent back must be one

# CPU ms a request of django-helpdesk 2.6, Request Tracker 5 and osTicket 1.18 with 100 k tickets, measured on one
# machine of two cores; compare the ratios, not the milliseconds.
PEER_NAMES = ("django-helpdesk", "Request Tracker", "osTicket")
PEERS = {
    "list": (2200.0, 506.0, 165.0),
    "inbox": (2200.0, 506.0, 165.0),
    "case": (64.0, 279.0, 45.0),
    "search": (2500.0, 172.0, 34.0),
    "today": (2425.0, 384.0, 24.0),
}
# The inbox shows a list and the first case of it at once: it may cost what both may.
LIMITS = {"list": 25.0, "inbox": 50.0, "case": 25.0, "search": 15.0, "today": 25.0}


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds and queries of one request."""

    app_ms: float
    database_ms: float
    queries: int

    @property
    def total_ms(self) -> float:
        """Return what both processes spent."""
        return self.app_ms + self.database_ms


@dataclass(frozen=True)
class Asked:
    """A request to measure: `send` makes it and returns its status, `count` makes it and returns its queries."""

    send: Callable[[], int]
    count: Callable[[], int]


def measure(asked: dict[str, Asked], *, backend_pid: int | None) -> dict[str, Cost]:
    """Return the cost of each request: the mean of the cheapest of several rounds after a warm-up.

    What else a shared machine does only adds, for seconds at a time; the cheapest round has least of it. The requests
    take turns, so that the rounds of each are spread over the whole measurement.
    """
    queries = {name: queries_of(one) for name, one in asked.items()}
    cheapest: dict[str, Cost] = {}
    for _ in range(ROUNDS):
        for name, one in asked.items():
            cost = _round(one.send, backend_pid, queries[name])
            cheapest[name] = min(cost, cheapest.get(name, cost), key=lambda seen: seen.total_ms)
    return cheapest


def queries_of(one: Asked) -> int:
    """Return the queries of a request once it is warm."""
    for _ in range(WARM_UP):
        status = one.send()
        if status != 200:
            raise RuntimeError(f"the request answered {status}")
    return one.count()


def _round(send: Callable[[], int], backend_pid: int | None, queries: int) -> Cost:
    app, database = own_cpu(), cpu_of(backend_pid)
    for _ in range(RUNS):
        send()
    return Cost(
        app_ms=(own_cpu() - app) * 1000 / RUNS,
        database_ms=(cpu_of(backend_pid) - database) * 1000 / RUNS,
        queries=queries,
    )


def heading() -> None:
    """Print what the columns of `report` are."""
    peers = "".join(f"{name:>18}" for name in PEER_NAMES)
    print(f"{'screen':8}{'app':>7}{'db':>7}{'sum':>7}{'limit':>7}  {'queries':>10}{peers}   CPU ms a request")


def report(name: str, few: int | None, many: Cost) -> bool:
    """Print one line and say whether it keeps its limit, and the queries it had with `few` cases."""
    is_steady = few is None or few == many.queries
    is_kept = many.total_ms <= LIMITS[name] and is_steady
    queries = f"{many.queries}" if few is None else f"{few} -> {many.queries}"
    peers = "".join(f"{f'{peer:.0f} ({peer / many.total_ms:.1f}x)':>18}" for peer in PEERS[name])
    spent = "".join(f"{ms:7.1f}" for ms in (many.app_ms, many.database_ms, many.total_ms))
    print(f"{name:8}{spent}{LIMITS[name]:7.0f}  {queries:>10}{peers}   {'ok' if is_kept else 'MISSED'}")
    return is_kept


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a step took."""
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.1f} s")


@dataclass(frozen=True)
class Call:
    """One request: an address to read, or a form to post there."""

    path: str
    form: dict[str, str] | None = None


def send(application: Callable[..., object], call: Call, cookie: str) -> int:
    """Send one request through the WSGI application, read the answer to its end and return its status."""
    status: list[str] = []
    place, _, query = call.path.partition("?")
    body = b"" if call.form is None else urlencode(call.form | {"csrfmiddlewaretoken": TOKEN}).encode()
    environ = {
        "REQUEST_METHOD": "GET" if call.form is None else "POST", "PATH_INFO": place, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000", "HTTP_COOKIE": f"{cookie}; csrftoken={TOKEN}", "HTTP_ACCEPT_LANGUAGE": "th",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    answer = application(environ, lambda line, _headers, _info=None: status.append(line))
    for _ in answer:  # type: ignore[attr-defined]
        pass
    if hasattr(answer, "close"):
        answer.close()
    return int(status[0].split()[0])


def own_cpu() -> float:
    """Return the CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of(pid: int | None) -> float:
    """Return the CPU seconds of a process of this machine, 0 for none."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS
