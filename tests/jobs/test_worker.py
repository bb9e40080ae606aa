import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from samphan.accounts.models import Branch
from samphan.jobs import periodic
from samphan.jobs.models import Job, JobState
from samphan.jobs.services import NewJob, enqueue, enqueue_many
from samphan.jobs.worker import Worker
from samphan.kit import clock
from tests.jobs import sample_tasks as tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.CALLS.clear()
    monkeypatch.setattr(periodic, "_REGISTERED", {})


@pytest.fixture
def workers() -> Iterator[Callable[[], None]]:
    """Start workers in this process; they stop, gracefully, at the end."""
    stop, threads = threading.Event(), []

    def start() -> None:
        worker = Worker(threads=2, stop=stop, lease=timedelta(seconds=5))
        threads.append(threading.Thread(target=worker.run))
        threads[-1].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


def wait_until(condition: Callable[[], bool], seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def done() -> int:
    return Job.objects.filter(state=JobState.DONE).count()


def test_two_workers_share_the_jobs_and_run_each_once(workers: Callable[[], None]) -> None:
    new = [NewJob(task=tasks.open_branch, arguments={"code": str(n)}) for n in range(60)]
    enqueue_many(jobs=new, now=clock.now())
    workers()
    workers()
    wait_until(lambda: done() == 60)
    assert Branch.objects.count() == 60
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_job_queued_later_starts_at_once(workers: Callable[[], None]) -> None:
    workers()
    time.sleep(0.3)
    start = time.monotonic()
    enqueue(task=tasks.note, arguments={"what": "a"}, now=clock.now())
    wait_until(lambda: tasks.CALLS == ["a"])
    assert time.monotonic() - start < 0.8


def test_a_periodic_task_runs_once_an_interval_with_two_workers(workers: Callable[[], None]) -> None:
    periodic.every(seconds=3600)(tasks.tick)
    workers()
    workers()
    wait_until(lambda: done() >= 1)
    time.sleep(0.3)
    assert tasks.CALLS in (["tick"], ["tick", "tick"])  # two when the hour turned meanwhile
    assert Job.objects.count() == len(tasks.CALLS)


def test_the_scheduler_queues_each_interval_once_though_it_starts_anew() -> None:
    periodic.every(seconds=60)(tasks.tick)
    now = clock.now()
    for moment in (now, now, now + timedelta(seconds=60)):
        periodic.Scheduler().queue_due(now=moment)
    assert Job.objects.count() == 2


def nights_queued() -> list[str]:
    return [str(key).rpartition(":")[2] for key in Job.objects.order_by("pk").values_list("dedupe_key", flat=True)]


def test_a_nightly_task_waits_for_its_hour_and_comes_late_rather_than_not_at_all() -> None:
    periodic.every_night(hour=3, timezone=lambda: "Asia/Bangkok")(tasks.tick)
    at_three = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    scheduler = periodic.Scheduler()
    for minutes in (-60, -1, 0, 1, 600):
        scheduler.queue_due(now=at_three + timedelta(minutes=minutes))
    assert nights_queued() == ["2026-11-20", "2026-11-21"]
    # Another worker knows nothing of it, and is off until noon of the next day.
    periodic.Scheduler().queue_due(now=at_three + timedelta(hours=1))
    periodic.Scheduler().queue_due(now=at_three + timedelta(hours=33))
    assert nights_queued() == ["2026-11-20", "2026-11-21", "2026-11-22"]


def test_a_night_is_not_run_twice_when_the_firm_moves() -> None:
    zone = ["Asia/Bangkok"]
    periodic.every_night(hour=3, timezone=lambda: zone[0])(tasks.tick)
    now = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    for zone[0] in ("Asia/Bangkok", "Asia/Tokyo", "Asia/Bangkok"):
        periodic.Scheduler().queue_due(now=now)
    assert nights_queued() == ["2026-11-21"]


def test_what_could_not_be_queued_is_queued_at_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_database(**_: object) -> None:
        raise OperationalError

    periodic.every(seconds=3600)(tasks.tick)
    scheduler, now = periodic.Scheduler(), clock.now()
    with monkeypatch.context() as broken:
        broken.setattr(periodic, "enqueue_many", no_database)
        with pytest.raises(OperationalError):
            scheduler.queue_due(now=now)
    scheduler.queue_due(now=now)
    assert Job.objects.count() == 1


def test_stopping_gives_back_what_was_not_begun() -> None:
    enqueue_many(jobs=[NewJob(task=tasks.note, arguments={"what": str(n)}) for n in range(3)], now=clock.now())
    worker = Worker(threads=1, stop=threading.Event(), lease=timedelta(seconds=30))
    assert worker._claim(clock.now(), 3) == 3
    worker._give_back_unbegun()
    assert set(Job.objects.values_list("state", "attempts", "worker")) == {(JobState.READY, 0, "")}


def test_the_claim_reads_its_index() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT id FROM jobs_job WHERE state < 2 AND queue = 'default' AND due_at <= 'x'"
                " ORDER BY due_at, id LIMIT 5"
            )
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM jobs_job WHERE state < 2 AND queue = 'default' AND due_at <= now()"
                " ORDER BY due_at, id LIMIT 5"
            )
        assert "job_due" in str(cursor.fetchall())
