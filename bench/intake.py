"""What taking an answer in costs: `POST /v1/responses` against a raw-driver loop doing the same statements.

`python bench/intake.py [--calls 400] [--rounds 15]` on the PostgreSQL server at SAMPHAN_TEST_DATABASE_URL, or on one of
its own. The sides take turns of a fraction of a second in one run, on the same tables and at the same concurrency, so
that a busy machine disturbs all alike; what counts is the median of the rounds. CPU is that of the process that does
the work and of its PostgreSQL backends, from their own CPU clocks; the client that sends the calls is not counted.

The ratio is to a loop of psycopg running the same prepared statement, values at hand, committed a call: no HTTP, no
body to read, no keys, no checks. Beside it stands the same loop when it reads each call's body and makes its values.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, cast

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chaos.installation import Installation, free_port, installation, wait_until_served  # noqa: E402
from tests.postgres import postgres_url  # noqa: E402

TARGET = 1.5
CONCURRENCY = 4
CUSTOMERS = 200
LONGEST_SECONDS = 120
_RAW = "intake-raw"


def body(ref: str, customer: int) -> bytes:
    """Return one call's body: a score and a Thai comment of a known customer."""
    answers = [
        {"field": "nps", "type": "rating", "scale": "nps", "score": 2},
        {"field": "comment", "type": "text", "text": "รอนานมาก ไม่มีใครโทรกลับ"},
    ]
    person = {"external_id": f"C{customer}", "external_source": "shop"}
    return json.dumps({"answers": answers, "source": "bench", "external_ref": ref, "customer": person}).encode()


@dataclass(frozen=True)
class Cost:
    """What one turn cost."""

    calls: int
    seconds: float
    app_cpu: float
    database_cpu: float

    @property
    def cpu_ms(self) -> float:
        """CPU a call in milliseconds, application and database."""
        return (self.app_cpu + self.database_cpu) / self.calls * 1000


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time of living processes, to the nanosecond: Linux has a clock for each (clock_getcpuclockid)."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def with_children(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += with_children(int(child))
    return found


class Web:
    """Our side: granian, the fast lane, the service."""

    name = "POST /v1/responses"
    is_raw = False

    def __init__(self, house: Installation, token: str) -> None:
        self.port, self.token, self.sent = free_port(), token, 0
        self.process = house.start("web", "--port", str(self.port), "--threads", str(CONCURRENCY))
        wait_until_served(self.port)

    def prepare(self, calls: int) -> None:
        """Do nothing: a call's values come with the call."""

    def pids(self) -> list[int]:
        """Return the server's processes."""
        return with_children(self.process.pid)

    def run(self, calls: int) -> None:
        """Send calls over a few kept connections."""
        each, start = calls // CONCURRENCY, self.sent
        self.sent += calls
        threads = [threading.Thread(target=self._send, args=(start + n * each, each)) for n in range(CONCURRENCY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _send(self, first: int, count: int) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            for number in range(first, first + count):
                connection.sendall(self._request(body(f"web-{number}", number % CUSTOMERS)))
                answer = http.client.HTTPResponse(connection, method="POST")
                answer.begin()
                content = answer.read()
                assert answer.status == 201, content

    def _request(self, content: bytes) -> bytes:
        """Return a whole call, to leave in one piece as curl, Go and Node send it (http.client sends two)."""
        head = (
            "POST /v1/responses HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Bearer {self.token}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        )
        return "\r\n".join(head).encode() + b"\r\n\r\n" + content


class Raw:
    """The other side: the driver alone, in a process of its own."""

    is_raw = True

    def __init__(self, kind: str, process: subprocess.Popen[str]) -> None:
        self.kind, self.process = kind, process
        self.name = f"raw driver, values {'at hand' if kind == 'ready' else 'from the body'}"

    @staticmethod
    def start(house: Installation) -> subprocess.Popen[str]:
        """Start the loop's process."""
        command = [sys.executable, "-m", "bench.raw_intake", str(CONCURRENCY), str(CUSTOMERS), _RAW]
        return subprocess.Popen(
            command, cwd=ROOT, env=house.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def pids(self) -> list[int]:
        """Return the loop's process."""
        return [self.process.pid]

    def prepare(self, calls: int) -> None:
        """Let the loop make its values."""
        self._say(f"{self.kind} {calls}", expect="ready")

    def run(self, calls: int) -> None:
        """Let the loop make the calls it is prepared for."""
        self._say("go", expect="done")

    def _say(self, command: str, *, expect: str) -> None:
        commands, answers = cast(IO[str], self.process.stdin), cast(IO[str], self.process.stdout)
        commands.write(f"{command}\n")
        commands.flush()
        assert answers.readline().strip() == expect


Side = Web | Raw


def measure(side: Side, calls: int, watcher: psycopg.Connection) -> Cost:
    """Run one turn and return what it cost."""
    side.prepare(calls)
    rows = watcher.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND (application_name = %s) = %s",
        (_RAW, side.is_raw),
    ).fetchall()
    backends, app = [pid for (pid,) in rows], side.pids()
    app_before, database_before, start = cpu_seconds(app), cpu_seconds(backends), time.perf_counter()
    side.run(calls)
    seconds = time.perf_counter() - start
    return Cost(calls, seconds, cpu_seconds(app) - app_before, cpu_seconds(backends) - database_before)


def take_turns(sides: list[Side], calls: int, rounds: int, watcher: psycopg.Connection) -> list[list[Cost]]:
    """Return each side's costs, a round each; fewer rounds than asked when the machine is too slow for them."""
    costs: list[list[Cost]] = [[] for _ in sides]
    for side in sides:
        measure(side, calls, watcher)  # warm: connections made, statements prepared
    watcher.execute("ANALYZE")  # else a plan made for empty tables stays until the server looks by itself
    deadline = time.monotonic() + LONGEST_SECONDS
    for number in range(rounds):
        if number and time.monotonic() > deadline:
            break
        for place in range(len(sides)):
            turn = (place + number) % len(sides)  # nobody always comes after the same other
            costs[turn].append(measure(sides[turn], calls, watcher))
    return costs


def show(name: str, costs: list[Cost]) -> None:
    """Print a side's medians."""
    app = median(cost.app_cpu / cost.calls * 1000 for cost in costs)
    database = median(cost.database_cpu / cost.calls * 1000 for cost in costs)
    rate = median(cost.calls / cost.seconds for cost in costs)
    cpu = median(cost.cpu_ms for cost in costs)
    print(f"{name:<34}{cpu:>7.3f} ms CPU a call (app {app:.3f}, database {database:.3f}){rate:>7.0f} calls/s")


def ratio(ours: list[Cost], theirs: list[Cost], what: Callable[[Cost], float]) -> float:
    """Return the median of the rounds' ratios."""
    return median(what(mine) / what(other) for mine, other in zip(ours, theirs, strict=True))


def main() -> None:
    """Measure the sides in turns and print the ratios; exit code 1 when the CPU ratio is above the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=400, help="calls a turn")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with postgres_url(durable=True) as url, tempfile.TemporaryDirectory() as folder:
        os.environ["SAMPHAN_TEST_DATABASE_URL"] = url
        with installation(Path(folder)) as house:
            token = house.python("-m", "tests.chaos.prepare").strip()
            loop = Raw.start(house)
            raw: list[Side] = [Raw("ready", loop), Raw("parsing", loop)]
            raw[0].prepare(0)  # the customers are made
            raw[0].run(0)
            sides: list[Side] = [Web(house, token), *raw]
            with psycopg.connect(house.database_url, autocommit=True) as watcher:
                costs = take_turns(sides, options.calls, options.rounds, watcher)
            loop.communicate("")
    for side, found in zip(sides, costs, strict=True):
        show(side.name, found)
    ours, ready, parsing = costs
    cpu = ratio(ours, ready, lambda cost: cost.cpu_ms)
    rate = ratio(ours, ready, lambda cost: cost.calls / cost.seconds)
    lenient = ratio(ours, parsing, lambda cost: cost.cpu_ms)
    print(f"CPU ratio {cpu:.2f} (target {TARGET}), throughput ratio {rate:.2f}, median of {len(ours)} rounds")
    print(f"CPU ratio to the loop that also reads each body: {lenient:.2f}")
    raise SystemExit(0 if cpu <= TARGET else 1)


if __name__ == "__main__":
    main()
