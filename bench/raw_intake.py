"""The raw side of `bench/intake.py`: a loop around the driver, nothing else.

Reads commands from standard input: "<kind> <calls>" answers "ready" once its values are made, "go" makes the calls and
answers "done". The kind "ready" has its values at hand; the kind "parsing" reads each call's body and makes them.
"""

import json
import os
import sys
import threading
from datetime import UTC, datetime

import django
import psycopg

django.setup()

from bench.intake import body  # noqa: E402
from samphan.customers.rules import Contact  # noqa: E402
from samphan.customers.services import identify_customer  # noqa: E402
from samphan.kit import clock  # noqa: E402
from samphan.surveys.services.intake_statement import BY_ONE_CONTACT, STATEMENTS  # noqa: E402

_CONCURRENCY, _CUSTOMERS, _NAME = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
# As psycopg is handed a statement: the same text, its parameters by name.
_STATEMENT = STATEMENTS[BY_ONE_CONTACT, False, False].source


def _values(content: bytes) -> dict[str, object]:
    """Return the statement's values from one call's body, written by hand for exactly this body."""
    call = json.loads(content)
    score = call["answers"][0]["score"]
    blank = {"scale": "", "score": None, "choices": [], "text": ""}
    facts = {"invitation_id": None, "case_id": None, "scale": "nps", "score": score, "category": "detractor"}
    return {
        "source": call["source"],
        "external_ref": call["external_ref"],
        "channel": "api",
        "wants_contact": False,
        "now": datetime.now(UTC),
        "answers": json.dumps([{**blank, **answer} for answer in call["answers"]]),
        "events": json.dumps(
            [
                {"type": "survey.response_recorded", "data": facts},
                {"type": "survey.response_finished", "data": {**facts, "has_text": True, "wants_contact": False}},
            ]
        ),
        "kind": "external",
        "kind_source": call["customer"]["external_source"],
        "value": call["customer"]["external_id"],
    }


def _run_ready(connection: psycopg.Connection, values: list[dict[str, object]]) -> None:
    for one in values:
        assert connection.execute(_STATEMENT, one, prepare=True).fetchone()


def _run_parsing(connection: psycopg.Connection, bodies: list[bytes]) -> None:
    for one in bodies:
        assert connection.execute(_STATEMENT, _values(one), prepare=True).fetchone()


def main() -> None:
    """Make the customers, then serve commands."""
    for number in range(_CUSTOMERS):
        identify_customer(contacts=[Contact("external", f"C{number}", "shop")], now=clock.now())
    url = os.environ["SAMPHAN_DATABASE_URL"]
    connections = [psycopg.connect(url, autocommit=True, application_name=_NAME) for _ in range(_CONCURRENCY)]
    made = 0
    while command := sys.stdin.readline():
        kind, calls = command.split()
        bodies = [body(f"raw-{number}", number % _CUSTOMERS) for number in range(made, made + int(calls))]
        made += int(calls)
        run, given = (_run_ready, [_values(one) for one in bodies]) if kind == "ready" else (_run_parsing, bodies)
        threads = [
            threading.Thread(target=run, args=(connection, given[place::_CONCURRENCY]))
            for place, connection in enumerate(connections)
        ]
        print("ready", flush=True)
        sys.stdin.readline()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print("done", flush=True)


if __name__ == "__main__":
    main()
