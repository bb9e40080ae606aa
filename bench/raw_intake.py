"""The raw side of `bench/intake.py`: reads a number of calls from standard input, makes them, says "done"."""

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
from samphan.surveys.services import intake  # noqa: E402

_CONCURRENCY, _CUSTOMERS, _NAME = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


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


def _loop(connection: psycopg.Connection, first: int, count: int) -> None:
    statement = intake._STATEMENTS[intake._BY_ONE_CONTACT, False, False]
    for number in range(first, first + count):
        values = _values(body(f"raw-{number}", number % _CUSTOMERS))
        assert connection.execute(statement, values, prepare=True).fetchone()


def main() -> None:
    """Make the customers, then serve commands."""
    for number in range(_CUSTOMERS):
        identify_customer(contacts=[Contact("external", f"C{number}", "shop")], now=clock.now())
    url = os.environ["SAMPHAN_DATABASE_URL"]
    connections = [psycopg.connect(url, autocommit=True, application_name=_NAME) for _ in range(_CONCURRENCY)]
    made = 0
    for line in sys.stdin:
        each = int(line) // _CONCURRENCY
        threads = [
            threading.Thread(target=_loop, args=(connection, made + place * each, each))
            for place, connection in enumerate(connections)
        ]
        made += int(line)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print("done", flush=True)


if __name__ == "__main__":
    main()
