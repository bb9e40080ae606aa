"""The measuring itself, in a process whose environment names the database: prints one line of JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.backend import backend_pid  # noqa: E402
from bench.costs import cpu_of, own_cpu  # noqa: E402
from bench.iapp import Corpus, Question, corpus, mistyped, questions  # noqa: E402
from samphan.kit import clock  # noqa: E402
from samphan.search.rules.sight import Sight  # noqa: E402
from samphan.search.selectors import search  # noqa: E402
from samphan.search.services import index_documents, take_census  # noqa: E402
from samphan.search.sources import NewDocument  # noqa: E402

_SIGHT = Sight(kinds=frozenset({"article", "case", "message", "customer"}), branch_ids=frozenset({1, 2}))
_WARM_UP = 30
# The cheapest counts: what else runs on a machine only ever adds.
_PASSES = 3


def main() -> int:
    """Write, ask, print; return the exit code."""
    data = Path(sys.argv[1])
    call_command("migrate", verbosity=0)
    documents, asked, now = corpus(data), questions(data, "test"), clock.now()
    numbers = {group: number for number, group in enumerate(dict.fromkeys(documents.groups), 1)}
    told: dict[str, object] = {"questions": f"{len(asked)} questions"}
    told["write_s"] = _seconds(lambda: index_documents(documents=_documents(documents, numbers, now), now=now))
    told["census_s"] = _seconds(lambda: take_census(now=now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, several in (("clean", asked), ("mistyped", mistyped(asked))):
        told[name] = _asked(several, numbers, now)
    print(json.dumps(told))
    return 0


def _documents(documents: Corpus, numbers: dict[str, int], now: datetime) -> list[NewDocument]:
    return [
        NewDocument(
            kind="article",
            object_id=at,
            place_kind="article",
            place_id=numbers[group],
            title="",
            body=text,
            occurred_at=now,
        )
        for at, (text, group) in enumerate(zip(documents.texts, documents.groups, strict=True), 1)
    ]


def _asked(asked: Sequence[Question], numbers: dict[str, int], now: datetime) -> dict[str, float]:
    """Return R@3 of documents and of pages (each place once), and a question's mean cost in the cheapest pass."""

    def first_three(text: str, kind: str) -> set[int]:
        found = search(query=text, sight=_SIGHT, now=now, kind=kind, limit=3).found
        return {one.place_id for one in found}

    for one in asked[:_WARM_UP]:
        first_three(one.text, "article")
    costs = []
    for _ in range(_PASSES):
        pid = backend_pid()
        app, database = own_cpu(), cpu_of(pid)
        hits = sum(numbers[one.group] in first_three(one.text, "article") for one in asked)
        costs.append((own_cpu() - app, cpu_of(pid) - database))
    app, database = min(costs, key=sum)
    pages = sum(numbers[one.group] in first_three(one.text, "") for one in asked)
    return {
        "recall": hits / len(asked),
        "recall_of_pages": pages / len(asked),
        "ms": 1000 * (app + database) / len(asked),
        "database_ms": 1000 * database / len(asked),
    }


def _seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
