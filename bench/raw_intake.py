"""The raw side of `bench/intake.py`: reads a number of calls from standard input, makes them, says "done"."""

import os
import sys
import threading
from datetime import UTC, datetime

import django
import psycopg

django.setup()

from samphan.customers.rules import Contact  # noqa: E402
from samphan.customers.services import identify_customer  # noqa: E402
from samphan.kit import clock  # noqa: E402
from samphan.signals.rules import comment, rating  # noqa: E402
from samphan.surveys.services import intake  # noqa: E402

_CONCURRENCY, _CUSTOMERS, _NAME = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def _values() -> tuple[str, dict[str, object]]:
    """Return the statement of the service, and the values of one call, ready for the driver."""
    answers = [rating("nps", "nps", 2), comment("comment", "รอนานมาก ไม่มีใครโทรกลับ")]
    contact = Contact("external", "C1", "shop")
    what = intake.Intake(answers=answers, source="bench", channel="api", external_ref="r", contacts=[contact])
    checked = intake._check(what)
    return intake._STATEMENTS[intake._BY_ONE_CONTACT, False, False], intake._parameters(checked, datetime.now(UTC))


def _loop(connection: psycopg.Connection, statement: str, values: dict[str, object], first: int, count: int) -> None:
    for number in range(first, first + count):
        mine = {**values, "external_ref": f"raw-{number}", "value": f"C{number % _CUSTOMERS}", "now": datetime.now(UTC)}
        assert connection.execute(statement, mine, prepare=True).fetchone()


def main() -> None:
    """Make the customers, then serve commands."""
    for number in range(_CUSTOMERS):
        identify_customer(contacts=[Contact("external", f"C{number}", "shop")], now=clock.now())
    statement, values = _values()
    url = os.environ["SAMPHAN_DATABASE_URL"]
    connections = [psycopg.connect(url, autocommit=True, application_name=_NAME) for _ in range(_CONCURRENCY)]
    made = 0
    for line in sys.stdin:
        each = int(line) // _CONCURRENCY
        threads = [
            threading.Thread(target=_loop, args=(connection, statement, values, made + place * each, each))
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
