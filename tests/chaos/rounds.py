"""Kill -9 of web and worker while answers come in and jobs run, round after round; then count.

`python -m tests.chaos.rounds --rounds 20` (SQLite, or the server at SAMPHAN_TEST_DATABASE_URL).
"""

import argparse
import http.client
import json
import random
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.installation import Installation, free_port, installation, wait_until_served

CLIENTS = 3
CALLS_A_SECOND = 6  # of each client: the worker must have something to do, and an end
_STALL_SECONDS = 45


@dataclass
class Shop:
    """A system that sends answers; it sends the same again until it hears that they are stored."""

    port: int
    token: str
    stop: threading.Event = field(default_factory=threading.Event)
    answered: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    retries: int = 0

    def send_until_stopped(self, client: int) -> None:
        """Send one answer after the other."""
        number = 0
        while not self.stop.is_set():
            number += 1
            self._send(f"{client}-{number}", score=2 if number % 2 else 9)
            time.sleep(1 / CALLS_A_SECOND)

    def _send(self, ref: str, *, score: int) -> None:
        answer = {"field": "nps", "type": "rating", "scale": "nps", "score": score}
        customer = {"external_id": f"C{hash(ref) % 40}", "external_source": "shop"}
        body = json.dumps({"answers": [answer], "source": "chaos", "external_ref": ref, "customer": customer})
        deadline = time.monotonic() + 60
        while True:
            try:
                status, content = self._post(body)
            except (OSError, http.client.HTTPException):
                status, content = 503, b""
            if status in {200, 201}:
                self.answered[ref] = json.loads(content)["id"]
                return
            if status not in {429, 503} or time.monotonic() > deadline:
                self.wrong.append(f"{ref}: {status} {content!r}")
                return
            self.retries += 1
            time.sleep(0.1)

    def _post(self, body: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request("POST", "/v1/responses", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@dataclass(frozen=True)
class Findings:
    """What was counted in the end; everything but `answered` and the two after it must be zero."""

    answered: int
    kills: int
    retries: int
    wrong_answers: int
    lost: int
    stored_twice: int
    reactions_missing: int
    reactions_twice: int
    cases_missing: int
    cases_opened_twice: int
    dead_jobs: int

    def is_sound(self) -> bool:
        """Say whether nothing was lost and nothing repeated."""
        rest = vars(self).items() - {("answered", self.answered), ("kills", self.kills), ("retries", self.retries)}
        return self.answered > 0 and all(value == 0 for _, value in rest)


def play(house: Installation, *, rounds: int, dice: random.Random) -> Findings:
    """Play the rounds in an installation and count what became of every answer."""
    port = free_port()
    shop = Shop(port, house.python("-m", "tests.chaos.prepare").strip())
    serve = ("web", "--port", str(port))
    work = ("worker", "--threads", "2", "--lease-seconds", "2")
    web, worker = house.start(*serve), house.start(*work)
    wait_until_served(port)
    clients = [threading.Thread(target=shop.send_until_stopped, args=(n,)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    kills = 0
    for number in range(rounds):
        time.sleep(0.5 + dice.random())
        if number % 3 != 1:
            house.kill(web)
            web, kills = house.start(*serve), kills + 1
        if number % 3 != 0:
            house.kill(worker)
            worker, kills = house.start(*work), kills + 1
        wait_until_served(port)
    shop.stop.set()
    for client in clients:
        client.join()
    _wait_until_quiet(house)
    return _count(house, shop, kills)


def _wait_until_quiet(house: Installation) -> None:
    """Wait until the worker has nothing due; it may take its time, as long as it gets on."""
    soon = "CURRENT_TIMESTAMP" if house.database_url else "datetime('now')"
    done_before, deadline = -1, 0.0
    while house.query("SELECT 1 FROM eventlog_outboxentry LIMIT 1") or house.query(
        f"SELECT 1 FROM jobs_job WHERE state < 2 AND (state = 1 OR due_at < {soon}) LIMIT 1"
    ):
        ((done,),) = house.query("SELECT count(*) FROM jobs_job WHERE state = 2")
        if done > done_before:
            done_before, deadline = done, time.monotonic() + _STALL_SECONDS
        assert time.monotonic() < deadline, "the worker does not get on"
        time.sleep(0.2)


def _count(house: Installation, shop: Shop, kills: int) -> Findings:
    def one(statement: str) -> int:
        return int(house.query(statement)[0][0])

    stored = dict(house.query("SELECT external_ref, id FROM surveys_response WHERE source = 'chaos'"))
    events = "SELECT count(*) FROM eventlog_event WHERE type = 'survey.response_finished'"
    reactions = "FROM jobs_job WHERE task = 'samphan.automation.tasks.handle_response'"
    unhappy = "SELECT count(*) FROM signals_signal WHERE source = 'chaos' AND score = 2"
    opened = "SELECT subject_id FROM eventlog_event WHERE type = 'case.opened' GROUP BY 1 HAVING count(*) > 1"
    return Findings(
        answered=len(shop.answered),
        kills=kills,
        retries=shop.retries,
        wrong_answers=len(shop.wrong),
        lost=sum(1 for ref, response_id in shop.answered.items() if stored.get(ref) != response_id),
        stored_twice=one("SELECT count(*) FROM surveys_response") - len(stored),
        reactions_missing=one(events) - one(f"SELECT count(*) {reactions} AND state = 2"),
        reactions_twice=one(f"SELECT count(*) - count(DISTINCT dedupe_key) {reactions}"),
        cases_missing=one(unhappy) - one("SELECT count(*) FROM cases_case"),
        cases_opened_twice=len(house.query(opened)),
        dead_jobs=one("SELECT count(*) FROM jobs_job WHERE state = 3"),
    )


def main() -> None:
    """Play the rounds and print what was counted; exit code 1 when anything was lost or repeated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as house:
        found = play(house, rounds=options.rounds, dice=random.Random(options.seed))
    print(json.dumps(vars(found), indent=2))
    raise SystemExit(0 if found.is_sound() else 1)


if __name__ == "__main__":
    main()
