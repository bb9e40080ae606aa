"""What taking an answer in costs: `POST /v1/responses` against a raw-driver loop doing the same statements.

`python bench/intake.py [--calls 2000] [--rounds 5]` on the PostgreSQL server at SAMPHAN_TEST_DATABASE_URL, or on one of
its own. Both sides take turns in one run, on the same tables and at the same concurrency, so that a busy machine
disturbs both alike. CPU is that of the process that does the work and of its PostgreSQL backends, read from /proc; the
client that sends the calls is not counted.

The raw loop is what somebody would write by hand around the driver: read the body, make the values, run the same
prepared statement with psycopg, committed a call. It has no HTTP server, no keys, no checks, no framework.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
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
_TICKS = os.sysconf("SC_CLK_TCK")
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
    """Return user and system time of living processes."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def with_children(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += with_children(int(child))
    return found


class Web:
    """Our side: granian, the fast lane, the service."""

    def __init__(self, house: Installation, token: str) -> None:
        self.port, self.token, self.sent = free_port(), token, 0
        self.process = house.start("web", "--port", str(self.port), "--threads", str(CONCURRENCY))
        wait_until_served(self.port)

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
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for number in range(first, first + count):
            connection.request("POST", "/v1/responses", body(f"web-{number}", number % CUSTOMERS), headers)
            answer = connection.getresponse()
            content = answer.read()
            assert answer.status == 201, content
        connection.close()


class Raw:
    """The other side: the driver alone, in a process of its own."""

    def __init__(self, house: Installation) -> None:
        command = [sys.executable, "-m", "bench.raw_intake", str(CONCURRENCY), str(CUSTOMERS), _RAW]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=house.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.run(100)

    def pids(self) -> list[int]:
        """Return the loop's process."""
        return [self.process.pid]

    def run(self, calls: int) -> None:
        """Let the loop make calls and wait for it."""
        commands, answers = cast(IO[str], self.process.stdin), cast(IO[str], self.process.stdout)
        commands.write(f"{calls}\n")
        commands.flush()
        assert answers.readline().strip() == "done"

    def stop(self) -> None:
        """End the loop."""
        cast(IO[str], self.process.stdin).close()
        self.process.wait()


def measure(side: Web | Raw, calls: int, watcher: psycopg.Connection) -> Cost:
    """Run one turn and return what it cost."""
    is_raw = isinstance(side, Raw)
    rows = watcher.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND (application_name = %s) = %s",
        (_RAW, is_raw),
    ).fetchall()
    backends, app = [pid for (pid,) in rows], side.pids()
    app_before, database_before, start = cpu_seconds(app), cpu_seconds(backends), time.perf_counter()
    side.run(calls)
    seconds = time.perf_counter() - start
    return Cost(calls, seconds, cpu_seconds(app) - app_before, cpu_seconds(backends) - database_before)


def show(name: str, costs: list[Cost]) -> float:
    """Print a side's medians and return its CPU a call in milliseconds."""
    cpu = median(cost.cpu_ms for cost in costs)
    app = median(cost.app_cpu / cost.calls * 1000 for cost in costs)
    rate = median(cost.calls / cost.seconds for cost in costs)
    print(f"{name:<22}{cpu:>8.3f} ms CPU a call (app {app:.3f}, database {cpu - app:.3f}){rate:>8.0f} calls/s")
    return cpu


def main() -> None:
    """Measure both sides in turns and print the ratio; exit code 1 above the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000, help="calls a turn")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with postgres_url() as url, tempfile.TemporaryDirectory() as folder:
        os.environ["SAMPHAN_TEST_DATABASE_URL"] = url
        with installation(Path(folder)) as house:
            token = house.python("-m", "tests.chaos.prepare").strip()
            web, raw = Web(house, token), Raw(house)
            with psycopg.connect(house.database_url, autocommit=True) as watcher:
                web.run(400)  # warm: connections made, statements prepared
                ours, theirs = [], []
                for _ in range(options.rounds):
                    ours.append(measure(web, options.calls, watcher))
                    theirs.append(measure(raw, options.calls, watcher))
            raw.stop()
    ratio = show("POST /v1/responses", ours) / show("raw driver", theirs)
    print(f"ratio {ratio:.2f} (target {TARGET})")
    raise SystemExit(0 if ratio <= TARGET else 1)


if __name__ == "__main__":
    main()
