"""The measuring itself, imported by `loop.py` once the environment names the database."""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from bench.bulk import insert  # noqa: E402
from bench.measured import Row, print_rows  # noqa: E402
from samphan.automation.models import RuleTree  # noqa: E402
from samphan.automation.rules import evaluate, parse_tree  # noqa: E402
from samphan.automation.services import save_draft, seed_installation, try_on_past  # noqa: E402
from samphan.customers.models import Customer  # noqa: E402
from samphan.kit import clock  # noqa: E402
from samphan.kit.memory import keep_what_is_loaded  # noqa: E402
from samphan.promises.models import CalendarVersion, Clock, Promise  # noqa: E402
from samphan.promises.services import sweep_clocks  # noqa: E402
from samphan.signals.models import Signal  # noqa: E402

SEED = 5
BRANCHES, CUSTOMERS, DUE = 200, 20_000, 20
TOPICS = [f"topic{n}" for n in range(30)]
TRIES, SWEEPS = 20_000, 5
_CHUNK = 20_000


def run(*, answers: int, clocks: int) -> int:
    """Measure all three; return 0 when every limit is kept."""
    call_command("migrate", verbosity=0)
    now = clock.now()
    seed_installation(now=now)
    keep_what_is_loaded()  # as a worker does, and the web server
    chance = random.Random(SEED)
    missed = print_rows("rules, trees of 200 branches", _rules(chance, now))
    missed += print_rows(f"the past, {answers:,} answered fields", _past(chance, now, answers))
    missed += print_rows(f"the sweep, {clocks:,} open clocks", _sweep(now, clocks))
    return 1 if missed else 0


def _rules(chance: random.Random, now: datetime) -> Iterator[Row]:
    heard = [_facts(chance, now) for _ in range(TRIES)]
    for name, body in (("flat", _flat(chance)), ("nested", _nested(chance))):
        began = time.process_time()
        tree = parse_tree(body)
        evaluate(tree, heard[0], now)
        parsed = time.process_time() - began
        began = time.process_time()
        matched = sum(bool(evaluate(tree, facts, now).path) for facts in heard)
        rate = TRIES / (time.process_time() - began)
        share = f"{100 * matched / TRIES:.0f} % took a branch; compiled once in {1000 * parsed:.0f} ms"
        yield Row(name=f"signals a CPU second, {name}", value=rate, limit=20_000, note=share)
        yield Row(name="times the limit", value=rate / 20_000)


def _past(chance: random.Random, now: datetime, answers: int) -> Iterator[Row]:
    _fill_signals(chance, now, answers)
    tree = RuleTree.objects.get(code="feedback")
    body = _nested(chance)
    draft = save_draft(tree_id=tree.pk, body=body, revision=tree.revision, now=now, actor_id=None)
    began, began_cpu = time.perf_counter(), time.process_time()
    report = try_on_past(version_id=draft.pk, since=now - timedelta(days=366), until=now, now=now)
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    limit = 60 * answers / 1_000_000
    note = f"{report.total:,} submissions, {report.cases:,} cases; {cpu:.1f} CPU-s"
    yield Row(name="seconds", value=seconds, limit=limit, at_least=False, note=note)
    yield Row(name="of the limit", value=seconds / limit)


def _sweep(now: datetime, clocks: int) -> Iterator[Row]:
    _fill_clocks(now, clocks)
    sweep_clocks(now=now)
    idle = min(_cpu_of_sweep(now) for _ in range(SWEEPS))
    yield Row(name="ms, nothing due", value=1000 * idle, limit=50, at_least=False)
    busy = []
    for turn in range(1, SWEEPS + 1):
        at = now + timedelta(minutes=turn)
        due = list(Clock.objects.order_by("-pk").values_list("pk", flat=True)[turn * DUE : (turn + 1) * DUE])
        Clock.objects.filter(pk__in=due).update(warn_at=at - timedelta(seconds=1))
        busy.append(_cpu_of_sweep(at))
    yield Row(name=f"ms, {DUE} due", value=1000 * min(busy), limit=50, at_least=False, note="told, with their events")
    yield Row(name="ms a clock that is due", value=1000 * (min(busy) - idle) / DUE)


def _cpu_of_sweep(at: datetime) -> float:
    began = time.process_time()
    sweep_clocks(now=at)
    return time.process_time() - began


def _flat(chance: random.Random) -> dict[str, Any]:
    return {"branches": [_branch(chance, f"b{n}") for n in range(BRANCHES)]}


def _nested(chance: random.Random) -> dict[str, Any]:
    """Return a tree of 40 branches with four more in each."""
    inside = 4
    return {
        "branches": [
            {**_branch(chance, f"b{n}"), "branches": [_branch(chance, f"b{n}-{m}") for m in range(inside)]}
            for n in range(BRANCHES // (inside + 1))
        ]
    }


def _branch(chance: random.Random, branch_id: str) -> dict[str, Any]:
    either = {"or": [_question(chance), _question(chance)]}
    when = {"and": [_question(chance), _question(chance), either]}
    return {"id": branch_id, "when": when, "then": [{"do": "open_case", "priority": 3}]}


def _question(chance: random.Random) -> dict[str, Any]:
    return chance.choice(
        [
            {"<=": [{"var": "score"}, chance.randint(0, 6)]},
            {">=": [{"var": "urgency"}, chance.randint(1, 3)]},
            {"==": [{"var": "sentiment"}, chance.choice(["negative", "question"])]},
            {"in": [chance.choice(TOPICS), {"var": "topics"}]},
            {"==": [{"var": "branch"}, f"B{chance.randint(0, 40):02d}"]},
            {"in": [{"var": "channel"}, ["line", "email"]]},
            {">=": [{"var": "order_count"}, chance.randint(3, 20)]},
            {"has_been": ["unhappy", chance.choice([30, 90])]},
        ]
    )


def _facts(chance: random.Random, now: datetime) -> dict[str, object]:
    return {
        "score": chance.choice([None, *range(11)]),
        "urgency": chance.choice([0, 0, 0, 1, 2]),
        "sentiment": chance.choice(["", "negative", "positive", "neutral"]),
        "topics": chance.sample(TOPICS, chance.randint(0, 3)),
        "branch": f"B{chance.randint(0, 40):02d}",
        "channel": chance.choice(["line", "web", "email"]),
        "order_count": chance.randint(0, 20),
        "last_unhappy_at": now - timedelta(days=chance.randint(0, 400)),
    }


def _fill_signals(chance: random.Random, now: datetime, answers: int) -> None:
    """Store responses of two answered fields each, a score and a comment that was read."""
    made = [
        Customer(first_name=f"ลูกค้า {n}", order_count=n % 20, created_at=now, updated_at=now) for n in range(CUSTOMERS)
    ]
    with transaction.atomic():
        people = insert(made)
    rows: list[Signal] = []
    for number in range(answers // 2):
        common = {
            "submission_kind": "response",
            "submission_id": number + 1,
            "source": "bench",
            "channel": chance.choice(("line", "web", "email")),
            "customer_id": chance.choice(people).pk,
            "occurred_at": now - timedelta(minutes=1 + number % 500_000),
        }
        rows.append(Signal(field="nps", type="rating", scale="nps", score=chance.randint(0, 10), **common))
        said = {"sentiment": chance.choice(("negative", "positive", "neutral")), "language": "th"}
        said |= {"topics": chance.sample(TOPICS, 2), "text": "ส่งช้าไปหน่อย แต่พนักงานสุภาพดี", "read_with": "bench"}
        rows.append(Signal(field="why", type="text", **said, **common))
        if len(rows) >= _CHUNK:
            _store(rows)
            rows = []
    _store(rows)


@transaction.atomic
def _store(rows: list[Any]) -> None:
    insert(rows)


def _fill_clocks(now: datetime, clocks: int) -> None:
    """Start clocks of as many cases, all due within the next ten days."""
    promise, calendar = Promise.objects.get(code="feedback_resolve"), CalendarVersion.objects.first()
    for start in range(0, clocks, _CHUNK):
        _store(
            [
                Clock(
                    work_kind="case",
                    work_id=number + 1,
                    promise=promise,
                    metric=promise.metric,
                    calendar_version=calendar,
                    target_minutes=promise.target_minutes,
                    target_days=promise.target_days,
                    started_at=now,
                    due_at=now + timedelta(minutes=60 + number % 14_000),
                    warn_at=now + timedelta(minutes=60 + number % 14_000),
                )
                for number in range(start, min(start + _CHUNK, clocks))
            ]
        )
